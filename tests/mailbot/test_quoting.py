"""Trimming of quoted history, in the ways that French mail programs write it."""

from __future__ import annotations

import pytest

from mailbot.message.quoting import MOST_OWN_WORDS, MOST_QUOTED, PASSED_ON, is_forward, new_text_of, quoted_mails

OWN = "Bonjour,\n\nMerci de rattacher notre compte.\n\nCordialement,\nAnne Petit"
OLD = "Bonjour,\nVotre SIRET ?\nLa centrale"
QUOTED_OLD = "\n".join(f"> {line}" for line in OLD.split("\n"))

TOP_POSTED = {
    "gmail": f"Le jeu. 12 mars 2026 à 10:03, Contact <contact@centrale.test> a écrit :\n\n{QUOTED_OLD}",
    "gmail wrapped": (
        f"Le jeu. 12 mars 2026 à 10:03, Contact de la centrale\n<contact@centrale.test> a écrit :\n{QUOTED_OLD}"
    ),
    "narrow spaces": f"Le 12 mars 2026 à 10:03, X\u00a0a\u00a0écrit\u202f:\n{QUOTED_OLD}",
    "no quote marks": f"Le 12/03/2026 à 10:03, Contact a écrit :\n{OLD}",
    "thunderbird": f"Le 12/03/2026 à 10:03, Contact a écrit\u00a0:\n{QUOTED_OLD}",
    "english": f"On Thu, Mar 12, 2026 at 10:03 AM Contact <contact@centrale.test> wrote:\n{QUOTED_OLD}",
    "old gmail": f"2026-03-12 10:03 GMT+01:00 Contact <contact@centrale.test>:\n{QUOTED_OLD}",
    "outlook": (
        "________________________________\nDe : Contact <contact@centrale.test>\n"
        f"Envoyé : jeudi 12 mars 2026 10:03\nÀ : Anne Petit\nObjet : Votre demande\n\n{OLD}"
    ),
    "outlook without rule": (
        "De\u00a0: Contact [mailto:contact@centrale.test]\nEnvoyé\u00a0: jeudi 12 mars 2026 10:03\n"
        f"À\u00a0: Anne\nCc\u00a0: Marc\nObjet\u00a0: RE: demande\n\n{OLD}"
    ),
    "outlook bold": f"*De :* Contact\n*Envoyé :* jeudi\n*À :* Anne\n*Objet :* RE: demande\n\n{OLD}",
    "outlook values below": f"De :\nContact\nDate :\njeudi 12\nÀ :\nAnne\nObjet :\nRE: demande\n\n{OLD}",
    "original message": f"-----Message d'origine-----\nDe : Contact\nEnvoyé : jeudi\nÀ : Anne\nObjet : x\n\n{OLD}",
    "original message, typographic": f"-----Message d’origine-----\nDe : Contact\n\n{OLD}",
    "original message, english": f"-------- Original Message --------\nFrom: Contact\n\n{OLD}",
    "zimbra": f'----- Mail original -----\nDe: "Contact" <contact@centrale.test>\nÀ: "Anne"\n\n{OLD}',
    "telephone": f"Envoyé de mon iPhone\n\n> Le 12 mars 2026 à 10:03, Contact a écrit :\n> \n{QUOTED_OLD}",
    "android": f"Télécharger Outlook pour Android\n________________________________\nFrom: C\nSent: x\nTo: y\n\n{OLD}",
    "only quote marks": QUOTED_OLD,
    "signature": "-- \nAnne Petit\nBoulangerie Petit · 01 30 57 36 65",
    "signature and quote": f"--\nAnne\n\nLe 12 mars 2026 à 10:03, X <x@y.test> a écrit :\n{QUOTED_OLD}",
}


@pytest.mark.parametrize("history", TOP_POSTED.values(), ids=TOP_POSTED.keys())
def test_an_answer_above_the_quote(history: str) -> None:
    assert new_text_of(f"{OWN}\n\n{history}", "RE: demande", is_reply=True) == OWN


@pytest.mark.parametrize("name", ["gmail", "gmail wrapped", "narrow spaces", "english", "only quote marks"])
def test_an_answer_below_the_quote(name: str) -> None:
    assert new_text_of(f"{TOP_POSTED[name]}\n\n{OWN}", "RE: demande", is_reply=True) == OWN


def test_answers_between_the_quoted_lines() -> None:
    text = "Le 12 mars 2026 à 10:03, X a écrit :\n> Votre SIRET ?\n\n123 456 782 00010\n\n> Votre compte ?\n\nA-1234\n"
    assert new_text_of(text, "Re: questions", is_reply=True) == "123 456 782 00010\n\nA-1234"


FORWARDED = "Bonjour, pouvez-vous rattacher notre compte ?\nMarc"
FORWARDS = {
    "gmail": (
        "---------- Forwarded message ---------\nDe : Marc <marc@member.test>\nDate: jeu. 12 mars 2026 à 10:03\n"
        f"Subject: compte\nTo: Anne <anne@member.test>\n\n\n{FORWARDED}"
    ),
    "gmail french": f"---------- Message transféré ----------\nDe : Marc\nDate : x\nObjet : y\nÀ : z\n\n{FORWARDED}",
    "outlook": f"De : Marc\nEnvoyé : jeudi\nÀ : Anne\nObjet : compte\n\n{FORWARDED}",
    "thunderbird": f"-------- Message transféré --------\nSujet : c\nDate : x\nDe : Marc\nPour : Anne\n\n{FORWARDED}",
    "apple": (
        "Envoyé de mon iPhone\n\nDébut du message transféré :\n\n> De: Marc <marc@member.test>\n> Date: 12 mars\n"
        "> À: Anne\n> Objet: compte\n> \n" + "\n".join(f"> {line}" for line in FORWARDED.split("\n"))
    ),
}


@pytest.mark.parametrize("text", FORWARDS.values(), ids=FORWARDS.keys())
@pytest.mark.parametrize("subject", ["Tr: compte", "TR : compte", "Fwd: compte", "FW: compte", "Re: Fwd: compte"])
def test_a_forward_without_own_words_keeps_its_content(text: str, subject: str) -> None:
    assert new_text_of(text, subject, is_reply=False) == FORWARDED


def test_a_forward_with_few_own_words_keeps_both() -> None:
    text = f"{OWN}\n\n{FORWARDS['gmail']}"
    assert (
        new_text_of(text, "Fwd: compte", is_reply=False) == f"{OWN}\n\n{PASSED_ON}\nDe : Marc (member)\n\n{FORWARDED}"
    )
    # Below many words of their own it is only what they refer to; and an answer repeats what it answers.
    many = f"{OWN}\n" + "Voici pourquoi. " * MOST_OWN_WORDS
    assert PASSED_ON not in new_text_of(f"{many}\n\n{FORWARDS['gmail']}", "Fwd: compte", is_reply=False)
    assert new_text_of(f"{OWN}\n\n{FORWARDS['outlook']}", "Re: compte", is_reply=True) == OWN


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Papétéo <news@papeteo.example>", "\nDe : Papétéo (papeteo)"),
        ("agence@caen.locamont.example", "\nDe : (locamont)"),
        ("'Agence Randall'", "\nDe : Agence Randall"),
        ("Odile Petit <odile.petit@orange.fr>", "\nDe : Odile Petit"),
        ("odile.petit@gmail.com", ""),
    ],
)
def test_who_wrote_it_is_told_without_the_address(written: str, told: str) -> None:
    text = f"{OWN}\n\n{FORWARDS['gmail']}".replace("Marc <marc@member.test>", written)
    assert new_text_of(text, "Fwd: compte", is_reply=False) == f"{OWN}\n\n{PASSED_ON}{told}\n\n{FORWARDED}"


@pytest.mark.parametrize("text", FORWARDS.values(), ids=FORWARDS.keys())
def test_a_forward_is_known_as_one(text: str) -> None:
    many = f"{OWN}\n" + "Voici pourquoi. " * MOST_OWN_WORDS
    assert is_forward(text, "Tr: compte")
    assert is_forward(text, "compte")
    assert is_forward(f"{OWN}\n\n{text}", "Tr: compte")
    assert is_forward(OWN, "Tr: compte"), "its heading may be of a kind that we don't know"
    assert not is_forward(f"{many}\n\n{text}", "Tr: compte")


@pytest.mark.parametrize("history", ["", *TOP_POSTED.values()], ids=["", *TOP_POSTED.keys()])
def test_an_answer_is_no_forward(history: str) -> None:
    assert not is_forward(f"{OWN}\n\n{history}", "RE: demande")
    assert not is_forward(f"{OWN}\n\n{history}", "demande")
    assert not is_forward(history, "RE: demande")


def test_a_request_in_the_subject_is_no_forward() -> None:
    assert not is_forward("", "Rattachement")


def test_a_forwarded_conversation_keeps_its_newest_mail() -> None:
    text = f"{FORWARDS['outlook']}\n\nLe 11 mars 2026 à 09:00, Z <z@y.test> a écrit :\n{QUOTED_OLD}"
    assert new_text_of(text, "Tr: compte", is_reply=False) == FORWARDED


def test_an_empty_answer_is_empty() -> None:
    assert new_text_of(TOP_POSTED["gmail"], "Re: demande", is_reply=True) == ""
    assert new_text_of(TOP_POSTED["outlook"], "RE: demande", is_reply=False) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\nLe 12 mars, le fournisseur nous a écrit :\nvotre compte est clos.\nQue faire ?",
        "De : juillet à août nous sommes fermés.\nMerci.",
        "Date : 12 mars\nObjet : rattachement\nBonjour, merci de rattacher notre compte.",
        "- premier point\n-- pas une signature\nEnvoyé le contrat signé ce matin à votre agence, merci.",
        "Voici :\n\n  1. un\n  2. deux",
        "",
    ],
)
def test_what_is_no_history_stays(text: str) -> None:
    assert new_text_of(text, "demande", is_reply=False) == text


def test_a_reference_is_no_reply() -> None:
    """ "Réf. :" is what Notes writes before the subject of a reply; people write "Réf :" before a number."""
    assert new_text_of(TOP_POSTED["gmail"], "Réf : dossier 4471", is_reply=False) == OLD
    assert new_text_of(TOP_POSTED["gmail"], "Réf. : demande", is_reply=False) == ""


def test_own_words_right_above_an_introduction_over_several_lines_stay() -> None:
    text = 'C’est bon pour moi.\nLe 4 janv. 2026 19:03, "Paul Roux"\n<paul@voisin.test>\na écrit :\n\n> Ça vous va ?'
    assert new_text_of(text, "Re: Devis", is_reply=True) == "C’est bon pour moi."
    quoted = "C’est bon pour moi.\n> Le 4 janv. 2026 à 19:03, Paul <paul@voisin.test> a écrit :\n>\n> Ça vous va ?"
    assert new_text_of(quoted, "Re: Devis", is_reply=True) == "C’est bon pour moi."


def test_headers_of_an_older_mail_that_begin_with_the_date() -> None:
    older = "Date: Thu, 26 Jun 2026 13:53:45 +0400\nObjet: Devis\nDe: paul@voisin.test\nÀ: a@b.test\n\nBonjour"
    assert new_text_of(f"D’accord.\n\n{older}", "Re: Devis", is_reply=True) == "D’accord."
    journey = "Date : 12 mars\nObjet : trajet\nDe : Paris\nÀ : Lyon"
    assert new_text_of(f"Bonjour\n\n{journey}", "Devis", is_reply=False) == f"Bonjour\n\n{journey}"


@pytest.mark.parametrize("mark", ["Ursprüngliche Nachricht", "Mensaje original", "Oorspronkelijk bericht"])
def test_foreign_marks_of_an_older_mail(mark: str) -> None:
    assert new_text_of(f"Ja, bitte.\n\n-----{mark}-----\nalt", "Re: x", is_reply=True) == "Ja, bitte."


@pytest.mark.parametrize(
    "history",
    ["tir. 18. apr. 2026 kl. 13:09 skrev Ola <ola@x.test\n>:\n> Hei",
     "2026-04-18 15:36 GMT+02:00 Ola < ola@x.test>:\n> Hi", "Am 18.4.2026 um 15:36 schrieb Ola:\n> Hi\n-- \nUwe",
     "At 6/16/2026 08:32 PM, you wrote:\n> Hi", "Gesendet von meinem iPhone", "Sendt fra min iPad"],
)  # fmt: skip
def test_what_foreign_programs_put_below(history: str) -> None:
    assert new_text_of(f"Ja.\n\n{history}\n", "Re: x", is_reply=True) == "Ja."


@pytest.mark.parametrize("name", [name for name in TOP_POSTED if not name.startswith("signature")])
def test_what_is_quoted(name: str) -> None:
    """Whoever wrote it may stand in front; our own words never do."""
    (quoted,) = quoted_mails(f"{OWN}\n\n{TOP_POSTED[name]}")
    assert quoted.endswith(OLD)
    assert "Petit" not in quoted


def test_what_is_quoted_within_the_quote_is_a_mail_of_its_own() -> None:
    text = (
        f"{OWN}\n\nLe 12 mars 2026 à 10:03, Contact a écrit :\n> Votre SIRET ?\n>\n"
        "> Le 11 mars 2026 à 09:00, Anne a écrit :\n>> Rattachez-nous.\n>>\n"
        ">> De : Julie <julie@lyreva.example>\n>> Envoyé : mardi 10 mars\n>> À : Anne <anne@rexol.example>\n"
        ">> Objet : Prix\n>>\n>> Voici.\n"
    )
    latest, older, oldest = quoted_mails(text)
    assert latest.endswith("a écrit :\nVotre SIRET ?")
    assert older.endswith("Rattachez-nous.")
    assert oldest == "De : Julie <julie@lyreva.example>\nObjet : Prix\n(lyreva)\n\nVoici."


def test_no_more_quoted_mails_are_looked_at_than_are_of_use() -> None:
    assert quoted_mails(OWN) == ()
    deep = "\n".join(f"{'>' * depth} {depth}" for depth in range(9))
    assert quoted_mails(deep) == tuple(str(depth) for depth in range(1, MOST_QUOTED + 1))
