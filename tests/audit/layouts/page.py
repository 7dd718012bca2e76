"""Sets an invented invoice in Typst, the way its layout says."""

from __future__ import annotations

import json
from decimal import Decimal

from tests.audit.layouts.specs import Spec
from tests.audit.layouts.truth import Company, Row, Truth

_WIDTHS = {"text": "1fr", "ref": "auto", "pos": "auto"}
_LEFT = {"text", "ref", "pos", "unit", "date", "bl"}


def shown(value: Decimal, style: str, places: int | None = None) -> str:
    """A number the way the supplier prints it; `places` None: as many as it has."""
    text = f"{value:,.{places}f}" if places is not None else f"{value:,f}"
    comma, dot = {
        "fr": ("\u00a0", ","),
        "thin": ("\u202f", ","),
        "space": (" ", ","),
        "dot": ("", "."),
        "en": (",", "."),
    }[style]
    return text.replace(",", "~").replace(".", dot).replace("~", comma)


def markup(spec: Spec, truth: Truth) -> str:
    """The Typst source of the whole document."""
    paper = 'paper: "a4", flipped: true' if spec.landscape else 'paper: "a4"'
    rotated = f"place(left + horizon, dx: -1.6cm, rotate(-90deg, reflow: true, text(size: 6pt, {_text(truth.seller.name + ' SAS au capital de 40 000 EUR')})))"
    background = f", background: {rotated}" if spec.rotated else ""
    foot = f"{truth.seller.name} - SAS au capital de 40 000 € - SIRET {_spaced(truth.seller.siret)} - TVA {truth.seller.vat_number}"
    parts = [
        f"#set page({paper}, margin: (x: 1.8cm, y: 1.5cm), footer: text(size: 6.5pt, {_text(foot)}){background})",
        f'#set text(font: ("{spec.font}", "DejaVu Sans", "Libertinus Serif"), size: {spec.size}pt, lang: "fr", hyphenate: false)',
        "#set par(leading: 0.5em)",
        _head(spec, truth),
        *_tables(spec, truth),
        _totals(spec, truth),
        "#v(1em)\n#"
        + _call(
            "text",
            "Escompte pour paiement anticipé : néant. Pénalités de retard : 3 fois le taux légal. Indemnité forfaitaire : 40 €.",
        ),
    ]
    return "\n".join(parts)


def _text(text: str) -> str:
    return f"[#{json.dumps(text, ensure_ascii=False)}]"


def _call(name: str, text: str, options: str = "") -> str:
    return f"{name}({options}{', ' if options else ''}{_text(text)})"


def _spaced(siret: str) -> str:
    return f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"


def _address(company: Company, ids: bool) -> str:
    rows = [f"*{company.name}*", company.street, company.town]
    if ids:
        rows.append(f"SIRET : {company.siret}")
    body = " \\ ".join(row if row.startswith("*") else f"#{json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f"[{body}]"


def _head(spec: Spec, truth: Truth) -> str:
    day = f"{truth.day:%d/%m/%Y}"
    title = (
        ("CREDIT NOTE" if spec.english else "AVOIR")
        if truth.kind == "CREDIT_NOTE"
        else ("INVOICE" if spec.english else "FACTURE")
    )
    seller, buyer = _address(truth.seller, spec.head == "window"), _address(truth.buyer, True)
    if spec.head == "window":
        facts = f"#table(columns: 4, stroke: 0.5pt, [N° de {title.lower()}], [Date], [N° client], [Échéance], {_text(truth.number)}, {_text(day)}, [C00412], [30 jours fin de mois])"
        return f"#grid(columns: (1fr, 7cm), {seller}, [#v(1.5cm) {buyer[1:-1]}])\n#v(1em)\n#text(size: 14pt)[{title}]\n\n{facts}\n#v(1em)"
    labels = (f"{title} N° {truth.number}", f"Date : {day}", "Votre commande : 4500128 du 02/01/2024")
    if spec.english:
        labels = (f"{title} no. {truth.number}", f"Invoice date: {truth.day:%d/%m/%Y}", "Your order: 4500128")
    body = " \\ ".join(f"#{json.dumps(label, ensure_ascii=False)}" for label in labels)
    return f"#grid(columns: (1fr, 1fr), gutter: 1em, {seller}, {buyer})\n#v(1em)\n#text(size: 1.3em)[{body}]\n#v(1em)"


def _columns(spec: Spec) -> list[tuple[str, str]]:
    return [tuple(column.split("=")) for column in spec.columns.split("|")]  # type: ignore[misc]


def _tables(spec: Spec, truth: Truth) -> list[str]:
    if not spec.lines_on_page:
        return [_table(spec, truth.rows, first=True)]
    found, carried = [], Decimal(0)
    pages = [truth.rows[at : at + spec.lines_on_page] for at in range(0, len(truth.rows), spec.lines_on_page)]
    for index, rows in enumerate(pages):
        shown_rows = list(rows)
        if spec.carry and index:
            shown_rows.insert(0, Row(name="Report", amount=carried, kind="SUBTOTAL"))
        carried += sum((row.amount or Decimal(0) for row in rows), Decimal(0))
        last = index == len(pages) - 1
        if spec.carry and not last:
            shown_rows.append(Row(name="À reporter", amount=carried, kind="SUBTOTAL"))
        found.append(_table(spec, shown_rows, first=not index or spec.header_again))
        if not last:
            found.append(f"#pagebreak()\n#align(right)[#{json.dumps(f'Facture {truth.number} - page {index + 2}')}]")
    return found


def _table(spec: Spec, rows: list[Row], first: bool) -> str:
    columns = _columns(spec)
    strokes = {
        "none": "none", "box": "0.5pt", "rules": "(x, y) => (bottom: 0.4pt)", "zebra": "none",
        "outer": "(x, y) => (left: 0.5pt, right: 0.5pt, top: if y < 2 { 0.5pt }, bottom: if y == 0 { 0.5pt })",
    }  # fmt: skip
    fill = ", fill: (x, y) => if calc.odd(y) { luma(235) }" if spec.style == "zebra" else ""
    widths = ", ".join(_WIDTHS.get(role, "auto") for role, _ in columns)
    aligns = ", ".join(_align(spec, role) for role, _ in columns)
    cells = [_title(title) for _, title in columns] if spec.header and first else []
    for row in rows:
        cells += _cells(spec, columns, row)
    return (
        f"#table(columns: ({widths},), align: ({aligns},), inset: {spec.inset}pt, stroke: {strokes[spec.style]}{fill},\n"
        + ",\n".join(cells)
        + ")"
    )


def _align(spec: Spec, role: str) -> str:
    return ("left" if role in _LEFT else spec.align) + f" + {spec.at}"


def _title(title: str) -> str:
    parts = [title] if "€/" in title else title.split("/")
    return "[*" + " \\ ".join(f"#{json.dumps(part, ensure_ascii=False)}" for part in parts) + "*]"


def _cells(spec: Spec, columns: list[tuple[str, str]], row: Row) -> list[str]:
    """The cells of a row, and of a second one where the layout has it."""
    if row.kind in {"HEADING", "NOTE"}:
        return [_text(row.name) if role == "text" else "[]" for role, _ in columns]
    first = {role: _value(spec, role, row) for role, _ in columns}
    below = dict.fromkeys(first, "")
    if spec.amount_below and row.quantity is not None:
        first["amount"], below["amount"] = "", first["amount"]
    if spec.more == "row" and row.more:
        below["text"] = "\n".join(row.more)
    elif spec.more == "cell" and row.more:
        first["text"] = "\n".join((first["text"], *row.more))
    cells = [_cell(first[role]) for role, _ in columns]
    return cells + [_cell(below[role]) for role, _ in columns] if any(below.values()) else cells


def _cell(text: str) -> str:
    return (
        "[" + " \\ ".join(f"#{json.dumps(part, ensure_ascii=False)}" for part in text.split("\n")) + "]"
        if text
        else "[]"
    )


def _money(spec: Spec, value: Decimal, places: int | None = 2) -> str:
    text = shown(value, spec.numbers, places)
    return f"€{text}" if spec.euro == "pre" else text + spec.euro


def _value(spec: Spec, role: str, row: Row) -> str:
    if role in {"text", "ref", "unit"}:
        return _words(spec, role, row)
    if role == "amount":
        return _money(spec, row.amount) if row.amount is not None else ""
    if row.quantity is None or row.gross is None or row.net is None or row.kind == "SUBTOTAL":
        return ""
    if role in {"qty", "ordered"}:
        places = 2 if row.quantity % 1 else 0
        return shown(row.quantity, spec.numbers, places) + (" " * (not spec.english) + "Unit(s)" if spec.glued else "")
    if role == "net":
        return _money(spec, row.net, max(2, -int(row.net.normalize().as_tuple().exponent)))
    values = {
        "gross": _money(spec, row.gross, None),
        "disc": shown(row.discount, spec.numbers, 2 if row.discount % 1 else 0) if row.discount else "",
        "coef": shown(row.coefficient or Decimal(1), spec.numbers, 2),
        "ttc": _money(spec, (row.amount or Decimal(0)) * (100 + row.rate) / 100),
        "vat": shown(row.rate, spec.numbers, 2 if row.rate % 1 else 1) + " %",
        "date": "12/03/2025", "bl": "BL40127", "pos": "1", "eco": "0,05",
    }  # fmt: skip
    return values[role]


def _words(spec: Spec, role: str, row: Row) -> str:
    if role == "ref":
        return row.reference or ""
    if role == "unit":
        return row.unit
    if row.reference and spec.reference == "bracket":
        return f"[{row.reference}] {row.name}"
    return f"{row.name}\nRéf. : {row.reference}" if row.reference and spec.reference == "label" else row.name


def _totals(spec: Spec, truth: Truth) -> str:
    gross = truth.net + truth.tax
    words = (
        ("Subtotal", "VAT", "Total", "Rate", "Net")
        if spec.english
        else ("Total HT", "TVA", "Total TTC", "Taux", "Base HT")
    )
    rates = [
        [f"{words[1]} {shown(rate, spec.numbers, 1)} %", _money(spec, tax)] for rate, (_, tax) in truth.vat.items()
    ]
    if spec.totals == "bottom":
        titles = [words[4], words[3], words[1], words[0], words[2], "Net à payer"]
        rows = []
        for index, (rate, (base, tax)) in enumerate(truth.vat.items()):
            last = [truth.net, gross, gross] if not index else [None] * 3
            rows += [
                _money(spec, base),
                shown(rate, spec.numbers, 1) + " %",
                _money(spec, tax),
                *("" if one is None else _money(spec, one) for one in last),
            ]
        return f"#v(2em)\n#table(columns: 6, stroke: 0.5pt, {', '.join(_text(one) for one in (*titles, *rows))})"
    rows = [
        words[0],
        _money(spec, truth.net),
        *(cell for rate in rates for cell in rate),
        words[2],
        _money(spec, gross),
    ]
    return f"#v(1em)\n#align(right, table(columns: 2, align: (left, right), stroke: none, {', '.join(_text(one) for one in rows)}))"
