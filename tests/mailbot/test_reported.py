"""What somebody else wrote and the sender copied is never taken for the sender's own request."""

from __future__ import annotations

import time

import pytest

from mailbot.message.quoting import is_forward, new_text_of
from mailbot.message.reported import tells_others_words

THEIRS = "Bonjour,\nMerci de rattacher notre compte Papiralde n° 4471902.\nPaul Durand, Durand TP"

HISTORIES = {
    "German Outlook": "Von: Centrale <c@centrale.test>\nGesendet: Montag, 2. März 2026\nAn: Marie\nBetreff: Konto\n",
    "Dutch Outlook": "Van: Centrale\nVerzonden: maandag 2 maart 2026\nAan: Marie\nOnderwerp: rekening\n",
    "Italian Outlook": "Da: Centrale <c@centrale.test>\nInviato: lunedi 2 marzo 2026\nA: Marie\nOggetto: conto\n",
    "Spanish Outlook": "De: Centrale\nEnviado el: lunes, 2 de marzo de 2026\nPara: Marie\nAsunto: cuenta\n",
    "two headers": "________________________________\nDe: Centrale\nEnvoyé: lundi",
    "German": "Am 2. März 2026 um 10:00 schrieb Centrale <c@centrale.test>:",
    "Dutch": "Op ma 2 mrt 2026 om 10:00 schreef Centrale <c@centrale.test>:",
    "Italian": "Il giorno lun 2 mar 2026 alle ore 10:00 Centrale <c@centrale.test> ha scritto:",
    "Spanish": "El lun, 2 mar 2026 a las 10:00, Centrale (<c@centrale.test>) escribió:",
    "Portuguese": "Em seg., 2 de mar. de 2026 às 10:00, Centrale <c@centrale.test> escreveu:",
    "Polish": "pon., 2 mar 2026 o 10:00 Centrale <c@centrale.test> napisał(a):",
    "Finnish": "ma 2. maalisk. 2026 klo 10.00 Centrale <c@centrale.test> kirjoitti:",
    "sent": "Le lundi 2 mars 2026, Centrale a envoyé :",
    "Notes": "Centrale a écrit le 02/03/2026 10:00 :",
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_history_in_other_languages(history: str) -> None:
    assert new_text_of(f"Non merci.\n\n{history}\n{THEIRS}", "Re: compte", is_reply=True) == "Non merci."


@pytest.mark.parametrize("prefix", ["WG", "TR", "Fwd", "I", "RV", "Doorst", "ENC", "AW: WG"])
@pytest.mark.parametrize("history", list(HISTORIES)[:4])
def test_forwards_of_other_languages(prefix: str, history: str) -> None:
    assert is_forward(f"Hallo\n\n{HISTORIES[history]}\n{THEIRS}", f"{prefix}: compte")
    assert is_forward(f"{HISTORIES[history]}\n{THEIRS}", f"{prefix}: compte")


@pytest.mark.parametrize(
    "text",
    [
        f"Bonjour, voici ce que Paul Durand (Durand TP) m'écrit :\n\n{THEIRS}",
        f"Bonjour, voici ce que Paul Durand (Durand TP) m'écrit :\n\n« {THEIRS} »",
        f"Bonjour,\n\n*** Message de Paul ***\n{THEIRS}",
        "Mon voisin m'a écrit ceci : « pouvez-vous rattacher mon compte Papiralde 4471902 ? »",
        'Mon voisin m\'a écrit ceci : "rattacher mon compte Papiralde 4471902 ?"',
        "Bonjour,\nVoici le message de notre client :\n« Merci de rattacher notre compte Papiralde 4471902 »",
        "Je vous transmets la demande de notre sous-traitant :\nmerci de rattacher le compte 4471902",
        f"Que répondre à ceci :\n\n{THEIRS}",
        f"Bonjour,\nque dois-je lui répondre, à votre avis ?\n\n{THEIRS}",
    ],
)
def test_words_of_others(text: str) -> None:
    assert tells_others_words(text)
    assert is_forward(text, "Rattachement")


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\nMerci de rattacher notre compte Papiralde 4471902.\nPaul",
        "Vous m'avez demandé notre numéro de compte : 4471902.",
        "Le commercial nous a envoyé notre numéro : 4471902.",
        "Papiralde nous a demandé notre code client : 4471902.",
        "Voici ma demande :\nrattacher le compte Papiralde 4471902",
        "Objet : demande de rattachement :\n- Papiralde : 4471902",
        "Mon directeur me demande de rattacher deux comptes : Papiralde (4471902) et Burolune (55120).",
        "Bonjour,\nBonjour à toute l'équipe",
    ],
)
def test_words_of_their_own(text: str) -> None:
    assert not tells_others_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "voici message de M" * 6_000,
        ':"' * 50_000,
        ":«" + "a" * 100_000,
        "m'écrit " * 12_000,
        "bonjour\n" * 12_000,
        ":\n>" * 33_000,
        "* " * 50_000,
        "voici ce que " * 8_000,
        " \t" * 50_000,
    ],
)
def test_a_long_text_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    tells_others_words(text)
    assert time.perf_counter() - start < 0.5
