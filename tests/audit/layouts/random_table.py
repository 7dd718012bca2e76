"""Draws the table of a random page: widths from what stands in the cells, rows over as many pages as they take."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tests.audit.layouts import random_words as words
from tests.audit.layouts.random_cells import LEFT, Printer, columns, titles
from tests.audit.layouts.random_invoice import Entry
from tests.audit.layouts.random_paper import Paper, width_of, wrapped
from tests.audit.layouts.random_traits import Traits, chance_of

_MARGIN, _FOOT = 38.0, 96.0
_NARROWEST = 95.0
_SPARE = ("bl", "pos", "parcels", "ordered", "tax", "price_ttc", "date", "ttc", "per")


@dataclass
class _Column:
    role: str
    left: float
    right: float
    how: str
    title_how: str

    def at(self, how: str) -> float:
        """Where a text of this alignment begins, ends or has its middle."""
        return {"l": self.left, "r": self.right, "c": (self.left + self.right) / 2}[how]


class Table:
    """The table; `top` is where it goes on, and after `draw` where it ended."""

    def __init__(self, paper: Paper, traits: Traits, entries: list[Entry], seed: int, printer: Printer) -> None:
        self.paper, self.traits, self.entries = paper, traits, entries
        self._chance, self._printer = chance_of("table", seed), printer
        chance = self._chance
        self.pitch = 1.2 * paper.size
        self._gap = {"none": 0.0, "some": 0.35 * self.pitch, "wide": 0.9 * self.pitch}[traits["row_gap"]]
        self._inline_row = chance.random() < 0.5
        self._label = chance.choice(("Réf. {0}", "Réf. : {0}", "Code article : {0}", "Référence : {0}", "Art. {0}"))
        self._carried = chance.choice(words.CARRIED)
        self._subtotal_how = chance.choice(("text", "before"))
        self._heading_left = chance.random() < 0.3
        self._roles = columns(traits, chance_of("columns", seed))
        self._titles = titles(traits, self._roles, seed)
        self.columns = self._placed()
        self.top = 0.0

    def _bold_title(self) -> bool:
        return self.traits["title_case"] != "lower"

    def _wide(self, text: str, bold: bool = False) -> float:
        return width_of(text, self.paper.font, self.paper.size, bold)

    def _natural(self, role: str) -> float:
        """How wide a column must be."""
        fixed = {"date": "00/00/0000", "bl": "BL000000", "pos": "00"}
        if role in fixed:
            cells = [fixed[role]]
        elif role == "ref":
            refs = [entry.reference or "" for entry in self.entries]
            # As wide as the longest part that no hyphen breaks.
            parts = [part for one in refs for part in one.replace("-", "- ").split()]
            cells = parts if self.traits["narrow_reference"] == "yes" else refs
        else:
            cells = [
                row for at, entry in enumerate(self.entries) for row in self._printer.cell(role, entry, at).split("\n")
            ]
        if role == "amount":
            cells.append(self._printer.money(Decimal("-8888.00")))
        return max(
            [self._wide(cell) for cell in cells]
            + [self._wide(row, self._bold_title()) for row in self._titles[role]]
            + [8.0]
        )

    def _placed(self) -> list[_Column]:
        gap = {"tight": 2 * self._wide(" "), "usual": 10.0, "wide": 16.0}[self.traits["gaps"]]
        room = self.paper.width - 2 * _MARGIN
        widths = {role: self._natural(role) for role in self._roles if role != "text"}
        for spare in _SPARE:
            if room - sum(widths.values()) - gap * len(widths) < _NARROWEST and spare in widths:
                del widths[spare]
                self._roles.remove(spare)
        free = room - sum(widths.values()) - gap * len(widths)
        wished = max(self._wide(entry.name, True) for entry in self.entries) + 6
        wished = max(
            wished, *(self._wide(row) for entry in self.entries for row in entry.more if row not in words.LONG), 90.0
        )
        if self.traits["text_width"] == "narrow":
            wished = max(_NARROWEST, 0.55 * wished)
        widths["text"] = max(min(free, wished), 60.0)
        title = self._titles["text"]
        self._titles["text"] = [part for row in title for part in self._fitted(row, max(min(free, wished), 60.0))]
        if self.traits["gaps"] == "wide":
            gap += max(0.0, free - widths["text"]) / max(1, len(widths) - 1)
        elif self._chance.random() < 0.5:
            widths["text"] = max(free, 60.0)
        return self._in_order(widths, gap)

    def _fitted(self, title: str, width: float) -> list[str]:
        return wrapped(title, width, self.paper.font, self.paper.size, self._bold_title())

    def _in_order(self, widths: dict[str, float], gap: float) -> list[_Column]:
        found, left = [], _MARGIN
        for role in self._roles:
            usual = "l" if role in LEFT else {"right": "r", "center": "c", "left": "l"}.get(self.traits["align"], "")
            how = usual or self._chance.choice("rcl")
            title = {"column": how, "center": "c", "left": "l"}[self.traits["title_align"]]
            found.append(_Column(role, left, left + widths[role], how, title))
            left += widths[role] + gap
        return found

    def _column(self, role: str) -> _Column:
        return next(column for column in self.columns if column.role == role)

    @property
    def right(self) -> float:
        """Where the table ends."""
        return self.columns[-1].right

    def draw(self, top: float) -> None:
        """The whole table, from `top` on."""
        self.top = top
        self._head()
        carried = Decimal(0)
        for at, entry in enumerate(self.entries):
            rows = self._rows(entry)
            height = self._height(entry, rows)
            if self.top + height > self.paper.height - _FOOT - 3 * self.pitch:
                self._turn(carried)
            self._entry(entry, rows, height, at)
            if entry.kind == "line":
                carried += entry.amount
        self._frame(self.top)

    def printed(self, entry: Entry) -> str:
        """All text of a line."""
        return "\n".join(row for row, _ in self._rows(entry))

    def _head(self) -> None:
        self._began = self.top
        most = max((len(rows) for rows in self._titles.values()), default=0)
        for column in self.columns:
            for at, row in enumerate(self._titles[column.role]):
                where = self.top + (at + 1) * self.pitch
                self.paper.text(column.at(column.title_how), where, row, column.title_how, bold=self._bold_title())
        for label, roles in (("Prix unitaire", ("price", "price_ttc")), ("Total", ("amount", "ttc"))):
            both = [column for column in self.columns if column.role in roles]
            if self.traits["with_tax"] == "grouped" and len(both) == 2:
                self.paper.text(
                    (both[0].left + both[1].right) / 2, self.top + self.pitch, label, "c", bold=self._bold_title()
                )
        self.top += (most + 0.5) * self.pitch
        if most and self.traits["rules"] != "none":
            self.paper.rule(_MARGIN - 3, self.top, self.right + 3, self.top)
        self.top += 0.2 * self.pitch

    def _turn(self, carried: Decimal) -> None:
        """The page break, with what stands around it."""
        told = self.traits["pages"] == "carried"
        if told:
            self._sum(self._carried[0], carried)
        self._frame(self.top)
        self.paper.turn()
        self.top = _MARGIN + 20
        if self.traits["pages"] != "bare":
            self.paper.text(self.right, self.top, f"Page {self.paper.pages}", "r")
            self.top += 2 * self.pitch
            self._head()
        if told:
            self._sum(self._carried[1], carried)

    def _sum(self, label: str, value: Decimal) -> None:
        where = self.top + self.pitch
        amount = self._column("amount")
        if self._subtotal_how == "text" or amount.left < self._column("text").left:
            self.paper.text(self._column("text").left, where, label, bold=True)
        else:
            self.paper.text(amount.left - 12, where, label, "r", bold=True)
        self.paper.text(amount.at(amount.how), where, self._printer.money(value), amount.how, bold=True)
        self.top += 1.25 * self.pitch + self._gap

    def _rows(self, entry: Entry) -> list[tuple[str, bool]]:
        """The rows of text of a line, and whether they are bold."""
        width = self._column("text").right - self._column("text").left
        bold = self.traits["name_bold"] == "yes"
        reference, how = entry.reference or "", self.traits["reference"]
        name = entry.name
        if reference and how == "bracket":
            name = f"[{reference}] {name}"
        elif reference and how == "suffix":
            name = f"{name} (réf. {reference})"
        inline = self._inline(entry)
        below = list(entry.more)
        above = [self._label.format(reference)] if reference and how == "row_above" else []
        if inline and not self._inline_row:
            name, inline = f"{name} {inline}", ""
        below += [self._label.format(reference)] if reference and how == "row_below" else []
        below += ([inline] if inline else []) + list(entry.aside)
        rows = [(row, False) for row in above]
        rows += [(row, bold) for row in wrapped(name, width, self.paper.font, self.paper.size, bold)]
        for text in below:
            room = self.right - self._column("text").left if self._runs_on(text) else width
            rows += [(row, False) for row in wrapped(text, room, self.paper.font, self.paper.size)]
        return rows

    def _runs_on(self, text: str) -> bool:
        """Whether a row of text goes on below the columns of numbers."""
        crossed = self.traits["rules"] in {"grid", "verticals"}
        return self.traits["details"] == "wide" and " - " in text and self.traits["numbers_at"] == "top" and not crossed

    def _inline(self, entry: Entry) -> str:
        if self.traits["measures"] != "inline" or entry.kind != "line" or entry.quantity is None or entry.net is None:
            return ""
        return f"{self._printer.cell('qty', entry, 0)} x {self._printer.money(entry.net, int(self.traits['price_places']))}"

    def _other(self, column: _Column, entry: Entry, at: int) -> list[str]:
        """The rows of a cell of another column."""
        if column.role == "ref" and entry.kind == "line":
            return wrapped(entry.reference or "", column.right - column.left + 0.5, self.paper.font, self.paper.size)
        if column.role == "date" and entry.kind == "line":
            days = [f"{entry.day:%d/%m/%Y}"]
            return days + [f"{entry.day.replace(day=28):%d/%m/%Y}"] if self.traits["date"] == "two_rows" else days
        if column.role == "bl" and entry.kind == "line":
            return [f"BL{40000 + entry.day.toordinal() % 997}"]
        if column.role == "pos" and entry.kind == "line":
            return [str(at + 1)]
        return (
            self._printer.cell(column.role, entry, at).split("\n")
            if column.role not in LEFT or column.role == "unit"
            else []
        )

    def _height(self, entry: Entry, rows: list[tuple[str, bool]]) -> float:
        others = {column.role: len(self._other(column, entry, 0)) for column in self.columns if column.role != "text"}
        if self.traits["numbers_at"] == "below":
            most = max(others.pop("ref", 0), len(rows) + max(others.values()))
        else:
            most = max(len(rows), *others.values())
        return most * self.pitch + self._gap

    def _entry(self, entry: Entry, rows: list[tuple[str, bool]], height: float, at: int) -> None:
        if entry.kind == "subtotal":
            self._sum(entry.name, entry.amount)
            return
        if entry.kind != "line":
            loud = entry.kind == "heading" or self.traits["row_gap"] == "none"
            left = _MARGIN if self._heading_left else self._column("text").left
            self.top += self._gap
            self.paper.text(left, self.top + self.pitch, entry.name, bold=loud)
            self.top += 1.2 * self.pitch + self._gap / 2
            return
        if self.traits["rules"] == "zebra" and at % 2:
            self.paper.shade(_MARGIN - 3, self.top, self.right + 3, self.top + height)
        text = self._column("text")
        for index, (row, bold) in enumerate(rows):
            self.paper.text(text.left, self._base(index), row, bold=bold)
        for column in self.columns:
            if column.role != "text":
                self._cell(column, entry, at, len(rows))
        if self.traits["leaders"] == "yes" and self.traits["measures"] == "amounts":
            self._leaders(rows[0][0])
        self.top += height
        if self.traits["rules"] in {"rows", "grid"}:
            self.paper.rule(_MARGIN - 3, self.top, self.right + 3, self.top)

    def _leaders(self, text: str) -> None:
        """Dots from a text to its amount."""
        start, end = self._column("text").left + self._wide(text, True) + 4, self._column("amount").left - 4
        if self.traits["numbers_at"] == "top" and self._roles.index("amount") == self._roles.index("text") + 1:
            self.paper.text(start, self._base(0), "." * int((end - start) / self._wide(".")))

    def _base(self, index: float) -> float:
        """The baseline of a row of this line."""
        return self.top + self._gap / 2 + (index + 0.85) * self.pitch

    def _cell(self, column: _Column, entry: Entry, at: int, most: int) -> None:
        rows = self._other(column, entry, at)
        places = {"top": 0.0, "bottom": most - len(rows), "middle": (most - len(rows)) / 2, "below": most}
        first = (
            0.0 if column.role == "ref" and self.traits["numbers_at"] == "below" else places[self.traits["numbers_at"]]
        )
        for index, row in enumerate(rows):
            self.paper.text(column.at(column.how), self._base(max(first, 0.0) + index), row, column.how)

    def _frame(self, end: float) -> None:
        """The lines between the columns."""
        if self.traits["rules"] not in {"grid", "verticals"}:
            return
        edges = [_MARGIN - 3] + [
            (one.right + other.left) / 2 for one, other in zip(self.columns, self.columns[1:], strict=False)
        ]
        for edge in (*edges, self.right + 3):
            self.paper.rule(edge, self._began, edge, end)
        self.paper.rule(_MARGIN - 3, end, self.right + 3, end)
