"""Samples of the parts about suppliers' terms, one for each way that their wording branches."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from letters.terms_parts import (
    CategorySuppliers,
    NamedSupplier,
    NearAgency,
    NearbyAgencies,
    SupplierNotListed,
    SupplierSheet,
    SupplierTeaser,
    TermsPart,
)

NEAR = NearAgency("Nantes Gare", "Julie Perrin", "02 40 44 55 66", "nantes@locazur.example", "Nantes", Decimal("3.2"))
SHEET = SupplierSheet(
    supplier="Loc’Azur",
    summary="Voitures et utilitaires, partout en France.",
    article="Remise de 18\u00a0% toute l’année.\n\n– Second conducteur offert.\n– Voyez www.locazur.example/pme.",
    agencies=(NEAR, NearAgency("Lyon Part-Dieu")),
    place="Nantes (44000)",
    car_rental=True,
)
NAMED = (NamedSupplier("Loc’Azur", "Voitures et utilitaires."), NamedSupplier("Véhi Port", "Camions de 3 à 20 m³."))
TERMS_PARTS: tuple[TermsPart, ...] = (
    SHEET,
    replace(SHEET, supplier="Intérim Soleil", shortened=True, car_rental=False, temp_agency=True, place=None),
    SupplierSheet("Papeterie du Port", "Papier et stylos."),
    NearbyAgencies("Location de véhicules", "Nantes (44000)", (NEAR, NearAgency("Lyon Part-Dieu"))),
    SupplierTeaser("Loc’Azur", "Voitures et utilitaires.", ("Location de véhicules",), ("Bretagne", "Corse")),
    SupplierTeaser("Papeterie du Port", "Papier et stylos."),
    CategorySuppliers("Location de véhicules", NAMED, 3),
    CategorySuppliers("Location de véhicules", NAMED, for_member=True),
    SupplierNotListed("Locazzur & fils", ("Loc’Azur", "Azur Intérim")),
    SupplierNotListed("Boulonnord"),
)
