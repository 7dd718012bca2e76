"""The layouts: each line says how one invented supplier sets its invoices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Spec:
    """How an invoice looks.

    `columns`: `role=Title` joined by `|`, in their order; a title's `/` breaks it into rows. Roles: pos ref text qty unit
    gross disc net coef amount vat date ttc ordered bl. `more`: where further rows of text go (`none`, `cell`: under the
    name, `row`: a row of their own under the numbers). `at`: where the numbers stand beside several rows.
    `lines_on_page` > 0 breaks pages by hand, with carried-over totals when `carry`.
    """

    goods: str
    columns: str
    lines: int = 6
    style: str = "rules"
    numbers: str = "fr"
    euro: str = ""
    size: float = 9
    font: str = "Liberation Sans"
    inset: float = 4
    landscape: bool = False
    more: str = "cell"
    at: str = "top"
    head: str = "columns"
    totals: str = "right"
    rates: tuple[str, ...] = ("20",)
    discounts: tuple[str, ...] = ()
    lines_on_page: int = 0
    carry: bool = False
    sections: bool = False
    subtotals: bool = False
    delivery: bool = False
    extras: tuple[str, ...] = ()
    glued: bool = False
    amount_below: bool = False
    reference: str = ""
    kind: str = "invoice"
    english: bool = False
    align: str = "right"
    rotated: bool = False
    header_again: bool = True
    header: bool = True


_PLAIN = "text=Désignation|qty=Qté|gross=P.U. HT|amount=Montant HT"
_REF = "ref=Réf.|text=Désignation|qty=Qté|gross=PU HT|amount=Total HT"
_DISC = "ref=Référence|text=Désignation|qty=Quantité|gross=P.U. brut|disc=Rem. %|amount=Montant net"
_NET = "ref=Article|text=Libellé|unit=UV|qty=Qté|gross=Prix brut|disc=% Rem|net=Prix net|amount=Montant HT|vat=TVA"
SPECS: tuple[Spec, ...] = (
    Spec(goods="office", columns=_REF),
    Spec(goods="cleaning", columns=_PLAIN, style="none", euro=" €", numbers="thin"),
    Spec(goods="food", columns=_DISC, style="box", discounts=("5", "10", "0"), size=8, rates=("5.5",)),
    Spec(
        goods="phone",
        columns="text=Description|date=Période|qty=Qté|gross=Prix unitaire|amount=Montant HT",
        style="zebra",
        more="row",
        head="window",
    ),
    Spec(
        goods="rental",
        columns="text=Prestation|qty=Nombre|unit=Unité|gross=Tarif HT|amount=Total HT",
        style="none",
        totals="bottom",
        euro=" €",
    ),
    Spec(
        goods="temp",
        columns="text=Libellé|qty=Nb heures|gross=Taux/horaire|coef=Coef.|amount=Montant HT",
        style="rules",
        more="cell",
    ),
    Spec(
        goods="energy",
        columns="text=Détail|qty=Quantité|unit=Unité|gross=Prix unitaire HT (€)|amount=Montant HT (€)|vat=Taux TVA",
        rates=("20", "5.5"),
        style="none",
        size=8,
    ),
    Spec(
        goods="waste",
        columns="date=Date|bl=N° bon|text=Désignation|qty=Qté|unit=Un.|gross=P.U.|amount=Montant",
        style="box",
        extras=("freight",),
    ),
    Spec(
        goods="works",
        columns="text=Désignation des ouvrages|unit=U|qty=Quantité|gross=Prix unitaire|amount=Prix total",
        sections=True,
        subtotals=True,
        lines=9,
    ),
    Spec(
        goods="medical",
        columns=_NET,
        size=7,
        inset=2,
        discounts=("10", "0", "15"),
        rates=("20", "5.5"),
        lines=14,
        landscape=True,
    ),
    Spec(
        goods="it",
        columns="text=Article|gross=Prix unitaire|qty=Quantité|amount=Montant",
        more="cell",
        at="horizon",
        euro=" €",
    ),
    Spec(
        goods="print",
        columns="text=Désignation|qty=Quantité|gross=P.U. H.T.|amount=Total H.T.|vat=TVA",
        style="outer",
        at="bottom",
    ),
    Spec(
        goods="office",
        columns="pos=N°|ref=Code|text=Article|gross=P.U. HT|qty=Qté|amount=Total HT",
        style="zebra",
        lines=28,
        lines_on_page=12,
        carry=True,
    ),
    Spec(goods="office", columns=_PLAIN, lines=34, lines_on_page=14, carry=True, style="none", numbers="space"),
    Spec(
        goods="cleaning",
        columns="ref=Référence/article|text=Désignation|qty=Quantité/livrée|gross=Prix/unitaire/HT|amount=Montant/HT",
        style="box",
        more="none",
        numbers="dot",
    ),
    Spec(
        goods="food",
        columns="text=Produit|ordered=Qté cdée|qty=Qté livrée|unit=Unité|gross=Prix HT|vat=TVA %|amount=Net HT",
        rates=("5.5", "20"),
        delivery=True,
        lines=10,
        style="none",
        size=7.5,
        inset=2,
    ),
    Spec(
        goods="it",
        columns="text=Description|qty=Quantity|gross=Unit price|disc=Disc.%|amount=Amount",
        english=True,
        numbers="en",
        discounts=("0", "10"),
        euro="pre",
        glued=True,
        reference="bracket",
    ),
    Spec(
        goods="office",
        columns="text=Description|qty=Quantité|gross=Prix unitaire|vat=Taxes|amount=Montant",
        glued=True,
        euro=" €",
        reference="bracket",
        style="none",
    ),
    Spec(goods="works", columns=_PLAIN, amount_below=True, style="none", more="none"),
    Spec(goods="cleaning", columns=_REF, amount_below=True, style="rules", more="cell"),
    Spec(
        goods="medical",
        columns="text=Désignation|ref=Code CIP|qty=Qté|gross=PU HT|amount=Montant",
        kind="credit",
        style="box",
    ),
    Spec(goods="office", columns=_DISC, kind="credit", discounts=("20",), style="none", head="window"),
    Spec(
        goods="rental",
        columns="text=Libellé|qty=Qté|gross=PU HT|disc=Remise|amount=Montant HT|ttc=Montant TTC",
        discounts=("0", "12.5"),
        style="box",
        size=8,
    ),
    Spec(
        goods="temp",
        columns="date=Semaine|text=Rubrique|qty=Base|gross=Taux|coef=Coefficient|amount=Montant",
        style="none",
        sections=True,
        subtotals=True,
        size=8,
    ),
    Spec(
        goods="phone",
        columns="text=Détail de vos services|qty=Quantité|gross=Prix unitaire HT|ttc=Montant TTC|amount=Montant HT",
        style="rules",
        sections=True,
        size=8,
        rotated=True,
    ),
    Spec(
        goods="energy",
        columns="text=Désignation|qty=Conso (kWh)|gross=Prix (€/kWh)|amount=Montant HT",
        style="zebra",
        more="row",
    ),
    Spec(goods="office", columns=_PLAIN, header=False, style="none"),
    Spec(
        goods="cleaning",
        columns="ref=Réf|text=Désignation|qty=Qté|gross=PU|disc=Rem|amount=Montant",
        header=False,
        discounts=("10", "0"),
        style="rules",
        more="none",
    ),
    Spec(
        goods="food",
        columns=_NET,
        font="DejaVu Sans Mono",
        size=6.5,
        inset=1.5,
        style="none",
        discounts=("8", "0"),
        lines=18,
        rates=("5.5",),
        landscape=True,
    ),
    Spec(
        goods="works",
        columns="text=Désignation|unit=Unité|gross=P.U. HT|qty=Qté|disc=Remise %|amount=Total HT",
        font="DejaVu Sans",
        discounts=("0", "5", "30"),
        size=7.5,
        style="outer",
        at="horizon",
    ),
    Spec(
        goods="office",
        columns=_REF,
        lines=40,
        lines_on_page=22,
        style="none",
        size=8,
        inset=2,
        header_again=False,
        more="none",
    ),
    Spec(
        goods="cleaning",
        columns=_DISC,
        lines=30,
        lines_on_page=16,
        discounts=("15", "0"),
        style="box",
        carry=True,
        size=7.5,
        inset=2.5,
    ),
    Spec(
        goods="waste",
        columns="text=Prestations|qty=Qté|unit=Unité|gross=PU € HT|amount=Total € HT|vat=TVA",
        rates=("20", "10"),
        delivery=True,
        extras=("negative",),
        style="rules",
        font="Liberation Serif",
        size=10,
    ),
    Spec(goods="medical", columns=_PLAIN, extras=("eco", "freight"), reference="label", style="zebra", numbers="thin"),
    Spec(
        goods="it",
        columns="ref=Réf.|text=Désignation|qty=Qté|gross=PU HT|eco=Éco-part.|amount=Montant HT",
        extras=("eco",),
        style="box",
        font="Libertinus Serif",
        size=9.5,
    ),
    Spec(
        goods="print",
        columns="text=Libellé|qty=Volume|gross=Coût unitaire|amount=Montant HT",
        style="none",
        font="New Computer Modern",
        align="left",
        size=9,
    ),
    Spec(
        goods="food",
        columns="ref=Code|text=Désignation|qty=Colis|unit=UF|gross=Prix U.|amount=Valeur HT",
        lines=22,
        style="none",
        font="Liberation Sans Narrow",
        size=8,
        inset=2,
        align="left",
        rates=("5.5", "20"),
        extras=("deposit",),
    ),
    Spec(
        goods="rental",
        columns="text=Description|qty=Units|gross=Rate|amount=Net amount|vat=VAT",
        english=True,
        numbers="en",
        style="rules",
        head="window",
        euro=" EUR",
    ),
    Spec(goods="office", columns="amount=Montant HT|qty=Qté|text=Désignation|gross=P.U. HT", style="rules"),
    Spec(
        goods="medical",
        columns="ref=Réf.|text=Désignation|gross=Tarif|disc=Remise|net=P.U. net|qty=Qté|amount=Total",
        discounts=("25", "10"),
        style="none",
        size=8,
        at="bottom",
    ),
    Spec(goods="it", columns=_REF, more="row", style="rules", align="center", head="columns", totals="bottom"),
    Spec(
        goods="works",
        columns="pos=Pos.|text=Désignation|qty=Qté|unit=U.|gross=P.U. HT|amount=Total HT|vat=TVA",
        rates=("10", "20"),
        sections=True,
        lines=12,
        style="box",
        size=8.5,
        align="center",
    ),
    Spec(goods="cleaning", columns="text=Désignation|qty=Quantité|amount=Montant HT", style="none"),
    Spec(
        goods="phone",
        columns="ref=Référence|text=Libellé|qty=Qté|amount=Total HT",
        style="zebra",
        euro=" €",
        more="row",
    ),
    Spec(
        goods="temp",
        columns="ref=Code|text=Désignation|qty=Nombre|gross=P.U. facturé|amount=Montant",
        lines=16,
        style="none",
        delivery=True,
        size=7,
        inset=1.5,
        font="DejaVu Sans",
    ),
    Spec(
        goods="energy",
        columns="text=Postes|gross=Prix unitaire|qty=Quantité|amount=Total HT|vat=TVA",
        style="outer",
        numbers="space",
        rates=("20", "5.5"),
        more="none",
        landscape=True,
    ),
)
