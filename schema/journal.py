"""The journal: what happened to accounts, companies and data, for the people concerned and for the group."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

import models
from access.conditions import Arg, Eq
from access.policy import Role
from graph.enums import described_enum
from graph.fields import argument, column, labels, over, page, related
from graph.gates import Requires
from graph.node import Node
from graph.relay import Connection, key_of
from models import JournalKind as Kind

if TYPE_CHECKING:
    from schema.members import Member, Person

# What each kind means, and its French for people.
KINDS: dict[Kind, tuple[str, str]] = {
    Kind.SIGNED_IN: ("Signed in; the note names the browser.", "Connexion"),
    Kind.SIGN_IN_REFUSED: ("A sign-in with a wrong password.", "Connexion refusée"),
    Kind.SIGNED_OUT: ("Signed out.", "Déconnexion"),
    Kind.SESSION_REVOKED: ("Ended sessions elsewhere.", "Session fermée à distance"),
    Kind.PASSWORD_RESET_REQUESTED: ("Somebody asked for a link to a new password.", "Nouveau mot de passe demandé"),
    Kind.PASSWORD_RESET: ("A new password was chosen through a link.", "Nouveau mot de passe choisi"),
    Kind.PASSWORD_CHANGED: ("The password was changed by whoever knew it.", "Mot de passe changé"),
    Kind.ACCESS_CREATED: ("The group let somebody in.", "Accès créé"),
    Kind.ACCESS_REMOVED: ("Somebody acts for a company no more.", "Accès retiré"),
    Kind.INVITED: ("A colleague was invited.", "Collègue invité"),
    Kind.INVITATION_ACCEPTED: ("An invitation was accepted.", "Invitation acceptée"),
    Kind.ROLE_CHANGED: ("Somebody became an owner, staff, advisor or administrator, or ceased to be.", "Rôle changé"),
    Kind.EMAIL_CHANGE_REQUESTED: ("Another address was asked for.", "Nouvelle adresse demandée"),
    Kind.EMAIL_CHANGE_CONFIRMED: ("The new mailbox confirmed it.", "Nouvelle adresse confirmée"),
    Kind.EMAIL_CHANGE_REFUSED: ("The advisor has not approved it.", "Nouvelle adresse refusée"),
    Kind.EMAIL_CHANGED: ("The login is another address.", "Adresse changée"),
    Kind.ACCOUNT_CLOSED: ("The account was closed.", "Compte fermé"),
    Kind.ACCOUNT_REOPENED: ("The account was opened again.", "Compte rouvert"),
    Kind.MEMBERSHIP_BEGAN: ("A company became a member.", "Adhésion"),
    Kind.MEMBERSHIP_END_PLANNED: ("The end of a membership was announced.", "Fin d’adhésion annoncée"),
    Kind.MEMBERSHIP_ENDED: ("A membership ended.", "Fin d’adhésion"),
    Kind.MEMBERSHIP_GOES_ON: ("An announced end was called off.", "Adhésion maintenue"),
    Kind.COMPANY_REGISTERED: ("A company was written down.", "Entreprise enregistrée"),
    Kind.COMPANY_UPDATED: ("A company's data was corrected.", "Entreprise modifiée"),
    Kind.APPLICATION_RECEIVED: ("Somebody applied for membership.", "Demande d’adhésion reçue"),
    Kind.APPLICATION_ACCEPTED: ("An application was accepted.", "Demande d’adhésion acceptée"),
    Kind.APPLICATION_DECLINED: ("An application was declined.", "Demande d’adhésion refusée"),
    Kind.ADVISOR_ASSIGNED: ("A company got another advisor.", "Conseiller attribué"),
    Kind.PORTFOLIO_HANDED_OVER: ("All companies of an advisor went to another.", "Portefeuille transmis"),
    Kind.ABSENCE_PLANNED: ("An advisor will be away.", "Absence prévue"),
    Kind.ABSENCE_CANCELLED: ("An advisor will not be away after all.", "Absence annulée"),
    Kind.DEPARTMENTS_SET: ("An advisor gets new companies of these departments.", "Départements attribués"),
    Kind.DATA_EXPORTED: ("What is held of a person was handed out.", "Données exportées"),
    Kind.DIGEST_CHOSEN: ("Somebody chose how often they get the digest, or never.", "Lettre d’information : choix"),
    Kind.DIGEST_SENT: ("An administrator had the digest sent.", "Lettre d’information envoyée"),
    Kind.SITE_DESCRIBED: ("The stage of a site's life was said.", "Étape de l’établissement indiquée"),
    Kind.CHECK_RECORDED: ("A regulatory check was recorded as done.", "Contrôle réglementaire noté"),
    Kind.CALENDAR_CREATED: ("A calendar feed was made.", "Agenda créé"),
    Kind.CALENDAR_REVOKED: ("A calendar feed was ended.", "Agenda fermé"),
    Kind.ATTESTATION_ISSUED: ("An attestation of membership was issued.", "Attestation émise"),
    Kind.ATTESTATION_REVOKED: ("An attestation was revoked.", "Attestation révoquée"),
    Kind.AUDIT_REQUESTED: ("An audit was asked for.", "Audit demandé"),
    Kind.AUDIT_FILES_ADDED: ("Files were sent for an audit.", "Fichiers envoyés pour un audit"),
    Kind.AUDIT_FILES_CLOSED: ("An audit takes no more files: its analysis begins.", "Analyse de l’audit lancée"),
    Kind.AUDIT_CANCELLED: ("An audit was cancelled.", "Audit annulé"),
    Kind.AUDIT_FAILED: ("An audit came to no result.", "Audit sans résultat"),
    Kind.AUDIT_VALIDATED: ("The results of an audit were shown to the company.", "Audit validé"),
    Kind.AUDIT_READ: ("The report of an audit was downloaded.", "Rapport d’audit téléchargé"),
    Kind.LINE_DECIDED: ("A line of an audit was decided by hand.", "Ligne d’audit décidée"),
    Kind.ALIAS_REVOKED: ("What a decision had taught was taken back.", "Rapprochement appris révoqué"),
    Kind.ERASURE_REQUESTED: ("A person asked to be forgotten.", "Effacement demandé"),
    Kind.PERSON_ERASED: ("A person was forgotten.", "Personne effacée"),
    Kind.CONVERSATION_LINKED: ("A conversation was put to a company.", "Conversation rattachée"),
    Kind.CALL_BACK_ASKED: ("Somebody wishes to be called; the note says when.", "Rappel demandé"),
    Kind.COEFFICIENT_ADDED: ("A coefficient was added.", "Coefficient ajouté"),
    Kind.COEFFICIENT_ENDED: ("A coefficient got a last day.", "Coefficient terminé"),
    Kind.COEFFICIENT_CORRECTED: ("A coefficient was corrected.", "Coefficient corrigé"),
    Kind.TERMS_ADDED: ("Terms were negotiated.", "Modalités ajoutées"),
    Kind.TERMS_ENDED: ("Terms got a last day.", "Modalités terminées"),
    Kind.TERMS_CORRECTED: ("Terms were corrected.", "Modalités corrigées"),
    Kind.MAIL_REPLAYED: ("A mail that was set aside is handled again.", "Courrier en échec repris"),
    Kind.CODE_REVEALED: ("A discount code was told to somebody.", "Code de remise communiqué"),
    Kind.OWN_CODE_SET: ("A company got a discount code of its own.", "Code de remise propre enregistré"),
    Kind.SUPPLIER_ACCESS_ISSUED: ("A supplier got a token to check memberships.", "Accès fournisseur créé"),
    Kind.SUPPLIER_ACCESS_REVOKED: ("A supplier's token was taken back.", "Accès fournisseur retiré"),
    Kind.MEMBERSHIP_CHECKED: ("A supplier asked whether a company is a member.", "Adhésion vérifiée"),
    Kind.WAGE_ADDED: ("A legal minimum wage was added.", "SMIC ajouté"),
    Kind.WAGE_CORRECTED: ("A legal minimum wage was corrected.", "SMIC corrigé"),
    Kind.CONTENT_ADDED: ("A text was written.", "Contenu ajouté"),
    Kind.CONTENT_CHANGED: ("A text was changed.", "Contenu modifié"),
    Kind.CONTENT_PUBLISHED: ("A text was published.", "Contenu publié"),
    Kind.CONTENT_WITHDRAWN: ("A text was withdrawn.", "Contenu retiré"),
    Kind.MAIL_CONFIRMED: ("A mail was confirmed from its sender's registered mailbox.", "Courrier confirmé"),
    Kind.EMAIL_UNDELIVERABLE: ("Mail to somebody's address comes back.", "Adresse injoignable"),
    Kind.EMAIL_REACHABLE: ("Somebody reads mail at that address again.", "Adresse de nouveau joignable"),
    Kind.CLOSURE_PLANNED: ("A day was set on which nobody answers.", "Fermeture prévue"),
    Kind.CLOSURE_CANCELLED: ("The group answers on that day after all.", "Fermeture annulée"),
}
# What concerns the security of somebody's access.
SECURITY = (
    Kind.SIGNED_IN, Kind.SIGN_IN_REFUSED, Kind.SIGNED_OUT, Kind.SESSION_REVOKED, Kind.PASSWORD_RESET_REQUESTED,
    Kind.PASSWORD_RESET, Kind.PASSWORD_CHANGED, Kind.ACCESS_CREATED, Kind.ACCESS_REMOVED, Kind.INVITATION_ACCEPTED,
    Kind.ROLE_CHANGED, Kind.EMAIL_CHANGE_REQUESTED, Kind.EMAIL_CHANGE_CONFIRMED, Kind.EMAIL_CHANGE_REFUSED,
    Kind.EMAIL_CHANGED, Kind.ACCOUNT_CLOSED, Kind.ACCOUNT_REOPENED,
)  # fmt: skip

described_enum(Kind, "What a line of the journal tells.", {kind: meaning for kind, (meaning, _) in KINDS.items()})


@over(models.JournalEntry, requires=Role.SIGNED_IN, description="A line of the journal.")
class JournalEntry(Node):
    """Visible to the group, and to whoever did it or whom it is about."""

    at: dt.datetime = column(description="When.")
    kind: Kind = column(description="What happened.")
    kind_label: str = labels(
        "kind", {kind: label for kind, (_, label) in KINDS.items()}, description="What happened, in French."
    )
    channel: models.Channel = column(description="Through which door.")
    note: str = column(description="Details, in French.")
    actor: Annotated["Person", strawberry.lazy("schema.members")] | None = related(
        description="Who did it; null: the public, a supplier, or the product itself."
    )
    person: Annotated["Person", strawberry.lazy("schema.members")] | None = related(description="Whom it is about.")
    member: Annotated["Member", strawberry.lazy("schema.members")] | None = related(
        description="The company that it is about."
    )


@strawberry.type(description="A page of the journal.", directives=[Requires(role=Role.SIGNED_IN)])
class JournalEntryConnection(Connection[JournalEntry]):
    """Newest first."""


JOURNAL_FILTERS = (
    argument("kind", Kind | None, "Only this kind.", matches=Eq("kind", Arg("kind"))),
    argument(
        "person", strawberry.ID | None, "Id of the person whom it is about.",
        matches=Eq("person_id", Arg("person", key_of("Person"))),
    ),
    argument(
        "member", strawberry.ID | None, "Id of the company that it is about.",
        matches=Eq("member_id", Arg("member", key_of("Member"))),
    ),
)  # fmt: skip


@strawberry.type
class JournalQueries:
    """Part of the root of queries."""

    journal: JournalEntryConnection | None = page(
        models.JournalEntry,
        descending=True,
        arguments=JOURNAL_FILTERS,
        requires=Role.ADVISOR,
        description="The journal (journal), newest first: who did what, and when.",
    )
