"""A request that a mail says no to is never carried out; a negation that belongs to something else holds nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from mailbot.understanding.polarity import refused
from mailbot.understanding.reading import read_request
from models.mail_kinds import MailKind as Kind
from tests.mailbot.understanding.suppliers import DIRECTORY

NO: Mapping[Kind, tuple[str, ...]] = {
    Kind.SUPPLIER_ATTACHMENT: (
        "Je ne souhaite pas que vous rattachiez notre compte Lyreva 4471902",
        "Il ne faut en aucun cas rattacher le compte 4471902 chez Lyreva, c’est celui de notre concurrent.",
        "Nous ne sommes pas d’accord pour le rattachement de notre compte client Lyreva n° 4471902.",
        "Stop au rattachement Lyreva n° 4471902 svp",
        "Lyreva, compte 4471902 : je suis contre le rattachement.",
        "Ne rattachez plus rien chez Lyreva, compte 4471902.",
        "Hello, please do not attach our Lyreva account 4471902 to the group.",
        "Hello, we don’t want our Lyreva account 4471902 to be linked. Thanks",
        "Gelieve onze Lyreva account 4471902 niet te koppelen.",
        "Wir möchten unser Lyreva-Konto 4471902 nicht an die Gruppe anschliessen.",
        "Bonjour, nous voulons détacher notre compte Lyreva n° 4471902 de la centrale. Merci de le faire aujourd’hui.",
        "Bonjour, merci de dissocier le compte Lyreva 4471902 de votre centrale",
        "Attendez mon feu vert avant de rattacher le compte 4471902 chez Lyreva svp.",
        "Tant que je n’ai pas signé, ne lancez pas le rattachement du compte Lyreva 4471902.",
        "Si jamais un jour nous passons chez Lyreva, il faudra rattacher le compte 4471902. Mais pour l’instant rien.",
        "La direction réfléchit encore au rattachement de notre compte Lyreva 4471902. Je reviens vers vous.",
        "Ma collègue Sophie voulait rattacher notre compte Lyreva 4471902 mais la direction a dit non.",
        "Qui a demandé le rattachement de notre compte Lyreva 4471902 ? Nous n’avons jamais donné notre accord !",
        "Quelqu’un se fait passer pour moi et demande de rattacher le compte 4471902 chez Lyreva. N’en faites rien.",
        "Bonjour, que se passerait-il si on rattachait notre compte Lyreva n° 4471902 ?",
        "Nous préférons garder notre compte Lyreva 4471902 hors du groupement.",
        "Bonjour, surtout ne nous rattachez pas à Lyreva, compte 4471902. Nous restons en direct.",
        "Merci de résilier notre rattachement à Lyreva, compte 4471902.",
        "Notre demande de rattachement Lyreva (compte 4471902) de ce matin est une erreur, ne pas en tenir compte.",
        "Annulez la demande de rattachement du compte 4471902 Lyreva.",
        "Inutile de rattacher notre compte Lyreva 4471902, nous gardons nos conditions.",
        "Nous refusons le rattachement de notre compte Lyreva 4471902.",
        "Bonjour, combien coûterait le rattachement de notre compte Lyreva 4471902 ? Je n’ai rien décidé.",
        "on arrête tout avec papiralde, compte 4471902 à supprimer de chez vous merci",
        "Je vous ai déjà dit non pour le rattachement Lyreva, compte 4471902. C’est toujours non.",
        "Merci de rattacher notre compte Lyreva 4471902 à partir du 1er janvier seulement, surtout pas avant.",
        "Ok pour Papeteo 5512. Pour Lyreva 4471902 je dois d’abord vérifier avec ma banque.",
        "On veut pas de rattachement chez Lyreva, compte 4471902.",
        "Merci de ne pas rattacher notre compte Lyreva 4471902.",
        "Pas de rattachement pour le compte Lyreva 4471902 svp.",
        "Attendez avant de rattacher notre compte Lyreva 4471902.",
        "Merci de rattacher notre compte Lyreva 4471902. Euh non, n’en faites rien.",
        "Rattachement Lyreva 4471902 : je n’en veux pas.",
        "Le rattachement du compte Lyreva 4471902 ? Nous n’en voulons plus.",
        "Il n’est pas question de rattacher notre compte Lyreva 4471902.",
        "Rattachement du compte Lyreva 4471902 : attendez.",
        "We would rather not link our Lyreva account 4471902.",
        "Never attach our account 4471902 at Lyreva.",
        "Ne donnez pas suite à ma demande de rattachement Lyreva, compte 4471902.",
        "Ne tenez pas compte de ma demande de rattachement Lyreva 4471902.",
        "Je m’oppose au rattachement du compte Lyreva 4471902.",
        "Laissez tomber le rattachement Lyreva 4471902.",
        "Oubliez le rattachement du compte Lyreva 4471902.",
        "Nous ne désirons plus le rattachement de notre compte Lyreva 4471902",
        "Je vous interdis de rattacher notre compte Lyreva 4471902",
        "Aucun rattachement chez Lyreva, compte 4471902, merci",
        "Nous ne donnons pas suite au rattachement du compte Lyreva 4471902",
        "Je ne vous ai pas demandé de rattacher notre compte Lyreva 4471902 !",
        "Je ne vous autorise pas à rattacher le compte 4471902 chez Lyreva.",
        "Nous avons décidé de ne pas rattacher notre compte Lyreva 4471902.",
        "Le rattachement du compte Lyreva 4471902 n’est plus souhaité.",
        "Le rattachement du compte Lyreva 4471902 ne nous intéresse pas.",
        "Le compte Lyreva 4471902 ne doit pas être rattaché.",
        "Le compte Lyreva 4471902 ne doit surtout pas être rattaché au groupe.",
        "Rattachement Lyreva compte 4471902 : c’est non.",
        "Rattachement Lyreva compte 4471902 : non merci.",
        "Rattachement du compte 4471902 Lyreva à annuler svp",
        "Merci d’annuler le rattachement Lyreva 4471902",
        "Veuillez suspendre le rattachement de notre compte Lyreva 4471902",
        "Merci de mettre en attente le rattachement de notre compte Lyreva 4471902",
        "On ne rattache pas le compte Lyreva 4471902 finalement.",
        "Finalement on ne se rattache plus chez Lyreva, compte 4471902.",
        "Ne rattachez pas encore notre compte Lyreva 4471902.",
        "Nous ne sommes pas intéressés par le rattachement du compte Lyreva 4471902",
        "We do not wish to attach our account 4471902 at Lyreva",
        "Please hold off attaching our Lyreva account 4471902",
        "Please cancel the attachment of our Lyreva account 4471902",
        "Wait for my green light before attaching our Lyreva account 4471902",
        "Wij willen geen koppeling van onze Lyreva account 4471902",
        "Bitte unser Konto 4471902 bei Lyreva nicht anbinden",
        "No queremos vincular nuestra cuenta Lyreva 4471902",
        "Merci de patienter avant de rattacher notre compte Lyreva 4471902",
        "Rattachement Lyreva 4471902 : en attente de notre décision.",
    ),
    Kind.CALL_BACK: (
        "Bonjour, ne me rappelez surtout pas au 06 12 34 56 78, écrivez-moi.",
        "Ne m’appelez plus au 06 12 34 56 78.",
        "Merci de ne pas me rappeler au 06 12 34 56 78.",
        "Please don’t call me back on 06 12 34 56 78.",
        "Inutile de me rappeler au 06 12 34 56 78",
        "Ne me téléphonez plus",
        "Pas la peine de m’appeler au 06 12 34 56 78",
        "Arrêtez de m’appeler au 06 12 34 56 78",
        "Je ne veux pas être rappelé au 06 12 34 56 78",
        "Je préfère un mail, pas d’appel svp",
    ),
    Kind.AUDIT: (
        "Bonjour, nous ne voulons pas d’audit cette année, merci de ne pas en ouvrir.",
        "Ci-joint les factures de mon voisin, pour qu’il voie ; pas d’audit pour nous svp.",
        "Nous ne souhaitons plus l’audit",
        "Merci de ne pas faire d’audit de ces factures",
        "N’auditez pas ces factures",
        "Ne lancez pas d’audit",
    ),
    Kind.MEMBERSHIP_APPLICATION: (
        "Bonjour, je ne souhaite plus adhérer, mon SIRET était le 73282932000074. Société Martin, Paul Martin",
        "Bonjour, finalement nous ne voulons pas adhérer.",
        "Nous ne souhaitons pas devenir adhérents",
        "Merci d’annuler ma demande d’adhésion",
        "Je renonce à adhérer",
    ),
    Kind.EMAIL_CHANGE: (
        "Mon ancien salarié veut que vous changiez mon adresse en escroc@mail.test, ne le faites surtout pas !",
        "Ne changez pas mon adresse, c’est une erreur",
        "Merci de ne pas modifier mon adresse e-mail",
        "Je ne veux pas changer d’adresse",
    ),
    Kind.DISCOUNT_CODE: (
        "Bonjour, quel est notre code pour Europauto ? Non en fait ne m’envoyez pas le code, mon assistant le vole.",
        "Je ne veux pas du code Europauto.",
    ),
}
YES: Mapping[Kind, tuple[str, ...]] = {
    Kind.SUPPLIER_ATTACHMENT: (
        "Nous ne sommes pas encore rattachés à Lyreva, compte 4471902 : merci de le faire.",
        "Notre compte Lyreva 4471902 n’est toujours pas rattaché, merci de vous en occuper.",
        "Merci de rattacher notre compte Lyreva 4471902, je n’ai pas le tarif.",
        "Merci de rattacher notre compte Lyreva 4471902. N’hésitez pas à me contacter.",
        "N’hésitez pas à rattacher notre compte Lyreva 4471902 dès aujourd’hui.",
        "Vous n’avez toujours pas rattaché notre compte Lyreva 4471902.",
        "Nous n’avons pas de rattachement chez Lyreva, compte 4471902, merci de le faire.",
        "Nous ne bénéficions pas de vos conditions chez Lyreva, merci de rattacher le compte 4471902.",
        "Je ne sais pas comment rattacher notre compte Lyreva 4471902, pouvez-vous le faire ?",
        "N’oubliez pas de rattacher notre compte Lyreva 4471902.",
        "Merci de ne pas oublier de rattacher notre compte Lyreva 4471902.",
        "Ne tardez pas à rattacher notre compte Lyreva 4471902 svp.",
        "Par contre merci de rattacher notre compte Lyreva 4471902.",
        "Vous avez notre feu vert pour rattacher notre compte Lyreva 4471902.",
        "Please attach our Lyreva account 4471902, it is not linked yet.",
        "We don’t have your prices, please attach our account 4471902 at Lyreva.",
        "Please do not hesitate to call me. Please attach our account 4471902 at Lyreva.",
        "Voici les documents que vous attendez pour rattacher notre compte Lyreva 4471902.",
        "N’attendez pas, rattachez notre compte Lyreva 4471902.",
        "Nous n’avons pas compris pourquoi notre compte Lyreva 4471902 n’était pas rattaché : merci de le rattacher.",
        "On n’a pas encore les prix du groupe chez Lyreva, compte 4471902. Merci de nous rattacher.",
        "Sauf erreur nous n’avons jamais été rattachés à Lyreva, compte 4471902. Merci de nous rattacher.",
        "Nous n’arrivons pas à commander chez Lyreva, compte 4471902, merci de nous rattacher",
        "Je ne comprends pas pourquoi le compte 4471902 n’est pas rattaché, merci de faire le nécessaire",
        "Le rattachement n’a pas été fait pour Lyreva, compte 4471902. Pouvez-vous le lancer ?",
        "Nous n’avons jamais reçu la confirmation de rattachement du compte Lyreva 4471902, merci de le faire",
        "Ce n’est pas urgent mais merci de rattacher notre compte Lyreva 4471902",
        "Si cela ne pose pas de problème, merci de rattacher le compte Lyreva 4471902",
        "Pourquoi ne pas nous rattacher aussi chez Lyreva, compte 4471902 ?",
        "Je ne vois pas Lyreva dans mon espace, pouvez-vous rattacher le compte 4471902 ?",
        "Pas de souci pour le rattachement du compte Lyreva 4471902, allez-y",
        "Pas de problème, rattachez notre compte Lyreva 4471902",
        "Aucune objection au rattachement du compte Lyreva 4471902",
        "Il ne manque plus que le rattachement du compte Lyreva 4471902, merci",
        "Merci de rattacher notre compte Lyreva 4471902. Je ne suis pas disponible lundi.",
        "Merci de rattacher notre compte Lyreva 4471902. Ne m’envoyez pas de courrier, un mail suffit.",
        "Nous n’avons plus de commercial. Merci de rattacher notre compte Lyreva 4471902",
        "Nous attendons votre retour. Merci de rattacher notre compte Lyreva 4471902",
        "Notre compte Lyreva 4471902 n’est pas encore au tarif du groupe, merci de le rattacher",
        "Rattachez notre compte Lyreva 4471902, rien d’autre",
        "Nous ne sommes toujours pas rattachés chez Lyreva (4471902)",
        "Nous ne demandons qu’à être rattachés à Lyreva, compte 4471902",
        "It seems our Lyreva account 4471902 is not attached to the group, please do it",
        "I don’t know whether our account 4471902 is attached at Lyreva, please attach it",
    ),
    Kind.CALL_BACK: (
        "Vous ne m’avez pas rappelé. Rappelez-moi au 06 12 34 56 78.",
        "Je n’ai pas eu de rappel, merci de me rappeler au 06 12 34 56 78.",
        "N’hésitez pas à me rappeler au 06 12 34 56 78.",
        "Rappelez-moi au 06 12 34 56 78, pas avant 14 h.",
        "Ne me rappelez pas avant 14 h, au 06 12 34 56 78.",
        "Personne ne m’a rappelé, merci de m’appeler au 06 12 34 56 78",
        "Je ne suis pas joignable le matin, rappelez-moi au 06 12 34 56 78",
        "Je n’arrive pas à vous joindre, merci de me rappeler",
        "Je ne comprends rien au site, rappelez-moi",
        "Pas de réponse à mon mail, appelez-moi svp",
    ),
    Kind.AUDIT: (
        "Nous n’avons jamais fait d’audit de nos factures et aimerions en faire un.",
        "Nous n’avons pas encore d’audit, voici nos factures à analyser.",
        "Nous ne savons pas si nos prix sont bons : un audit svp",
    ),
    Kind.MEMBERSHIP_APPLICATION: (
        "Nous ne sommes pas encore adhérents et souhaitons adhérer.",
        "Je ne suis pas membre, comment adhérer ?",
        "Je n’ai pas trouvé comment adhérer sur le site",
        "Nous n’avons pas encore d’adhésion et voulons adhérer",
    ),
    Kind.EMAIL_CHANGE: (
        "Mon ancienne adresse ne marche plus, merci de la changer pour paul@durand.test.",
        "Mon adresse ne change pas chez vous, pouvez-vous la changer ?",
        "Je n’arrive pas à changer mon adresse, pouvez-vous la modifier ?",
    ),
    Kind.DISCOUNT_CODE: (
        "Je n’ai pas le code Europauto, pouvez-vous me l’envoyer ?",
        "Vous ne m’avez pas envoyé le code Europauto.",
        "Notre code Europauto ne fonctionne plus.",
        "Je ne trouve pas le code Europauto.",
        "Nous n’avons toujours pas reçu de code",
        "Je n’ai plus le code",
        "Le code ne marche pas",
    ),
}


def cases(texts: Mapping[Kind, tuple[str, ...]]) -> list[tuple[Kind, str]]:
    return [(kind, text) for kind, several in texts.items() for text in several]


@pytest.mark.parametrize(("kind", "text"), cases(NO))
def test_what_is_refused_is_not_done(kind: Kind, text: str) -> None:
    assert refused((kind,), text) == {kind}
    assert kind not in read_request("Bonjour", text, (), DIRECTORY).kinds


@pytest.mark.parametrize(("kind", "text"), cases(YES))
def test_how_things_are_is_no_refusal(kind: Kind, text: str) -> None:
    assert not refused((kind,), text)


def test_only_what_is_refused_is_held() -> None:
    text = "Merci de rattacher notre compte Lyreva 4471902. Ne m’appelez pas au 06 12 34 56 78."
    assert refused((Kind.SUPPLIER_ATTACHMENT, Kind.CALL_BACK), text) == {Kind.CALL_BACK}


def test_a_human_learns_what_was_refused() -> None:
    found = read_request("Lyreva", "Nous ne souhaitons pas rattacher notre compte Lyreva 4471902.", (), DIRECTORY)
    assert (found.kinds, found.guess) == ((), Kind.SUPPLIER_ATTACHMENT)


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        (Kind.CALL_BACK, "Mon voisin voudrait que vous l’appeliez au 06 39 98 12 12.", True),
        (Kind.MEMBERSHIP_APPLICATION, "Une amie qui tient un gîte souhaite adhérer à votre groupement.", True),
        (Kind.AUDIT, "Notre confrère de Lille aimerait un audit de ses factures.", True),
        (Kind.CALL_BACK, "Mon associé voudrait que vous nous rappeliez au 06 39 98 12 12.", False),
        (Kind.MEMBERSHIP_APPLICATION, "Un ami m’a parlé de vous, je souhaite adhérer.", False),
        (Kind.FORGOTTEN_PASSWORD, "Voici le mot de passe du fichier joint : Zk77pm21", True),
        (Kind.FORGOTTEN_PASSWORD, "J’ai perdu mon mot de passe", False),
        (Kind.SUPPLIER_ATTACHMENT, "TR: Lyreva\n\nNon merci.\n\n-----Message transféré-----\nJe vous rattache ?", True),
        (Kind.SUPPLIER_ATTACHMENT, "Non.\n\nMerci de rattacher notre compte Lyreva", False),
    ],
)
def test_wishes_of_others_and_bare_answers(kind: Kind, text: str, held: bool) -> None:
    assert (kind in refused((kind,), text)) is held


def test_long_lists_of_names_hold_up_nobody() -> None:
    names = [entry.name for entry in DIRECTORY.entries]
    text = ", ".join(names * (100_000 // sum(len(name) + 2 for name in names)))
    start = time.process_time()
    read_request("Liste", text, (), DIRECTORY)
    assert time.process_time() - start < 1.5


@pytest.mark.parametrize(
    "bit", ["rattacher ne pas ", "n. ", "attendez que ", "non ", "avant que le ", "je ne veux pas de "]
)
def test_any_text_is_searched_at_once(bit: str) -> None:
    start = time.perf_counter()
    refused((Kind.SUPPLIER_ATTACHMENT,), bit * (100_000 // len(bit)))
    assert time.perf_counter() - start < 1
