"""The floor's statements for a member's first page and for an advisor's queue; see `floor_sql`."""

from __future__ import annotations

from bench.servers.floor_words import Members, Words, label, maybe, plain, raw, text
from schema.audit_enums import AUDIT_LABELS
from schema.conversations import CHANNEL_LABELS, WAITING_LABELS
from schema.supplier_attachments import STATUS_LABELS as ATTACHMENT_LABELS

_WAITING = "waiting_for = 'GROUP' AND status = 'OPEN'"
_MESSAGES = "SELECT * FROM conversation_message g WHERE g.conversation_id = c.id ORDER BY g.id DESC LIMIT 5"
_LAST_MESSAGE = """SELECT * FROM conversation_message g WHERE g.conversation_id = c.id AND NOT g.internal
  ORDER BY g.id DESC LIMIT 1"""
_CHECKS = """SELECT k.* FROM site_check k WHERE k.member_id = m.id AND k.next_due_on IS NOT NULL AND m.status = 'MEMBER'
  AND EXISTS (SELECT 1 FROM regulatory_check r WHERE r.id = k.check_id AND r.status = 'PUBLISHED')
  ORDER BY k.due_order, k.id LIMIT 5"""
_COMPANIES = """SELECT m.* FROM member m JOIN affiliation l ON l.member_id = m.id WHERE l.person_id = p.id
  ORDER BY m.sort_name, m.id"""


def queue(words: Words) -> str:
    """The thirty conversations that have waited longest for an advisor, and how many wait."""
    me = f"{words.mark}1"
    mine = f"(SELECT count(*) FROM conversation WHERE {_WAITING} AND advisor_id = {me})"
    counts = {
        "mine": raw(mine),
        "pool": raw(f"(SELECT count(*) FROM conversation WHERE {_WAITING} AND advisor_id IS NULL)"),
        "all": raw(f"(SELECT count(*) FROM conversation WHERE {_WAITING})"),
        "snoozed": raw(f"(SELECT count(*) FROM conversation WHERE status = 'SNOOZED' AND advisor_id = {me})"),
        "unread": raw(
            f"(SELECT count(*) FROM conversation WHERE {words.true('unread_by_group')} AND advisor_id = {me})"
        ),
    }
    page = f"SELECT * FROM conversation WHERE {_WAITING} AND advisor_id = {me} ORDER BY waiting_order, id LIMIT 30"
    waiting = {"totalCount": raw(mine), "nodes": raw(words.array(_conversation(words), page, "c"))}
    return words.answer({"queueCounts": raw(words.object(counts)), "conversationQueue": raw(words.object(waiting))})


def _conversation(words: Words) -> Members:
    person = {"firstName": text("x.first_name"), "lastName": text("x.last_name"), "email": text("x.email")}
    company = {"siret": text("x.siret"), "legalName": text("x.legal_name")}
    advisor = {"id": plain("'Advisor:' || x.id"), "firstName": text("x.first_name"), "lastName": text("x.last_name")}
    return {
        "id": plain("'Conversation:' || c.id"),
        "version": raw("c.version"),
        "subject": text("c.subject"),
        "waitingSince": maybe(words.moment("c.waiting_since")),
        "unreadByGroup": raw(words.truth("c.unread_by_group")),
        "contactName": text("c.contact_name"),
        "contactAddress": text("c.contact_address"),
        "person": raw(words.one(person, "person x WHERE x.id = c.person_id")),
        "member": raw(words.one(company, "member x WHERE x.id = c.member_id")),
        "advisor": raw(words.one(advisor, "person x WHERE x.id = c.advisor_id")),
        "messages": raw(words.object({"nodes": raw(words.array(_message(words), _MESSAGES))})),
    }


def _message(words: Words) -> Members:
    finding = {"label": text(words.under("label")), "value": text(words.under("value"))}
    mail = {
        "id": plain("'InboundMail:' || i.id"),
        "senderProof": text("i.sender_proof"),
        "outcome": text("i.outcome"),
        "findings": raw(words.array(finding, words.elements("i.understanding"))),
    }
    return {
        "id": plain("'ConversationMessage:' || x.id"),
        "at": plain(words.moment("x.at")),
        "direction": plain("x.direction"),
        "channelLabel": plain(label("x.channel", CHANNEL_LABELS)),
        "authorLabel": text("x.author_label"),
        "text": text("x.text"),
        "suggestedAnswer": maybe("x.suggestion"),
        "mail": raw(words.one(mail, "inbound_mail i WHERE i.id = x.inbound_mail_id")),
    }


def home(words: Words) -> str:
    """Whose page it is, and the latest attachments and conversations of their companies."""
    me = f"{words.mark}1"
    own = words.among("member_id", f"SELECT member_id FROM affiliation WHERE person_id = {me}")
    mine = f"({own} OR (member_id IS NULL AND person_id = {me}))"
    unread = f"{mine} AND {words.true('unread_by_contact')}"
    attachments = f"SELECT * FROM supplier_attachment WHERE {own} ORDER BY id DESC LIMIT 10"
    audits = f"SELECT * FROM audit WHERE {own} ORDER BY id DESC LIMIT 5"
    conversations = f"SELECT * FROM conversation WHERE {mine} ORDER BY last_message_order DESC, id DESC LIMIT 10"
    viewer = {
        "displayName": text("p.first_name || ' ' || p.last_name"),
        "unreadConversations": raw(f"(SELECT count(*) FROM conversation WHERE {unread})"),
        "members": raw(words.array(_company(words), _COMPANIES, "m")),
        "supplierAttachments": raw(words.object({
            "totalCount": raw(f"(SELECT count(*) FROM supplier_attachment WHERE {own})"),
            "nodes": raw(words.array(_attachment(words), attachments, "a")),
        })),
        "audits": raw(words.object({
            "totalCount": raw(f"(SELECT count(*) FROM audit WHERE {own})"),
            "nodes": raw(words.array(_audit(words), audits, "a")),
        })),
        "conversations": raw(words.object({
            "totalCount": raw(f"(SELECT count(*) FROM conversation WHERE {mine})"),
            "nodes": raw(words.array(_own_conversation(words), conversations, "c")),
        })),
    }  # fmt: skip
    return words.answer({"viewer": raw(words.object(viewer))}, f"person p WHERE p.id = {me}")


def _company(words: Words) -> Members:
    advisor = {"firstName": text("x.first_name"), "lastName": text("x.last_name"), "phone": maybe("x.phone")}
    found = words.one(advisor, "person x WHERE x.id = m.advisor_id")
    names = {"siret": plain("m.siret"), "legalName": text("m.legal_name"), "status": plain("m.status")}
    check = {
        "check": raw(words.one({"title": text("r.title")}, "regulatory_check r WHERE r.id = x.check_id")),
        "nextDueOn": plain("x.next_due_on"),
    }
    checks = words.object({"nodes": raw(words.array(check, _CHECKS))})
    return {**names, "advisor": raw(found), "nextChecks": raw(checks)}


def _attachment(words: Words) -> Members:
    return {
        "id": plain("'SupplierAttachment:' || a.id"),
        "supplier": raw(words.one({"name": text("x.name")}, "supplier x WHERE x.id = a.supplier_id")),
        "accountNumber": maybe("a.account_number"),
        "statusLabel": plain(label("a.status", ATTACHMENT_LABELS)),
        "updatedAt": plain(words.moment("a.updated_at")),
    }


def _audit(words: Words) -> Members:
    saving = {"lines": raw("x.lines"), "saving": plain(words.decimal("x.saving", 2))}
    total = f"audit_savings x WHERE x.audit_id = a.id AND a.status = 'VALIDATED' AND {words.true('x.total')}"
    categories = """SELECT c.name FROM audit_category p JOIN category c ON c.id = p.category_id
      WHERE p.audit_id = a.id ORDER BY c.code"""
    return {
        "id": plain("'Audit:' || a.id"),
        "statusLabel": plain(label("a.status", AUDIT_LABELS)),
        "createdAt": plain(words.moment("a.created_at")),
        "categories": raw(words.array({"name": text("x.name")}, categories)),
        "identical": raw(words.one(saving, f"{total} AND x.kind = 'IDENTICAL'")),
        "equivalent": raw(words.one(saving, f"{total} AND x.kind = 'EQUIVALENT'")),
    }


def _own_conversation(words: Words) -> Members:
    message = {"authorLabel": text("x.author_label"), "text": text("x.text")}
    return {
        "id": plain("'Conversation:' || c.id"),
        "subject": text("c.subject"),
        "waitingLabel": plain(label("c.waiting_for", WAITING_LABELS)),
        "lastMessageAt": plain(words.moment("c.last_message_at")),
        "unreadByContact": raw(words.truth("c.unread_by_contact")),
        "messages": raw(words.object({"nodes": raw(words.array(message, _LAST_MESSAGE))})),
    }
