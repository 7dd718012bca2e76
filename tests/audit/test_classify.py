"""What a line charges, by real-life writings; what isn't sure to be something else is a product."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from audit.classify import classified, kind_of, kind_of_adjustment
from audit.invoice import LineKind
from tests.audit.values import discount, invoice, line

DEMO = Path(__file__).resolve().parents[2] / "demo"

KINDS = {
    LineKind.FREIGHT: (
        "Frais de port", "FRAIS DE PORT HT", "Port", "Port et emballage", "Participation aux frais de port",
        "Frais de livraison standard", "Livraison express", "Livraison à domicile", "Transport Chronopost",
        "Participation transport", "Forfait livraison", "Port avancé", "Frais d’expédition", "Surcharge carburant",
        "Taxe gasoil", "Shipping", "Delivery charge", "Franco de port", "Frais d'affranchissement", "Transport 24h",
        "Montant des frais de transport", "Supplément transport",
    ),
    LineKind.DEPOSIT: (
        "Consigne palette EUR", "Déconsigne palette", "Consigne fût 30 L", "Dépôt de garantie", "Caution badge",
        "Retour consigne", "Palettes Europe consignées", "Emballages consignés", "Consignes bouteilles gaz",
    ),
    LineKind.TAX: (
        "Éco-participation", "Eco participation DEEE", "ECO-CONTRIBUTION MOBILIER", "Ecotaxe", "DEEE", "D3E 0,12",
        "dont éco-part", "Contribution environnementale", "Contribution REP", "Taxe copie privée", "Copie privée",
        "Rémunération pour copie privée", "TICFE", "CSPE", "CTA", "Accise sur l’électricité", "TVA 20 %",
        "Taxes et contributions", "Contribution tarifaire d’acheminement", "Droits de douane", "Éco-mobilier",
    ),
    LineKind.DISCOUNT: (
        "Remise", "Remise 5 %", "REMISE EXCEPTIONNELLE", "Rabais", "Ristourne annuelle", "Escompte 2 %",
        "Geste commercial", "Code promo BIENVENUE", "Bon d’achat", "Votre remise fidélité", "Discount 10%",
    ),
    LineKind.DOWN_PAYMENT: (
        "Acompte", "Acompte du 12/03/2026", "Déduction acompte FA-2026-0012", "Reprise d’acompte", "Arrhes versées",
        "Avance versée", "Acomptes versés", "Down payment", "Déduction de l’acompte",
    ),
    LineKind.FEE: (
        "Frais de dossier", "Frais de gestion", "Frais de facturation papier", "Frais administratifs",
        "Frais de traitement de commande", "Minimum de commande", "Petite commande", "Pénalités de retard",
        "Intérêts de retard", "Indemnité forfaitaire de recouvrement", "Frais de manutention", "Frais divers",
        "Frais de préparation", "Supplément petite commande", "Handling fee", "Service charge",
    ),
    LineKind.TEXT: ("Sous-total", "SOUS TOTAL HT", "À reporter", "Report", "Report page 1", "Total BL 4512",
                    "Total HT", "Net à payer", "Total"),
    LineKind.PRODUCT: (
        "Papier A4 80 g", "Hub 4 ports USB", "Port USB-C double, rallonge", "Station d’accueil 2 ports HDMI",
        "Transport de fonds, passage hebdomadaire", "Livraison palette sapin", "Panneau consigne de sécurité",
        "Consigne incendie A3", "Porte-documents", "Total Quartz 9000 5W40 5 L", "Remise en état véhicule",
        "Remise des clés hors horaires", "Réduction laiton 20/27", "Imprimante, éco-participation incluse",
        "Toner noir dont éco-participation 0,20 €", "Palette Europe", "Frais de mise en service mobile",
        "Promo-box carton",
        "Avoirs et factures, carnet autocopiant", "Livre « Le rapport »", "Reportage photo", "Taxi Paris – Orly",
        "Cautionnement solidaire", "Acompteur d’heures", "Consignateur de vanne", "Transporteur à bande",
        "Emballage carton double cannelure", "Forfait mobile 20 Go", "Supplément jeune conducteur",
        "Assurance tous risques", "Colis France 0 à 2 kg J+1", "Location utilitaire 6 m³", "Fût de bière consigné 30 L",
        "Discounteur", "Escompteur", "Situation de travail, affiche", "Ecochèques", "Avance papier pour imprimante",
    ),
}  # fmt: skip
WRITINGS = [(kind, text) for kind, texts in KINDS.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), WRITINGS)
def test_words_tell_what_is_charged(kind: LineKind, text: str) -> None:
    assert kind_of(line(text, 1, "4.50")) is kind


def test_whatever_the_demo_s_catalogue_sells_is_a_product() -> None:
    with (DEMO / "prices.csv").open(encoding="utf-8-sig", newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file, delimiter=";")]
    assert len(labels) > 2000
    assert [label for label in labels if kind_of(line(label, 1, "4.50")) is not LineKind.PRODUCT] == []


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (LineKind.TEXT, line("Votre commande du 3 mars", None, None)),
        (LineKind.TEXT, line("Bon de livraison n° 4512", None, "0.00")),
        (LineKind.TEXT, line("Bon de livraison n° 4512", 1, None)),
        (LineKind.PRODUCT, line("Échantillon offert", 1, "0.00")),
        (LineKind.PRODUCT, line("Papier", 2, None, net_price=Decimal(3))),
        (LineKind.PRODUCT, line("Papier repris", -2, "-6.00")),
        (LineKind.DISCOUNT, line("Promotion rentrée", 1, "-6.00")),
        (LineKind.DISCOUNT, line("Avoir sur facture 12", 1, "-6.00")),
        (LineKind.PRODUCT, line("Promotion rentrée", 1, "6.00")),
        # What a format says is not doubted.
        (LineKind.FEE, line("Papier A4", 1, "6.00", kind=LineKind.FEE)),
    ],
)
def test_so_do_numbers(kind: LineKind, what: Any) -> None:
    assert kind_of(what) is kind


@pytest.mark.parametrize(
    ("amount", "reason", "kind"),
    [
        ("-4", "Remise 10 %", LineKind.DISCOUNT), ("-4", None, LineKind.DISCOUNT), 
        ("-4", "Acompte", LineKind.DOWN_PAYMENT),
        ("-4", "Consigne", LineKind.DEPOSIT),
        ("-4", "Frais de port offerts", LineKind.DISCOUNT), ("4", "Frais de port", LineKind.FREIGHT),
        ("4", None, LineKind.FEE), ("4", "Éco-contribution", LineKind.TAX), ("4", "Remise", LineKind.FEE),
    ],
)  # fmt: skip
def test_what_is_added_to_a_document_is_no_discount(amount: str, reason: str | None, kind: LineKind) -> None:
    assert kind_of_adjustment(discount(amount, reason=reason)) is kind


def test_a_kind_that_is_known_stays() -> None:
    assert kind_of_adjustment(discount("-4", kind=LineKind.FREIGHT)) is LineKind.FREIGHT


def test_a_carrier_sells_transport() -> None:
    carrier = classified(invoice(line("Transport 24h", 1, "30"), line("Surcharge carburant", 1, "3")))
    assert [each.kind for each in carrier.lines] == [LineKind.PRODUCT] * 2
    shop = classified(invoice(line("Chaise", 1, "30"), line("Livraison", 1, "3"), adjustments=(discount("2"),)))
    assert [each.kind for each in shop.lines] == [LineKind.PRODUCT, LineKind.FREIGHT]
    assert shop.adjustments[0].kind is LineKind.FEE
