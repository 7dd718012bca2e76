"""Forty invented suppliers; some have names that are French words, or that resemble each other."""

from __future__ import annotations

from mailbot.understanding.directory import SupplierDirectory, SupplierEntry


def entry(code: str, name: str, *aliases: str, domains: tuple[str, ...] = ()) -> SupplierEntry:
    return SupplierEntry(id=code, name=name, aliases=aliases, email_domains=domains)


ENTRIES = (
    entry("HERZOG", "Herzog France SAS", "Herzog Location", domains=("herzog.example",)),
    entry("AVRIL", "Avril Location", "Avril"),
    entry("SEXTAN", "Sextan", "Sextan Rent"),
    entry("EUROPAUTO", "Europauto", domains=("europauto.example",)),
    entry("RENTALIS", "Rentalis"),
    entry("KAROVIA", "Karovia Utilitaires", "Karovia"),
    entry("LOCAMONT", "Locamont"),
    entry("MANPARTNER", "Manpartner France", "Man Partner"),
    entry("RANDALL", "Randall Intérim", "Randall"),
    entry("PROMEO", "Proméo Travail Temporaire", "Proméo"),
    entry("TEMPORALIS", "Temporalis"),
    entry("AKTUEL", "Aktuel RH"),
    entry("SYNERGIE", "Synergie Emploi", "Synergie"),
    entry("CRISTA", "Crista"),
    entry("INTERMED", "Intermed Ouest", "Intermed"),
    entry("INTERMEDE", "Intermède Conseil", "Intermède"),
    entry("ADELYS", "Adélys"),
    entry("BUREAU_VALMONT", "Bureau Valmont"),
    entry("LYREVA", "Lyreva"),
    entry("PAPETEO", "Papétéo"),
    entry("MAJUSCULE", "Majuscule"),
    entry("BRUNELLE", "Brunelle S.A."),
    entry("FOURNIVAL", "Fournival"),
    entry("MANDARINE", "Mandarine Business Services", "Mandarine", domains=("mandarine.example",)),
    entry("BOUVIER_TELECOM", "Bouvier Télécom", "Bouvier"),
    entry("LIBREO", "Libréo Mobile", "Libréo"),
    entry("ENGIENA", "Engiéna"),
    entry("TOTAL", "Total Confort", "Total"),
    entry("ELEKTRA", "Elektra Énergie"),
    entry("REXOL", "Rexol"),
    entry("POINT_B", "Point B Matériaux", "Point B"),
    entry("BERNARDET", "Bernardet"),
    entry("ELYSIO", "Elysio Propreté"),
    entry("INITIO", "Initio Textile"),
    entry("CHRONOVITE", "Chronovite"),
    entry("GEODYS_NORD", "Géodys Nord", "Géodys"),
    entry("GEODYS_SUD", "Géodys Sud", "Géodys"),
    entry("EDENPASS", "Edenpass"),
    entry("OEUVRE", "L'Œuvre au Bureau"),
    entry("KILOTOP", "Kilotop"),
)

DIRECTORY = SupplierDirectory(ENTRIES)
