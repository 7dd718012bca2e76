"""Nothing leaks: a mark in every column, and for every kind of viewer queries that ask for everything.

The queries are generated from the schema and the marks from the tables; what is added is tested by itself, and a column
that is not named below may be read by nobody.
"""

from __future__ import annotations

import json

import pytest
from graphql import GraphQLObjectType
from tortoise.models import Model

import models
from access.policy import roles_of
from access.viewer import Viewer
from graph.limits import Bound
from graph.node import NODE_MODELS
from graph.relay import global_id
from tests.group import Ask, Group, engine, siret, viewer_of
from tests.schema import catalogue_marks
from tests.schema.everything import Everything
from tests.schema.marks import MARKS, PLANTED, plant

GROUP = frozenset({"advisor", "other_advisor", "admin"})
COMPANY = GROUP | {"member", "double"}
MEMBERS = COMPANY | {"other_member"}
SUPPLIER = frozenset({"supplier"})
# Programs of suppliers: the first one's is of the marked supplier.
KEYS = frozenset({"supplier_key", "other_supplier_key"})
EVERYBODY = MEMBERS | {"anonymous", "prospect", "former", "lonely", "supplier", "other_supplier"} | KEYS

READERS: dict[type[Model], dict[str, frozenset[str]]] = {
    models.Category: dict.fromkeys(("code", "name", "description"), EVERYBODY),
    models.Supplier: {
        **dict.fromkeys(("code", "name", "aliases", "website", "summary"), EVERYBODY),
        "sort_name": EVERYBODY,  # the folded name, in cursors
        # Whoever holds a letter: only our own stored operations run as suppliers.
        "reply_domains": GROUP | {"supplier", "other_supplier"},
    },
    models.Agency: dict.fromkeys(
        ("name", "contact_name", "phone", "email", "street", "postcode", "city", "department"), MEMBERS
    ),
    # Who was told a discount code; other lines are the group's, and have no field that shows them.
    models.JournalEntry: {"note": COMPANY},
    models.MinimumWage: dict.fromkeys(("valid_from", "hourly_gross"), EVERYBODY),
    models.SupplierTerms: dict.fromkeys(("general", "special", "valid_from", "valid_to"), MEMBERS),
    models.Coefficient: dict.fromkeys(("qualification", "value", "valid_from", "valid_to"), MEMBERS),
    models.Member: {
        **dict.fromkeys(("siret", "siren", "legal_name", "postcode", "city"), COMPANY | SUPPLIER),
        **dict.fromkeys(("street", "phone", "department", "joined_on", "left_on"), COMPANY),
        "sort_name": GROUP,  # the folded name, in cursors
    },
    models.Session: {"device": frozenset({"member"})},  # its person alone, not even the group
    models.JournalEntry: {"note": COMPANY},  # whom it is about, and whose codes were told
    models.Invitation: dict.fromkeys(("email", "first_name", "last_name"), COMPANY),  # its owners
    models.EmailChange: dict.fromkeys(("old_email", "new_email", "answer"), GROUP | {"member"}),
    models.Person: dict.fromkeys(("email", "first_name", "last_name", "phone"), COMPANY),
    # Of days that aren't today; today's absences are everybody's who is signed in.
    models.AdvisorAbsence: dict.fromkeys(("first_day", "last_day"), GROUP),
    models.AdvisorHandover: {"reason": GROUP},
    models.AdvisorDepartment: {"department": GROUP},
    models.MembershipAttestation: dict.fromkeys(("siret", "legal_name", "issued_on", "valid_until"), COMPANY),
    # The key itself is nowhere, its hash nobody's.
    models.SupplierAccess: dict.fromkeys(("label", "key_hint"), frozenset({"admin"})),
    models.MembershipApplication: dict.fromkeys(
        ("siret", "legal_name", "street", "postcode", "city", "first_name", "last_name", "email", "phone", "message",
         "answer"), GROUP
    ),
    models.MembershipEvent: dict.fromkeys(("day", "reason", "actor_label"), GROUP),
    models.SupplierAttachment: dict.fromkeys(("account_number", "refusal_reason"), COMPANY | SUPPLIER),
    models.SupplierAttachmentEvent: dict.fromkeys(("actor_label", "note"), COMPANY),
    models.InboundMail: dict.fromkeys(
        ("from_address", "from_name", "subject", "excerpt", "sender_proof", "understanding", "outcome", "last_error"),
        GROUP,
    ),
    models.Conversation: dict.fromkeys(
        ("subject", "contact_name", "contact_address", "contact_phone", "call_phone", "call_wish"), COMPANY
    ),
    models.ConversationMessage: {
        **dict.fromkeys(("text", "author_label"), COMPANY),
        "suggestion": GROUP,
    },
    models.UnderstandingCorrection: dict.fromkeys(("was", "corrected"), GROUP),
    models.ErasureRequest: {"due_on": frozenset({"member", "admin"})},
    models.OutboundMail: dict.fromkeys(
        ("letter", "subject", "to_address", "body_text", "message_id", "last_error"), GROUP
    ),
    models.FaqEntry: {
        **dict.fromkeys(("slug", "topic", "question"), EVERYBODY),
        **dict.fromkeys(("answer", "answer_html"), MEMBERS),
        "keywords": GROUP,
    },
    models.Article: {
        **dict.fromkeys(("slug", "title", "summary", "published_on"), EVERYBODY),
        **dict.fromkeys(("body", "body_html"), MEMBERS),
    },
    models.Site: dict.fromkeys(("opened_on", "sale_on"), COMPANY),
    models.SiteCheck: dict.fromkeys(("last_done_on", "next_due_on", "due_order"), COMPANY),
    models.ServiceClosure: dict.fromkeys(("first_day", "last_day", "reason"), EVERYBODY),
    # Of a validated audit; what it was read from, the whole values and the keys are nobody's.
    models.AuditFile: dict.fromkeys(("name", "refusal_code", "refusal_message", "refusals"), COMPANY),
    models.Invoice: dict.fromkeys(
        ("number", "issued_on", "currency", "seller_name", "seller_siren", "net_total"), COMPANY
    ),
    models.InvoiceLine: dict.fromkeys(
        ("name", "description", "quantity", "unit", "net_price", "net_amount", "seller_reference", "gtin"), COMPANY
    ),
    models.LineMatch: dict.fromkeys(
        ("supplier_name", "reference", "label", "corrected_quantity", "corrected_unit", "corrected_amount", "amount",
         "paid_price", "negotiated_price", "compared_quantity", "saving"), COMPANY
    ) | dict.fromkeys(("candidates", "probability"), GROUP),
    models.AuditReport: dict.fromkeys(
        ("catalogue_version", "catalogue_date", "amount_audited", "amount_compared", "amount_to_review",
         "amount_out_of_scope", "amount_not_comparable"), COMPANY
    ),
    models.AuditSavings: dict.fromkeys(("category_name", "amount_audited", "paid", "negotiated", "saving"), COMPANY),
    models.MatchAlias: dict.fromkeys(("seller_siren", "seller_reference", "name", "reference"), GROUP),
    models.PriceLine: dict.fromkeys(
        ("reference", "label", "gtin", "brand", "quality", "unit", "pack_size", "price", "valid_from", "valid_to"),
        GROUP
    ),
    models.RegulatoryCheck: {
        **dict.fromkeys(("slug", "title", "legal_source"), EVERYBODY),
        **dict.fromkeys(("body", "body_html"), MEMBERS),
    },
}  # fmt: skip
WHO = sorted(EVERYBODY)


@pytest.fixture(autouse=True)
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """These queries ask for everything, on purpose; how much may be asked for is tested elsewhere."""
    monkeypatch.setattr("graph.limits.COST", Bound("cost", 10**9, "values"))


async def viewer_named(who: str, group: Group) -> Viewer:
    numbers = {"supplier": 1, "other_supplier": 2}
    if who in KEYS:
        supplier = group.office if who == "supplier_key" else group.cars
        return Viewer(supplier_id=supplier.id, supplier_access_id=1)
    return Viewer(attachment_id=numbers[who]) if who in numbers else await viewer_of(group.people()[who])


def arguments() -> dict[str, list[str]]:
    """How the root fields are asked that need to be told what: the marked rows, and those beside them."""
    ids = [global_id(name, key) for name in NODE_MODELS for key in range(1, 6)]
    marked = MARKS[models.Member, "siret"][1]
    return {
        "node": [f'(id: "{name}:1")' for name in NODE_MODELS],
        "nodes": [f"(ids: {json.dumps(ids[start : start + 25])})" for start in range(0, len(ids), 25)],
        "supplier": ['(id: "Supplier:1")'],
        **{name: [f'(id: "{name[0].upper()}{name[1:]}:1")'] for name in ("faqEntry", "article", "regulatoryCheck")},
        "searchFaq": [f'(text: "{MARKS[models.FaqEntry, name][1]}")' for name in ("question", "answer")],
        "invitationLink": ['(token: "no such link")'],
        "emailLink": ['(token: "no such link")'],
        "mailToConfirm": ['(token: "no such link")'],
        "passwordLink": ['(token: "no such link")'],
        "digestLink": ['(token: "no such link")'],
        "member": [f'(siret: "{number}")' for number in (marked, siret(2))],
        "conversation": ['(id: "Conversation:1")'],
        "audit": ['(id: "Audit:1")'],
        "attestationVerification": ['(token: "1-abcdefghijklmnopqrstuvwxyz")'],
        "membershipCheck": [f'(siret: "{siret(number)}")' for number in (2, 3, 4)],
        "supplierAttachment": ['(id: "SupplierAttachment:1")', '(id: "SupplierAttachment:2")'],
        "suppliers": [f'(search: "{text}")' for text in ("", MARKS[models.SupplierTerms, "general"][1])],
        **catalogue_marks.arguments(MARKS),
    }


def expected(who: str) -> set[str]:
    return {
        f"{model.__name__}.{column}"
        for model, columns in READERS.items()
        for column, readers in columns.items()
        if who in readers
    }


@pytest.mark.parametrize("who", WHO)
async def test_everybody_reads_exactly_what_is_theirs(ask: Ask, group: Group, who: str) -> None:
    await plant(group)
    viewer = await viewer_named(who, group)
    answers = []
    # Once with all fields, some of them denied; once without those, which is compiled.
    for roles in (None, roles_of(viewer)):
        for document in Everything(engine().schema, roles).documents(arguments()):
            answers.append(await ask(document, as_=viewer))
    errors = [error for answer in answers for error in answer.get("errors", ())]
    codes = {error["extensions"]["code"] for error in errors}
    assert codes <= {"UNAUTHENTICATED", "FORBIDDEN"}, errors[:3]
    text = json.dumps(answers, ensure_ascii=False)
    found = {f"{model.__name__}.{column}" for (model, column), (_, mark) in MARKS.items() if mark in text}
    assert found - expected(who) == set(), "leaks"
    assert expected(who) - found == set(), "withheld"


def test_every_table_that_the_schema_reads_is_marked() -> None:
    types = [type_ for type_ in engine().schema.type_map.values() if isinstance(type_, GraphQLObjectType)]
    origins = [getattr(type_.extensions.get("strawberry-definition"), "origin", None) for type_ in types]
    read = {getattr(origin, "__graph_model__", None) for origin in origins} - {None}
    assert len(read) >= 9
    assert read <= PLANTED | {models.Affiliation}, "Affiliation holds no text"
    assert not [column for model, column in MARKS if model is models.Affiliation]


def test_the_marks_are_told_apart() -> None:
    texts = [text for _, text in MARKS.values()]
    assert len(set(texts)) == len(texts) > 80
    assert not [(a, b) for a in texts for b in texts if a != b and a in b]
