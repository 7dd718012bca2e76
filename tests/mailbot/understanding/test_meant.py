"""Which of the suppliers that are named are meant, and names that the directory doesn't know."""

from __future__ import annotations

import time

import pytest

from mailbot.understanding.meant import suppliers_in
from mailbot.understanding.reading import read_request
from tests.mailbot.understanding.suppliers import DIRECTORY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rattacher notre compte lyreva, non pardon, rexol", ["REXOL"]),
        ("on est chez mandarine, erreur, chez herzog", ["HERZOG"]),
        ("le code sextan, je voulais dire europauto", ["EUROPAUTO"]),
        ("chez Randall, enfin chez Crista plutôt ? Randall on n'en veut plus.", ["CRISTA"]),
        ("un compte chez lyreva. Je me suis trompé de nom, c'est rexol qu'il nous faut.", ["REXOL"]),
        ("chez Géodys Nord. Non attendez, ma femme dit : c'est Géodys Sud.", ["GEODYS_SUD"]),
        ("Lyreva, Rexol et enfin Herzog", ["LYREVA", "REXOL", "HERZOG"]),
        ("Lyreva, pas Rexol", ["LYREVA"]),
        ("Intermède Conseil (et non Intermed)", ["INTERMEDE"]),
        ("Intermède (à ne pas confondre, m'a-t-on dit, avec un Intermed)", ["INTERMEDE"]),
        ("j'avais même penché pour Italique ; mais mes collègues préfèrent Lyreva", ["LYREVA"]),
        ("Même chose que pour Herzog, mais pour Lyreva", ["LYREVA"]),
        ("Ne tenez plus compte de ma demande relative à Herzog. En revanche, Lyreva, oui.", ["LYREVA"]),
        ("Rexol et Lyreva. Pour Herzog ce n'est plus la peine.", ["REXOL", "LYREVA"]),
        ("notre compte Rexol. Finalement non, ne faites rien. Lyreva en revanche, oui.", ["LYREVA"]),
        ("j'ai écrit Brunelle par mégarde : c'est notre compte Italique", ["ITALIQUE"]),
        ("Ce n'est plus Lyreva (compte 4471902) mais Rexol, rattachez-nous", ["REXOL"]),
        ("Herzog. Tous les autres sauf : Lyreva, Rexol et Italique", ["HERZOG"]),
        ("Herzog. Tous les autres excepté\n- Lyreva\n- Rexol", ["HERZOG"]),
        ("Tous sauf Lyreva. Rexol, oui.", ["REXOL"]),
        ("Lyreva et Rexol, les deux. Non pardon, seulement Lyreva : le devis était faux", ["LYREVA"]),
        ("Rexol aussi. La même chose pour Lyreva, mais ce compte a été clôturé en juin.", ["REXOL"]),
        ("rexol + geodys\n\nLaissez tomber Géodys Sud, juste Rexol donc.", ["REXOL"]),
        ("non plus chez Herzog mais chez Sextan", ["SEXTAN"]),
        ("Les deux. Non pardon, seulement Rexol : Lyreva, je le résilie vendredi.", ["REXOL"]),
        ("Lyreva, Herzog : c'est fini. Rexol, oui.", ["REXOL"]),
        ("habits\n\nOn prend Rexol, Herzog c'est trop cher. Notre compte, le 5507, à vos tarifs svp", ["REXOL"]),
        ("Herzog est à l'atelier, Lyreva au bureau. Le bureau, ne vous en occupez pas. Ouvrez Herzog.", ["HERZOG"]),
        ("Le code Sextan a bien été accepté. Il nous faudrait aussi celui de Europauto.", ["EUROPAUTO"]),
        ("lignes\n\nDeux lignes chez Herzog, compte L-21-4408, à rattacher.\n\nHortense Rexol", ["HERZOG"]),
        ("temp\n\nWhat would Promeo cost?\n\nKind regards,\nFiona Randall", ["PROMEO"]),
        ("Quel est notre code chez Herzogue ?", ["HERZOG"]),
        ("Vous avez Brunel au catalogue. Quelle remise chez eux ?", ["BRUNELLE"]),
        (
            "Brunelle m'a été recommandé, de même que Lyreva. Les remises de l'un et de l'autre ?",
            ["BRUNELLE", "LYREVA"],
        ),
        (
            "Quel code chez Sextan ? Chez Europauto aussi, mais pour Europauto j'ai le code, inutile de chercher.",
            ["SEXTAN"],
        ),
        ("ci-joint les 2 dernières fact. Mandarine du cabinet", ["MANDARINE"]),
        ("Brunelle me propose 2,91 € la ramette. Que pratique Lyreva pour vos adhérents ?", ["LYREVA"]),
        ("Nous étions chez Herzog. Cette année nous voulons Sextan, quel code ?", ["SEXTAN"]),
        ("Ouvrez-nous un compte chez Lyreva et un autre chez Rexol", ["LYREVA", "REXOL"]),
        ("Lyreva et Brunelle. Le premier est à rattacher ; le second sera fermé en juin.", ["LYREVA"]),
        (
            "Nous étions chez Herzog, qui a fermé. On nous parle de Sextan ou d'Europauto. Code de ces deux derniers ?",
            ["SEXTAN", "EUROPAUTO"],
        ),
        ("Lyreva et Brunelle. Le premier trimestre est calme. Rattachez-nous aux deux.", ["LYREVA", "BRUNELLE"]),
        ("Lyreva et Brunelle. L'un et l'autre sont à rattacher.", ["LYREVA", "BRUNELLE"]),
        ("Qui s'occupe de nous chez Rexol ? Pour Lyreva c'est bon, on a le nom.", ["REXOL"]),
        ("Lyreva ne nous a pas convaincus. Nous restons donc chez Brunelle, à rattacher.", ["BRUNELLE"]),
        ("Geodys N. : quel tarif ?", ["GEODYS_NORD"]),
        ("Lyreva et Rexol ont un accord. Je ne veux que celui de Rexol.", ["REXOL"]),
        ("Lyreva nous livre. Rattachez uniquement Rexol et Herzog.", ["REXOL", "HERZOG"]),
        ("Nous voyons Lyreva demain. Rexol uniquement, merci.", ["REXOL"]),
        ("Rattachez Lyreva et Rexol uniquement.", ["LYREVA", "REXOL"]),
        ("Lyreva : quelles conditions ? Nous ne prenons que du Rexol aujourd'hui.", ["LYREVA"]),
        ("Rattachez Lyreva, compte 4471. En revanche nous conservons Rexol en direct.", ["LYREVA"]),
        ("Rattachez Lyreva. Rexol, nous le gardons hors centrale.", ["LYREVA"]),
        ("Seul le deuxième point est à faire.\n\n1. Lyreva, 4471\n2. Rexol, 5512\n3. Herzog", ["REXOL"]),
        ("Les tarifs de Lyreva, et la même chose pour Rexol, dont on me parle.", ["LYREVA", "REXOL"]),
        ("Il me faut le code remise d'avril, oui le loueur", ["AVRIL"]),
        ("Rattachez Lyreva. Le 3 avril, le loueur passe ; en avril (le mois) aussi.", ["LYREVA"]),
        ("Re: Lyreva\n\nplutôt Rexol\n\n-----Message transféré-----\nDe : Herzog", ["REXOL"]),
    ],
)
def test_what_is_set_aside_is_not_meant(text: str, expected: list[str]) -> None:
    found, _ = suppliers_in(text, DIRECTORY)
    assert [one.candidates[0].id for one in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vous bossez avec ferronor ?", ["ferronor"]),
        ("Les tarifs de Lyreva ? Elle aimerait la même chose pour Lustrépi, dont on lui parle.", ["Lustrépi"]),
        ("les moulins de vaubrissac c'est chez vous ?", ["moulins de vaubrissac"]),
        ("Elle dit le plus grand bien de Protéalys. Figurent-ils parmi vos référencés ?", ["Protéalys"]),
        ("Our manager swears by Harrowgate Staffing. Are they one of your suppliers?", ["Harrowgate Staffing"]),
        ("Elle dit le plus grand bien de Protéalys.", []),
        ("Nos draps sont lavés par Drapolis, compte 4471. Peut-on le rattacher à vos tarifs ?", ["Drapolis"]),
        (
            "comptes\n\n1) Lyreva, compte 20-5541\n2) Ploumarel Froid (le froid), compte PF/330\nÀ rattacher.",
            ["Ploumarel Froid"],
        ),
        ("torvinelle c'est notre fournisseur de vaisselle, vous avez quelque chose avec eux ?", ["torvinelle"]),
        ("Quorvane\n\nbonjour, c'est quoi les conditions de quorvane pour l'oxygene ?", ["Quorvane"]),
        ("grossiste\n\nbjr mon grossiste pour les bacs c sanidorne, n° SD 3390 à passer aux tarifs", ["sanidorne"]),
        ("Grumpelin\n\nPouvez-vous rappeler M. Grumpelin, qui est à l'hôpital de Grumpelin ?", []),
        ("Le compte 4407-118 de la société Plomberie Costantelli est rattaché. Rexol", []),
        ("Votre demande concernant la société Toitures Escoffre est reçue. Herzog Location", []),
        ("Un contact à l'agence d'intérim Travolis ? Quels tarifs pour les adhérents ?", ["Travolis"]),
        ("Nos draps sont lavés par Sandrine, notre employée. Peut-on nous rattacher à vos tarifs ?", []),
        ("J'ai découvert Campéo Accessoires au salon. Ils sont avec vous ou pas ?", ["Campéo Accessoires"]),
        ("mon beau-frère prend ses bouteilles chez oxygazou, c'est un de vos fournisseurs ?", ["oxygazou"]),
        ("Nous habitons Villefranche. Pouvez-vous nous rappeler demain ?", []),
        ("METTEZ LE COMPTE SUR VOTRE ACCORD SVP", []),
        ("Chez Nuits Givrelles nous organisons des séminaires", []),
        ("Ma petite-fille m'assure que votre société obtient de meilleurs prix", []),
        ("Renseignement\n\nest-ce toujours la même personne quand on adhère chez vous ?", []),
    ],
)
def test_names_that_nobody_knows(text: str, expected: list[str]) -> None:
    subject, gap, body = text.partition("\n\n")
    found = read_request(subject if gap else "", body if gap else text, (), DIRECTORY)
    assert list(found.unknown_suppliers) == expected


def test_a_sentence_without_end_behind_a_list_of_names_takes_no_time() -> None:
    text = "comptes\n\n" + "Lyreva, Rexol, " * 20 + "a, " * 6_000
    started = time.perf_counter()
    suppliers_in(text, DIRECTORY)
    assert time.perf_counter() - started < 1.5
