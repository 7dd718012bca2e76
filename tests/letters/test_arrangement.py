"""One answer to several requests: each thing once, in the order in which it is read."""

from __future__ import annotations

from dataclasses import replace

from letters.arrangement import arranged, points
from letters.parts import AccountOpeningNeeded, AttachmentSent, HandedOver, MembershipNeeded, SenderUnproven
from letters.people_parts import AuditFile, AuditFilesReceived, AuditOpened, DiscountCodeExplained
from letters.render import render
from letters.terms_parts import SupplierTeaser
from tests.letters.samples import SIRET, answer

TEASER = SupplierTeaser("Loc’Azur", "Location de véhicules.")
SENT = AttachmentSent("Loc’Azur", "LA-204518", SIRET)
CALL, CODE = "votre demande de rappel", "votre demande de code de remise"


def test_how_to_join_is_said_once_at_the_end_for_all_suppliers() -> None:
    parts = (
        MembershipNeeded("Loc’Azur", "PROSPECT"),
        TEASER,
        MembershipNeeded(None, "PROSPECT"),
        MembershipNeeded("Bureau Clair", "PROSPECT"),
        TEASER,
    )
    assert arranged(parts) == (TEASER, MembershipNeeded("Loc’Azur et Bureau Clair", "PROSPECT"))
    text = render(answer(*arranged(parts))).text
    assert text.count("/adherer") == 1
    assert "Le rattachement chez Loc’Azur et Bureau Clair est réservé" in text


def test_what_a_human_answers_is_promised_once_behind_the_rest() -> None:
    human = (HandedOver("Sujet", (CALL,)), HandedOver(about=(CODE,)), HandedOver(perhaps=True))
    together = HandedOver("Sujet", (CALL, CODE))
    assert arranged((*human, SENT, SenderUnproven())) == (SENT, together, SenderUnproven())
    text = render(answer(SENT, together)).text
    assert "Pour votre demande de rappel et votre demande de code de remise, Claire Morvan vous répondra" in text
    assert arranged((HandedOver(), *human))[0] == HandedOver("Sujet")
    assert arranged((HandedOver(perhaps=True), HandedOver(perhaps=True))) == (HandedOver(perhaps=True),)


def test_what_goes_the_same_way_for_several_suppliers_is_explained_once() -> None:
    sent = tuple(AttachmentSent(name, "A-1", SIRET) for name in ("Loc’Azur", "Bureau Clair"))
    needed = tuple(AccountOpeningNeeded(name, SIRET) for name in ("Rexol", "Brunelle", "Sapor"))
    parts = arranged((*sent, *needed))
    assert [part.again for part in parts] == [False, True, False, True, True]  # type: ignore[union-attr]
    text = render(answer(*parts)).text
    assert text.count("doit maintenant nous donner son accord") == 1
    assert text.count("envoyez-le-nous en réponse") == text.count("Présentez-vous comme adhérent") == 1
    assert "La démarche est la même chez Sapor" in text


def test_one_request_has_no_headings_however_many_parts_answer_it() -> None:
    received = AuditFilesReceived("MEMBER", (AuditFile("septembre.pdf"),))
    for parts in (
        (DiscountCodeExplained(), MembershipNeeded(None, "FORMER")),
        (received, AuditOpened(("Papeterie",))),
        (SENT, HandedOver(perhaps=True)),
    ):
        assert points(parts) == 1
        text = render(answer(*parts)).text
        assert "point par point" not in text
        assert "---" not in text
    assert points((SENT, TEASER)) == 2


def test_who_waits_for_a_human_is_told_whom_to_call_and_who_has_no_access_where_the_site_is() -> None:
    waiting = answer(HandedOver())
    assert "C’est urgent\u00a0? Claire Morvan suit votre dossier" in render(waiting).text
    assert "Une question\u00a0? Claire Morvan suit votre dossier" in render(answer(SENT)).text
    stranger = render(replace(waiting, greeting_name=None, advisor=None)).text
    assert "Notre site\u00a0: https://www.centrale.test/espace" in stranger
    assert "Votre espace client" not in stranger


def test_files_keep_their_names_and_hosts_do_not() -> None:
    names = ("fact 09-2026.pdf", "evil.example.pdf", "evil.pdf.com", "a@evil.pdf", "évil.zip")
    text = render(answer(AuditFilesReceived("MEMBER", tuple(map(AuditFile, names))))).text
    assert "- fact 09-2026.pdf\u00a0: reçu." in text
    for harmless in ("evil.\u202fexample.pdf", "evil.\u202fpdf.\u202fcom", "a@evil.\u202fpdf", "évil.\u202fzip"):
        assert harmless in text
