"""From matching to the company: the queue, decisions and what they teach, corrections, validation, totals."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

import models
from jobs.events import Events
from models import Audit, AuditReport, AuditStatus, Invoice, LineMatch, MatchAlias, OutboundMail
from settings import Settings
from tests.group import Ask, Group
from tests.hearing import heard
from tests.letters.test_wire import parsed
from tests.workflows.audits import engine
from tests.workflows.audits.steps import in_review, match_all, read_all, with_files
from workflows.audits import letters, review
from workflows.audits.values import RESULT

QUEUE = "{ auditQueue { nodes { id label line { name } candidates { price label } audit { id } } } }"
SEEN = """query ($id: ID!) { audit(id: $id) { status report { lines linesCompared linesToReview amountCompared }
  identical { lines paid negotiated saving } equivalent { lines paid negotiated saving }
  categorySavings { kind saving category { code } }
  lines { nodes { id waiting saving notCompared decision reason line { name invoice { number } } } } } }"""
DECIDE = """mutation ($input: DecideAuditLineInput!) { done: decideAuditLine(input: $input) { __typename
  ... on LineMatchPayload { match { decision saving reason kind label waiting decidedBy { lastName } } }
  ... on InvalidInput { userErrors { field code } } ... on AccessRestricted { requiredRole } } }"""
CORRECT = DECIDE.replace("DecideAuditLineInput", "CorrectAuditLineInput").replace("decideAuditLine", "correctAuditLine")
VALIDATE = """mutation ($input: ValidateAuditInput!) { done: validateAudit(input: $input) { __typename
  ... on AuditPayload { audit { status } } ... on InvalidInput { userErrors { field code } } } }"""
REVOKE = """mutation ($input: RevokeMatchAliasInput!) { done: revokeMatchAlias(input: $input) { __typename
  ... on MatchAliasPayload { alias { revokedAt } } ... on InvalidInput { userErrors { field code } } } }"""

HOME = "{ viewer { audits { totalCount nodes { status identical { saving } equivalent { saving } } } } }"


def plain(value: Any) -> Any:
    """Amounts without needless zeros."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+[.][0-9]+", value):
        return value.rstrip("0").rstrip(".")
    return value


async def line_of(name: str, audit: Audit) -> str:
    rows = await LineMatch.filter(audit_id=audit.id, line__name__startswith=name).order_by("id")
    return f"LineMatch:{rows[0].id}"


async def decided(ask: Ask, group: Group, **input_: Any) -> dict[str, Any]:
    found: dict[str, Any] = plain(await ask.data(DECIDE, as_=group.advisor, input=input_))["done"]
    return found


async def test_identical_and_equivalent_are_two_sums(ask: Ask, group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "four.xml")
    id_ = f"Audit:{audit.id}"
    seen = plain(await ask.data(SEEN, as_=group.advisor, id=id_))["audit"]
    assert seen["identical"] == {"lines": 1, "paid": "15", "negotiated": "10", "saving": "5"}
    assert seen["equivalent"]["lines"] == 0
    assert seen["report"] == {"lines": 4, "linesCompared": 1, "linesToReview": 2, "amountCompared": "15"}
    queue = (await ask.data(QUEUE, as_=group.advisor))["auditQueue"]["nodes"]
    assert [one["line"]["name"] for one in queue] == [engine.REAM.name, engine.UNSURE.name], "and what is misread"
    done = await decided(ask, group, id=queue[0]["id"], decision="ACCEPTED")
    assert done["match"] == {
        "decision": "ACCEPTED", "saving": "6", "reason": "DECISION", "kind": "EQUIVALENT",
        "label": "Classeur levier 80 mm", "waiting": False, "decidedBy": {"lastName": "Conseil"},
    }  # fmt: skip
    mended = await ask.data(CORRECT, as_=group.advisor, input={"id": queue[1]["id"], "quantity": "6"})
    assert plain(mended)["done"]["match"]["saving"] == "4.5"
    seen = plain(await ask.data(SEEN, as_=group.advisor, id=id_))["audit"]
    assert (seen["identical"]["saving"], seen["equivalent"]["saving"]) == ("9.5", "6")
    assert {(one["kind"], one["saving"]) for one in seen["categorySavings"] if one["category"]} == {
        ("IDENTICAL", "9.5"), ("EQUIVALENT", "6"),
    }  # fmt: skip
    report = await AuditReport.get()
    result = RESULT.load(report.value)
    assert (result.identical.saving, result.equivalent.saving) == (Decimal("9.5"), Decimal(6)), "the PDF shows these"
    assert (await ask.data(QUEUE, as_=group.advisor))["auditQueue"]["nodes"] == []


async def test_the_company_sees_results_once_they_are_validated(ask: Ask, group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    id_ = f"Audit:{audit.id}"
    nothing: dict[str, Any] = {
        "report": None,
        "identical": None,
        "equivalent": None,
        "categorySavings": [],
        "lines": {"nodes": []},
    }
    assert (await ask.data(SEEN, as_=group.owner, id=id_))["audit"] == {"status": "REVIEW", **nothing}
    page = await ask.data(HOME, as_=group.owner)
    waiting = {"status": "REVIEW", "identical": None, "equivalent": None}
    assert page["viewer"]["audits"] == {"totalCount": 1, "nodes": [waiting]}
    refused = await ask(VALIDATE, as_=group.owner, input={"id": id_})
    assert refused["data"]["done"] == {"__typename": "AccessRestricted"}
    for _ in range(2):  # saying so twice is fine
        done = await ask.data(VALIDATE, as_=group.advisor, input={"id": id_})
        assert done["done"] == {"__typename": "AuditPayload", "audit": {"status": "VALIDATED"}}
    seen = plain(await ask.data(SEEN, as_=group.owner, id=id_))["audit"]
    assert seen["identical"]["saving"] == "5"
    page = plain(await ask.data(HOME, as_=group.owner))
    shown = {"status": "VALIDATED", "identical": {"saving": "5"}, "equivalent": {"saving": "0"}}
    assert page["viewer"]["audits"]["nodes"] == [shown], "two sums, never one"
    for person in (group.other_owner, group.advisor, None):
        page = await ask.data(HOME, as_=person)
        assert page["viewer"]["audits"] == {"totalCount": 0, "nodes": []}
    assert [one["notCompared"] for one in seen["lines"]["nodes"]] == [None, "TO_REVIEW"]
    assert (await ask.data(SEEN, as_=group.other_owner, id=id_))["audit"] is None
    letter = await OutboundMail.get(letter="AuditValidated", to_address=group.owner.email)
    assert f"/audits/{audit.id}/report.pdf" in letter.body_text
    assert "5,00\u00a0€" in letter.body_text
    assert "joint à ce courrier" in letter.body_text
    (file,) = parsed(letter.content).iter_attachments()
    assert file.get_filename() == f"Rapport d’audit AU-{audit.id}.pdf"
    assert file.get_content().startswith(b"%PDF-")
    late = await decided(ask, group, id=await line_of("Classeur", audit), decision="ACCEPTED")
    assert late["userErrors"] == [{"field": "id", "code": "NOT_FOUND"}], "what was shown stays"
    # The member may ask for the same category again.
    assert (await with_files(settings, group.owner, group.stationery, "two.xml")).id != audit.id


OFFERS = """query ($id: ID!, $rental: ID!) { audit(id: $id) {
  lines { nodes { label supplierName reference kind reason reasonLabel decision decidedAt decidedBy { lastName }
    saving notCompared category { name } line { name } } }
  rental: lines(category: $rental) { totalCount } out: lines(notCompared: OUT_OF_SCOPE) { totalCount }
  equivalent: lines(kind: EQUIVALENT) { totalCount } identical: lines(kind: IDENTICAL) { totalCount } } }"""
OURS = ("label", "supplierName", "reference", "kind", "reason", "reasonLabel")
DECIDED = ("decision", "decidedAt", "decidedBy")


async def test_a_company_sees_our_products_only_where_it_would_save(ask: Ask, group: Group, settings: Settings) -> None:
    """Else a list of invented products would be a way to read the whole catalogue."""
    prices = await engine.prices(group)
    audit = await in_review(settings, group, "four.xml")
    id_ = f"Audit:{audit.id}"
    await models.PriceLine.filter(id=prices[2].id).update(category_id=group.rental.id)
    folder = {"decision": "CHOSEN", "price": f"PriceLine:{prices[2].id}", "kind": "EQUIVALENT"}
    await decided(ask, group, id=await line_of("Classeur", audit), **folder)
    await decided(ask, group, id=await line_of("Statuette", audit), decision="NO_EQUIVALENT")
    await decided(ask, group, id=await line_of("Stylo", audit), decision="ACCEPTED")
    await ask.data(VALIDATE, as_=group.advisor, input={"id": id_})

    async def seen_by(person: Any) -> tuple[list[str | None], list[str | None], list[str | None]]:
        seen = (await ask.data(OFFERS, as_=person, id=id_, rental=f"Category:{group.rental.id}"))["audit"]
        found = [seen[name]["totalCount"] for name in ("identical", "equivalent", "rental", "out")]
        assert found == [1, 0, 0, 1], "by a kind only compared lines are found, by a category none out of scope"
        nodes = seen["lines"]["nodes"]
        assert all({one[name] is None for name in OURS} == {one["label"] is None} for one in nodes)
        assert all({one[name] is None for name in DECIDED} == {one["decision"] is None} for one in nodes)
        categories = [one["category"] and one["category"]["name"] for one in nodes]
        return [one["label"] for one in nodes], [one["decision"] for one in nodes], categories

    pen, stationery, rental = "Stylo bille bleu", group.stationery.name, group.rental.name
    assert await seen_by(group.owner) == (
        [pen, None, None, None], ["ACCEPTED", None, None, None], [stationery, None, None, stationery]
    )  # fmt: skip
    assert await seen_by(group.advisor) == (
        [pen, "Dossier suspendu", None, pen],
        ["ACCEPTED", "CHOSEN", "NO_EQUIVALENT", None],
        [stationery, rental, None, stationery],
    )
    candidates = (
        "query ($id: ID!) { audit(id: $id) { lines { nodes { band probability candidates { label amount } } } } }"
    )
    denied = await ask(candidates, as_=group.owner, id=id_)
    assert {error["extensions"]["code"] for error in denied["errors"]} == {"FORBIDDEN"}
    nothing = {"band": None, "probability": None, "candidates": None}
    assert denied["data"]["audit"]["lines"]["nodes"] == [nothing] * 4
    seen = (await ask.data(candidates, as_=group.advisor, id=id_))["audit"]["lines"]["nodes"]
    assert [len(one["candidates"]) for one in seen] == [1, 1, 0, 1]


async def test_a_large_report_is_only_linked(
    ask: Ask, group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "LARGEST_ATTACHED", 10_000)
    await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    await ask.data(VALIDATE, as_=group.advisor, input={"id": f"Audit:{audit.id}"})
    letter = await OutboundMail.get(letter="AuditValidated", to_address=group.owner.email)
    assert "trop volumineux" in letter.body_text
    assert f"/audits/{audit.id}/report.pdf" in letter.body_text
    assert list(parsed(letter.content).iter_attachments()) == []


async def test_a_line_decided_while_the_report_is_made_stands_in_it(
    ask: Ask, group: Group, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    binder = await line_of("Classeur", audit)
    made: list[Decimal] = []

    async def slow(_: Settings, of: Audit) -> bytes:
        made.append(RESULT.load((await AuditReport.get(audit_id=of.id)).value).equivalent.saving)
        if len(made) == 1:
            await decided(ask, group, id=binder, decision="ACCEPTED")
        return b"%PDF-" + str(made[-1]).encode()

    monkeypatch.setattr(review, "pdf_of", slow)
    done = await ask.data(VALIDATE, as_=group.advisor, input={"id": f"Audit:{audit.id}"})
    assert done["done"]["audit"]["status"] == "VALIDATED"
    assert made == [Decimal(0), Decimal(6)]
    letter = await OutboundMail.get(letter="AuditValidated", to_address=group.owner.email)
    (file,) = parsed(letter.content).iter_attachments()
    assert file.get_content() == b"%PDF-6.00"


async def test_xml_and_pdf_of_one_invoice_count_once(group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "same.pdf", "two.xml")
    assert await LineMatch.filter(audit_id=audit.id).count() == 2
    report = await AuditReport.get(audit_id=audit.id)
    assert (report.invoices, report.files_read, report.amount_compared) == (1, 2, Decimal(15))
    printed = await Invoice.get(method="PDF_TEXT")
    assert printed.duplicate_of_id == (await Invoice.get(method="CII")).id


async def test_a_decision_teaches_the_next_audit_until_it_is_revoked(
    ask: Ask, group: Group, settings: Settings
) -> None:
    _, binder, folder = await engine.prices(group)
    audit = await in_review(settings, group, "two.xml")
    events = Events()
    company, desk = (events.watch(Audit, member_ids=ids) for ids in ((group.member.id,), None))
    async with events.listening():
        await heard(events)
        with company, desk:
            assert (await anext(company), await anext(desk)) == (None, None)
            done = await decided(
                ask, group, id=await line_of("Classeur", audit), decision="CHOSEN", price=f"PriceLine:{folder.id}",
                kind="EQUIVALENT",
            )  # fmt: skip
            assert await anext(desk) == audit.id
            await heard(events)
            assert not company._pending, "each decision would tell the company when somebody is at it"
    assert (done["match"]["label"], done["match"]["saving"]) == ("Dossier suspendu", "16.8")
    await ask.data(VALIDATE, as_=group.advisor, input={"id": f"Audit:{audit.id}"})
    second = await in_review(settings, group, "two-again.xml")
    learned = await LineMatch.get(audit_id=second.id, line__name__startswith="Classeur")
    assert (learned.reason, learned.label, learned.waiting) == ("ALIAS", "Dossier suspendu", False)
    alias = await MatchAlias.get()
    for _ in range(2):
        gone = await ask.data(REVOKE, as_=group.other_advisor, input={"id": f"MatchAlias:{alias.id}"})
        assert gone["done"]["alias"]["revokedAt"] is not None
    await ask.data(VALIDATE, as_=group.advisor, input={"id": f"Audit:{second.id}"})
    third = await in_review(settings, group, "two-more.xml")
    forgotten = await LineMatch.get(audit_id=third.id, line__name__startswith="Classeur")
    assert (forgotten.reason, forgotten.label, forgotten.waiting) == ("LIKENESS", binder.label, True)


async def test_matching_again_keeps_what_was_decided(ask: Ask, group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "four.xml")
    await decided(ask, group, id=await line_of("Classeur", audit), decision="NO_EQUIVALENT")
    correction = {"id": await line_of("Stylo", audit), "quantity": "5"}
    await ask.data(CORRECT, as_=group.advisor, input=correction)
    before = [(one.id, one.decision, one.saving) for one in await LineMatch.all().order_by("id")]
    again = "mutation ($input: MatchAuditAgainInput!) { matchAuditAgain(input: $input) { __typename } }"
    await ask.data(again, as_=group.advisor, input={"id": f"Audit:{audit.id}"})
    assert await match_all(settings) == 1
    assert [(one.id, one.decision, one.saving) for one in await LineMatch.all().order_by("id")] == before
    assert (await Audit.get()).status == AuditStatus.REVIEW
    refused = await LineMatch.get(line__name__startswith="Classeur")
    assert (refused.not_compared, refused.waiting) == ("NO_EQUIVALENT", False)


async def test_matching_again_keeps_the_price_that_was_chosen_and_its_category(
    ask: Ask, group: Group, settings: Settings
) -> None:
    """The real matcher may guess another category from the name; the saving would fall out of the audit's scope."""
    prices = await engine.prices(group)
    audit = await in_review(settings, group, "four.xml")
    statuette = await line_of("Statuette", audit)
    await decided(ask, group, id=statuette, decision="CHOSEN", price=f"PriceLine:{prices[2].id}", kind="EQUIVALENT")
    row = LineMatch.filter(id=int(statuette.split(":")[1]))
    columns = ("label", "reference", "price_line_id", "kind", "reason", "category_id", "saving", "not_compared")
    before = await row.values(*columns)
    assert (before[0]["label"], before[0]["category_id"]) == ("Dossier suspendu", group.stationery.id)
    await models.PriceLine.filter(id=prices[2].id).update(category_id=group.rental.id)
    await Audit.filter(id=audit.id).update(status=AuditStatus.MATCHING)
    assert await match_all(settings) == 1
    assert await row.values(*columns) == before


async def test_a_price_that_was_chosen_by_mistake_leaves_no_category(
    ask: Ask, group: Group, settings: Settings
) -> None:
    """Else the line would be out of the audit's scope although somebody said that we have nothing like it."""
    prices = await engine.prices(group)
    audit = await in_review(settings, group, "four.xml")
    binder = await line_of("Classeur", audit)
    row = LineMatch.filter(id=int(binder.split(":")[1]))
    await models.PriceLine.filter(id=prices[2].id).update(category_id=group.rental.id)
    await decided(ask, group, id=binder, decision="CHOSEN", price=f"PriceLine:{prices[2].id}", kind="EQUIVALENT")
    assert await row.values_list("category_id", "not_compared") == [(group.rental.id, "OUT_OF_SCOPE")]
    await decided(ask, group, id=binder, decision="NO_EQUIVALENT")
    assert await row.values_list("category_id", "not_compared") == [(group.stationery.id, "NO_EQUIVALENT")]


async def test_a_company_that_left_gets_no_new_results(ask: Ask, group: Group, settings: Settings) -> None:
    """What was validated while it was a member stays its own."""
    await engine.prices(group)
    before = await in_review(settings, group, "two.xml")
    await ask.data(VALIDATE, as_=group.advisor, input={"id": f"Audit:{before.id}"})
    audit = await in_review(settings, group, "two-more.xml")
    await models.Member.filter(id=audit.member_id).update(status=models.MemberStatus.FORMER)
    refused = await ask.data(VALIDATE, as_=group.advisor, input={"id": f"Audit:{audit.id}"})
    assert refused["done"]["userErrors"] == [{"field": "id", "code": "CONFLICT"}]
    assert (await Audit.get(id=audit.id)).status == AuditStatus.REVIEW
    kept = (await ask.data(SEEN, as_=group.owner, id=f"Audit:{before.id}"))["audit"]
    assert kept["report"] is not None
    # A first audit is anybody's who isn't a member.
    await Audit.filter(id=audit.id).update(right_key=f"first:{audit.member_id}")
    done = await ask.data(VALIDATE, as_=group.advisor, input={"id": f"Audit:{audit.id}"})
    assert done["done"]["audit"]["status"] == "VALIDATED"


async def test_what_can_not_be_decided_says_why(ask: Ask, group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "four.xml")
    odd, binder = await line_of("Statuette", audit), await line_of("Classeur", audit)
    for input_, field, code in (
        ({"id": odd, "decision": "ACCEPTED"}, "decision", "INVALID"),
        ({"id": binder, "decision": "CHOSEN", "price": "PriceLine:999", "kind": "IDENTICAL"}, "price", "NOT_FOUND"),
        ({"id": binder, "decision": "CHOSEN", "price": "PriceLine:1"}, "kind", "REQUIRED"),
        ({"id": "LineMatch:999", "decision": "ACCEPTED"}, "id", "NOT_FOUND"),
    ):  # fmt: skip
        assert (await decided(ask, group, **input_))["userErrors"] == [{"field": field, "code": code}]
    zero = await ask.data(CORRECT, as_=group.advisor, input={"id": binder, "quantity": "0"})
    assert zero["done"]["userErrors"] == [{"field": "quantity", "code": "INVALID"}]
    for person in (group.owner, group.prospect_owner, None):
        denied = await ask.data(DECIDE, as_=person, input={"id": binder, "decision": "ACCEPTED"})
        assert denied["done"] == {"__typename": "AccessRestricted", "requiredRole": "ADVISOR"}
    assert not await MatchAlias.all().exists()


async def test_an_audit_that_was_cancelled_meanwhile_stays_so(group: Group, settings: Settings) -> None:
    await engine.prices(group)
    audit = await with_files(settings, group.owner, group.stationery, "two.xml")
    await read_all(settings)
    await Audit.filter(id=audit.id).update(status=AuditStatus.CANCELLED)
    assert await match_all(settings) == 0
    assert not await LineMatch.all().exists()
