"""Reading mails: whole ones, broken ones, hostile ones, and any bytes at all."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mailbot.message import MailAddress, MailMessage
from mailbot.message.body import MAX_PARTS, MAX_TEXT_CHARACTERS
from mailbot.message.read import read_message


def mail(body: bytes = b"Bonjour", *headers: bytes) -> bytes:
    return b"\r\n".join([*headers, b"", body])


def full_mail() -> bytes:
    message = EmailMessage()
    message["Return-Path"] = "<anne@member.test>"
    message["Delivered-To"] = "contact@centrale.test"
    message["From"] = "Anne Pétit <Anne@Member.TEST>"
    message["Sender"] = "bureau@member.test"
    message["To"] = "contact@centrale.test, Marc <marc@member.test>"
    message["Cc"] = "copie@member.test"
    message["Reply-To"] = "ailleurs@x.test"
    message["Subject"] = "Demande de rattachement à l’été"
    message["Date"] = "Thu, 12 Mar 2026 10:03:00 +0100"
    message["Message-ID"] = "<1@member.test>"
    message["In-Reply-To"] = "<0@centrale.test>"
    message["References"] = "<a@centrale.test> <0@centrale.test>"
    message.set_content("Bonjour à tous\n\n-- \nAnne\n")
    message.add_alternative("<p>Bonjour à <b>tous</b></p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="facture été.pdf")
    return message.as_bytes()


GOES_ON: dict[str, bytes] = {
    "a long header that a gateway broke": b"From: a@b.test\nSubject: Notre\ncompte 5512\nTo: c@d.test\n\nBonjour\n",
    "a blank before the colon": b"From: a@b.test\r\nSubject : Notre compte 5512\r\nTo: c@d.test\r\n\r\nBonjour\r\n",
    "a note on top": b"Remis par la passerelle.\nTo: c@d.test\nFrom: a@b.test\nSubject: Notre compte 5512\n\nBonjour",
    "an envelope on top": b"MAIL FROM:<a@b.test>\nFrom: a@b.test\nSubject: Notre compte 5512\nTo: c@d.test\n\nBonjour",
}


@pytest.mark.parametrize("how", GOES_ON)
def test_headers_behind_a_line_that_is_none_are_read_and_prove_nothing(how: str) -> None:
    read = read_message(GOES_ON[how])
    assert [one.address for one in (*read.from_addresses, *read.to)] == ["a@b.test", "c@d.test"]
    assert (read.subject, read.text) == ("Notre compte 5512", "Bonjour")
    assert "MissingHeaderBodySeparatorDefect" in read.defects


def test_a_text_that_begins_without_a_blank_line_stays_text() -> None:
    read = read_message(
        b"From: a@b.test\nSubject: Bonjour\nVoici :\nNote: notre compte\nLien: https://x.test\n\nMerci\n"
    )
    assert read.subject == "Bonjour"
    assert read.text == "Voici :\nNote: notre compte\nLien: https://x.test\n\nMerci"


@pytest.mark.parametrize("wrong", ["<\u4e00@x.test>", "<été@x.test>", f"<{'a' * 242}@x.test>", "1@x.test", "<>"])
def test_an_id_that_is_none_is_left_out(wrong: str) -> None:
    longest = f"<{'a' * 241}@x.test>"
    assert len(longest) == 250
    head = f"Message-ID: {wrong}\r\nIn-Reply-To: {wrong}\r\nReferences: {longest} {wrong}\r\n"
    message = read_message(f"{head}From: a@x.test\r\n\r\nBonjour".encode())
    assert (message.message_id, message.in_reply_to, message.references) == (None, None, (longest,))


def test_a_whole_mail() -> None:
    message = read_message(full_mail())
    assert message.message_id == "<1@member.test>"
    assert message.in_reply_to == "<0@centrale.test>"
    assert message.references == ("<a@centrale.test>", "<0@centrale.test>")
    assert message.from_addresses == (MailAddress("anne@member.test", "Anne Pétit"),)
    assert message.from_header_count == 1
    assert message.sender_header == MailAddress("bureau@member.test")
    assert [one.address for one in message.to] == ["contact@centrale.test", "marc@member.test"]
    assert [one.address for one in message.cc] == ["copie@member.test"]
    assert [one.address for one in message.reply_to] == ["ailleurs@x.test"]
    assert message.delivered_to == ("contact@centrale.test",)
    assert message.return_path == "anne@member.test"
    assert message.subject == "Demande de rattachement à l’été"
    assert message.date is not None
    assert message.date.astimezone(UTC) == datetime(2026, 3, 12, 9, 3, tzinfo=UTC)
    assert message.text == "Bonjour à tous\n\n-- \nAnne"
    assert message.new_text == message.excerpt() == "Bonjour à tous"
    [file] = message.files
    assert (file.filename, file.content_type, file.content) == ("facture été.pdf", "application/pdf", b"%PDF")
    assert not file.inline
    assert message.header_values("FROM") == message.header_values("from")
    assert message.part_types[:2] == ("multipart/mixed", "multipart/alternative")
    assert message.defects == ()


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?q?Demande_=C3=A9t=C3=A9?=", "Demande été"),
        (b"=?utf-8?b?w6l0w6k=?=\r\n =?utf-8?q?_suite?=", "été suite"),
        (b"=?iso-8859-1?q?1_000_=80?=", "1 000 €"),
        (b"=?x-unknown?q?=E9t=E9?=", "été"),
        (b"Re: =?utf-8?q?=C3=A9t=C3=A9?= 2026", "Re: été 2026"),
        ("été brut".encode(), "été brut"),
        ("été brut".encode("latin-1"), "été brut"),
        (b"=?utf-8?b?!!!?=", "=?utf-8?b?!!!?="),
        (b"a\r\n\tb", "a b"),
        (b"=?utf-8?q?a=00b=0A?=", "ab"),
    ],
)
def test_subjects(raw: bytes, subject: str) -> None:
    assert read_message(mail(b"", b"Subject: " + raw)).subject == subject


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        (b"utf-8", "été €".encode(), "été €"),
        (b"iso-8859-1", "l’été 5 €".encode("cp1252"), "l’été 5 €"),
        (b"us-ascii", "été".encode(), "été"),
        (b"x-inconnu", "été".encode(), "été"),
        (b"x-inconnu", "été".encode("latin-1"), "été"),
        (b"utf-8", "été".encode("latin-1"), "été"),
        (b"punycode", "été".encode(), "été"),
        (b"rot13", b"abc", "abc"),
        (b"unicode_escape", b"a\\d", "a\\d"),
        (b"utf-16", "été".encode("utf-16"), "été"),
        (b"'utf-8'", "été".encode(), "été"),
        (b"utf-8", b"a\x81\x8d", "a"),
        (b"utf-8", "e\u0301te\u0301\u200b\x00".encode(), "été"),
    ],
)
def test_charsets(charset: bytes, content: bytes, text: str) -> None:
    header = b"Content-Type: text/plain; charset=" + charset
    body = base64.b64encode(content)
    assert read_message(mail(body, header, b"Content-Transfer-Encoding: base64")).text == text


def test_html_only() -> None:
    html = "<head><style>p{}</style></head><p>Bonjour&nbsp;à</p><ul><li>Loueur A</ul><img src='http://x.test/p.png'>"
    message = read_message(mail(html.encode(), b"Content-Type: text/html; charset=utf-8"))
    assert message.text.split() == ["Bonjour", "à", "*", "Loueur", "A"]


def test_html_too_deep_for_its_parser_keeps_its_words() -> None:
    html = b"<div>" * 5_000 + b"mots"
    assert read_message(mail(html, b"Content-Type: text/html")).text == "mots"


def test_an_answer_below_an_html_quote() -> None:
    html = (
        "<div>Le 12 mars 2026 à 10:03, X &lt;x@y.test&gt; a écrit :</div><blockquote><p>Votre SIRET ?</p></blockquote>"
        "<p>Le voici</p>"
    )
    message = read_message(mail(html.encode(), b"Content-Type: text/html; charset=utf-8", b"Subject: Re: x"))
    assert message.new_text == "Le voici"


def test_an_empty_plain_part_gives_way_to_html() -> None:
    message = EmailMessage()
    message.set_content(" \n")
    message.add_alternative("<p>Bonjour</p>", subtype="html")
    assert read_message(message.as_bytes()).text == "Bonjour"


def test_text_around_a_picture_and_a_text_file() -> None:
    message = EmailMessage()
    message.set_content("avant")
    message.add_attachment(b"GIF", maintype="image", subtype="gif", disposition="inline", cid="<logo>")
    message.add_attachment("après", disposition="inline")
    message.add_attachment("a;b", subtype="csv", filename="../../etc/pass\\prix.csv")
    read = read_message(message.as_bytes())
    assert read.text == "avant\n\naprès"
    assert [(file.filename, file.inline) for file in read.files] == [("fichier.gif", True), ("prix.csv", False)]


def test_a_mail_forwarded_as_a_file_lends_its_text() -> None:
    inner = EmailMessage()
    inner["Subject"] = "Rattachement été"
    inner.set_content("Merci de nous rattacher")
    outer = EmailMessage()
    outer["Subject"] = "Tr: Rattachement"
    outer.set_content("\n")
    outer.add_attachment(inner)
    read = read_message(outer.as_bytes())
    assert read.new_text == "Merci de nous rattacher"
    [file] = read.files
    assert (file.filename, file.content_type) == ("Rattachement été.eml", "message/rfc822")
    assert b"Merci de nous rattacher" in file.content


@pytest.mark.parametrize(
    ("headers", "count", "found"),
    [
        ([b"From: a@x.test", b"From: b@y.test"], 2, ["a@x.test", "b@y.test"]),
        ([b"From : a@x.test"], 0, []),
        ([b'FROM: A@X.test, "B, C" <b@y.test>'], 1, ["a@x.test", "b@y.test"]),
        ([b"From: Groupe: a@x.test, b@y.test;"], 1, ["a@x.test", "b@y.test"]),
        ([b"From: Jean, SARL <jean@x.test>"], 1, ["jean@x.test"]),
        ([b'From: "contact@member.test" <evil@x.test>'], 1, ["evil@x.test"]),
        ([b"From: =?utf-8?q?contact=40member=2Etest=2C?= <evil@x.test>"], 1, ["evil@x.test"]),
        ([b"From: Jean (SARL <jean@x.test>"], 1, ["jean@x.test"]),
        ([b'From: "Jean <jean@x.test>'], 1, ["jean@x.test"]),
        ([b"From: jean@x.test <Jean@X.test>"], 1, ["jean@x.test"]),
        ([b"From: personne"], 1, []),
        ([b"From:"], 1, []),
        ([], 0, []),
    ],
)
def test_from_headers(headers: list[bytes], count: int, found: list[str]) -> None:
    message = read_message(mail(b"", *headers))
    assert message.from_header_count == count
    assert [one.address for one in message.from_addresses] == found


def test_return_paths() -> None:
    assert read_message(mail(b"", b"Return-Path: <>")).return_path == ""
    assert read_message(mail(b"", b"Return-Path: <A@x.test>")).return_path == "a@x.test"
    assert read_message(mail(b"")).return_path is None


def test_dates() -> None:
    assert read_message(mail(b"", b"Date: hier")).date is None
    without_zone = read_message(mail(b"", b"Date: Thu, 12 Mar 2026 10:03:00 -0000")).date
    assert without_zone == datetime(2026, 3, 12, 10, 3, tzinfo=UTC)


def test_the_excerpt_is_cut_between_words() -> None:
    message = MailMessage(new_text="un deux\ntrois, quatre")
    assert message.excerpt() == "un deux trois, quatre"
    assert message.excerpt(16) == "un deux trois…"
    assert len(message.excerpt(5)) <= 5


def nested(depth: int) -> bytes:
    source = b"Content-Type: text/plain\r\n\r\nau fond\r\n"
    for level in range(depth):
        mark = b"b%d" % level
        source = b"Content-Type: multipart/mixed; boundary=" + mark + b"\r\n\r\n--" + mark + b"\r\n" + source
    return source


@pytest.mark.parametrize("depth", [10, 60, 149, 151, 3_000])
def test_nesting_is_bounded(depth: int) -> None:
    message = read_message(b"Subject: x\r\n" + nested(depth))
    assert message.subject == "x"
    assert ("au fond" in message.text) == (depth == 10 or depth > 150)
    assert depth == 10 or any("nested" in one or "containers" in one for one in message.defects)


def test_the_number_of_parts_is_bounded() -> None:
    part = b"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nx\r\n"
    message = read_message(mail(part * 2_000 + b"--b--", b"Content-Type: multipart/mixed; boundary=b"))
    assert len(message.part_types) == MAX_PARTS
    assert any("parts" in one for one in message.defects)


def test_the_text_is_bounded() -> None:
    message = read_message(mail(b"mot " * 500_000))
    assert len(message.text) == MAX_TEXT_CHARACTERS
    assert any("cut" in one for one in message.defects)


HOSTILE = {
    "many lines under many containers": nested(140) + b"x\r\n" * 300_000,
    "one long line": mail(b"a " * 2_000_000),
    "a long header": mail(b"", b"From: " + b"a@x.test, " * 100_000),
    "brackets": mail(b"", b"From: " + b"<" * 100_000, b"Subject: " + b"=?" * 50_000),
    "parentheses": mail(b"", b"From: " + b"(" * 100_000),
    "quote marks": mail(b">" * 1_000_000),
    "rules": mail(b"_________\r\n" * 100_000),
    "intros": mail(b"Le 12 mars 2026 " * 50_000),
    "intro lines": mail(b"Le 12 mars 2026 <a@b\r\n" * 50_000),
    "html tags": mail(b"<td>a</td>" * 100_000, b"Content-Type: text/html"),
    "html opened": mail(b"<script" * 100_000, b"Content-Type: text/html"),
    "header names": mail(b"", *(b"X-%d: a" % n for n in range(50_000))),
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mails_end_soon(source: bytes) -> None:
    start = time.monotonic()
    assert isinstance(read_message(source), MailMessage)
    assert time.monotonic() - start < 15


def strings_of(message: MailMessage) -> list[str]:
    found = [message.subject, message.text, message.new_text, *message.defects, *message.part_types]
    found += [text for header in message.headers for text in header]
    found += [one.address + one.name for one in (*message.from_addresses, *message.to, *message.reply_to)]
    return found + [file.filename + file.content_type for file in message.files]


def assert_storable(message: MailMessage) -> None:
    for text in strings_of(message):
        text.encode("utf-8")
        assert "\x00" not in text


PIECES = st.sampled_from(
    [
        *(b"\r\n", b"\n", b"\r", b"\x00", b"--", b"--===", b"From: ", b'"', b"(", b">", b"<p>", b"=?utf-8?b?", b"?="),
        *(b"\xe9", b"\xff\xfe", b"charset=", b"begin 644 x\r\n", b"Le 12 mars 2026 <a@b> a \xe9crit :"),
        b"Content-Type: multipart/mixed; boundary=",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Disposition: attachment; filename*0*=utf-8''%e9; filename*1=x",
        b"Content-Type: text/html; charset*=x'y'%ff\r\n\r\n",
    ]
)


@given(st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map(b"".join)))
@example(b"")
@example(b"\x00")
@example(b"From: \xff\xfe\r\n\r\n")
@example(b"Content-Type: text/plain; charset*0*=\xe9''x\r\n\r\nx")
@example(b"Content-Type: message/rfc822\r\rContent-Type:;charset*\r\xe9")
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_read(source: bytes) -> None:
    assert_storable(read_message(source))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_mutated_mails_are_read(data: st.DataObject) -> None:
    source = bytearray(full_mail())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(source)))
        source[at : at + data.draw(st.integers(0, 20))] = data.draw(st.one_of(st.binary(max_size=8), PIECES))
    assert_storable(read_message(bytes(source)))


def test_a_header_of_a_million_parameters_is_read_at_once() -> None:
    began = time.perf_counter()
    message = read_message(b"From: a@x.test\r\nContent-Type: text/plain" + b";" * 1_000_000 + b"\r\n\r\nBonjour")
    assert (message.text, [one.address for one in message.from_addresses]) == ("Bonjour", ["a@x.test"])
    assert time.perf_counter() - began < 5
