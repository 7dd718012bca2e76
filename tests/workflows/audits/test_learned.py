"""What decisions taught: whose product it was, which of several counts, and how far it goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import models
from audit.invoice import Invoice, Line, Party
from audit.matching import Decision, Query
from audit.matching.decided import Decided
from audit.results import Band
from models import Audit, MatchAlias
from settings import Settings
from tests.group import Group, viewer_of
from tests.workflows.audits import engine
from tests.workflows.audits.steps import in_review
from workflows.audits import review
from workflows.audits.learning import learned


async def alias(audit: Audit | None, reference: str | None, **more: Any) -> MatchAlias:
    """A decision about the binder, that it is our `reference`."""
    supplier = (await models.FrameworkAgreement.get()).supplier_id
    values: dict[str, Any] = {
        "name": "classeur a levier dos 80 mm",
        "seller_siren": "732829320",
        "kind": "EQUIVALENT",
        **more,
    }
    return await MatchAlias.create(supplier_id=reference and supplier, reference=reference, audit=audit, **values)


async def learned_of(invoice: Invoice, audit_id: int = 0) -> tuple[str, Band] | None:
    """The reference of our price that the first line meets, and who decides."""
    found = of_line(await learned(audit_id, [invoice]), invoice.lines[0], invoice)
    return (found.chosen[1], found.band) if found and found.chosen else None


def of_line(decisions: list[Decision], line: Line, invoice: Invoice) -> Decision | None:
    query = Query(text=line.name, day=engine.DAY, reference=line.seller_reference, seller=invoice.seller.siren)
    return Decided(decisions).of(query)


async def test_the_latest_decision_counts_whatever_became_of_its_audit(group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    old = await alias(None, "BC-CLA")
    new = await alias(audit, "BC-DOS")
    read = engine.invoice("F-9", engine.REAM)
    assert await learned_of(read) == ("BC-DOS", Band.AUTOMATIC)
    assert await learned_of(read, audit.id) == ("BC-CLA", Band.AUTOMATIC), "its own decisions are not learned"
    await MatchAlias.filter(id=old.id).update(decided_at=new.decided_at + dt.timedelta(days=1))
    assert await learned_of(read) == ("BC-CLA", Band.AUTOMATIC)


async def test_what_an_unknown_seller_taught_decides_nothing_alone(group: Group, settings: Settings) -> None:
    """Two sellers without a SIREN may be two: the same reference is chance, the same text is a proposal."""
    await engine.prices(group)
    await alias(None, "BC-DOS", seller_siren=None, seller_reference="ALIKE")
    read = engine.invoice("F-9", engine.REAM)
    unknown = replace(read, seller=Party(name="Autre vendeur"))
    assert await learned_of(unknown) == ("BC-DOS", Band.REVIEW)
    other_text = replace(engine.REAM, name="Tout autre chose")
    assert await learned_of(replace(unknown, lines=(other_text,))) is None
    assert await learned_of(read) is None, "a known seller is another one"
    await MatchAlias.all().delete()
    await alias(None, None, seller_siren=None)
    known = await learned(0, [unknown])
    assert known
    assert of_line(known, engine.REAM, unknown) is None, "the matcher is asked: we may have it"


async def test_what_was_refused_is_remembered_with_the_prices_that_there_were(group: Group, settings: Settings) -> None:
    *_, newest = await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    row = await models.LineMatch.get(audit_id=audit.id, line__name__startswith="Classeur")
    viewer = await viewer_of(group.advisor)
    assert isinstance(await review.decide(viewer, row.id, models.LineDecision.NO_EQUIVALENT), review.Decided)
    (decision,) = await learned(0, [engine.invoice("F-9", engine.REAM)])
    assert (decision.chosen, decision.newest) == (None, newest.id)


async def test_many_sellers_and_texts_are_asked_in_parts(group: Group, settings: Settings) -> None:
    """No database takes tens of thousands of parameters."""
    await engine.prices(group)
    lines = [replace(engine.REAM, name=f"Produit {number}") for number in range(33_000)]
    unknown = replace(engine.invoice("F-9", *lines), seller=Party(name="Inconnu"))
    known = [replace(engine.invoice("F-1", engine.REAM), seller=Party(siren=f"{number:09}")) for number in range(2_000)]
    await alias(None, "BC-DOS", seller_siren=None, name="produit 32999")
    await alias(None, "BC-DOS", seller_siren="000000599")
    found = await learned(0, [unknown, *known])
    assert of_line(found, lines[32_999], unknown) is not None
    assert of_line(found, engine.REAM, known[599]) is not None
    assert of_line(found, engine.REAM, known[598]) is None
