"""Only our own server's DMARC verdict about the one From address proves a sender."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.message.read import read_message
from mailbot.sender import SenderProof, SenderReason, parse_results, prove_sender

OURS = "mx.centrale.test"
FROM = "From: Anne <anne@member.test>"
PASS = f"Authentication-Results: {OURS}; dmarc=pass header.from=member.test"


def prove(*headers: str, authserv_id: str = OURS) -> SenderProof:
    return prove_sender(read_message("\r\n".join([*headers, "", "Bonjour"]).encode()), authserv_id)


PROVEN = {
    "plain": [PASS, FROM],
    "opendmarc": [f"Authentication-Results: {OURS};\r\n\tdmarc=pass (p=none dis=none) header.from=member.test", FROM],
    "rspamd": [
        f'Authentication-Results: {OURS};\r\n dkim=pass header.d=member.test header.s=s1 header.b="a;b=c";\r\n'
        " spf=pass (mx: domain of anne@member.test designates 192.0.2.1) smtp.mailfrom=anne@member.test;\r\n"
        " dmarc=pass (policy=quarantine; a \\) (nested; dmarc=fail)) header.from=member.test",
        FROM,
    ],
    "case, version and blanks": [
        "AUTHENTICATION-RESULTS: MX.Centrale.TEST 1 ; DMARC / 1 = Pass policy.dmarc = none Header . From = Member.TEST",
        FROM,
    ],
    "quoted": [
        f'Authentication-Results: "{OURS}"; dmarc="pass" reason="ok; dmarc=fail" header.from="member.test"',
        FROM,
    ],
    "a comment before the id": [f"Authentication-Results: (x) {OURS} (y); dmarc=pass header.from=member.test", FROM],
    "ours below another's": [
        "Authentication-Results: relay.test; dmarc=fail header.from=member.test",
        PASS,
        FROM,
    ],
    "office 365 above ours": [
        "Authentication-Results: spf=fail smtp.mailfrom=x.test; dmarc=fail header.from=member.test",
        PASS,
        FROM,
    ],
    "a name like an address": [PASS, 'From: "contact@evil.test" <anne@member.test>'],
    "a comment like an address": [PASS, "From: anne@member.test (evil@x.test)"],
    "a bare address in capitals": [PASS, "From: ANNE@MEMBER.TEST"],
    "an encoded name": [PASS, "From: =?utf-8?q?Anne_P=C3=A9tit?= <anne@member.test>"],
    "a final dot": [f"Authentication-Results: {OURS}; dmarc=pass header.from=member.test.", FROM],
    "a whole address in header.from": [
        f"Authentication-Results: {OURS}; dmarc=pass header.from=anne@member.test",
        FROM,
    ],
}


@pytest.mark.parametrize("headers", PROVEN.values(), ids=PROVEN.keys())
def test_proven(headers: list[str]) -> None:
    assert prove(*headers) == SenderProof(True, "anne@member.test", SenderReason.PROVEN)


REFUSED = {
    "no header": (SenderReason.NO_RESULTS, [FROM]),
    "another's header": (SenderReason.NO_RESULTS, [PASS.replace(OURS, "mx.evil.test"), FROM]),
    "an id that begins like ours": (SenderReason.NO_RESULTS, [PASS.replace(OURS, f"{OURS}.evil.test"), FROM]),
    "our id in a comment": (SenderReason.NO_RESULTS, [f"Authentication-Results: ({OURS}); dmarc=pass", FROM]),
    "our id as a property": (SenderReason.NO_RESULTS, [f"Authentication-Results: x={OURS}; dmarc=pass", FROM]),
    "office 365": (
        SenderReason.NO_RESULTS,
        ["Authentication-Results: spf=pass smtp.mailfrom=member.test; dmarc=pass header.from=member.test", FROM],
    ),
    "ARC is another header": (SenderReason.NO_RESULTS, [PASS.replace("Auth", "ARC-Auth"), FROM]),
    "forged below ours": (
        SenderReason.DMARC_FAIL,
        [PASS.replace("pass", "fail"), PASS, FROM],
    ),
    "forged below ours without a verdict": (
        SenderReason.NO_DMARC,
        [f"Authentication-Results: {OURS}; none", PASS, FROM],
    ),
    "forged below a long one of ours": (SenderReason.NO_DMARC, [f"{PASS}; x={'y' * 4000}", PASS, FROM]),
    "forged below a long comment of ours": (
        SenderReason.NO_DMARC,
        [f"Authentication-Results: {OURS} ({'y' * 4000}); none", PASS, FROM],
    ),
    "forged in the body": (SenderReason.NO_RESULTS, [FROM, "", PASS]),
    "dmarc=none": (SenderReason.DMARC_NOT_PASS, [PASS.replace("pass", "none"), FROM]),
    "dmarc=temperror": (SenderReason.DMARC_NOT_PASS, [PASS.replace("pass", "temperror"), FROM]),
    "two passes": (SenderReason.NO_DMARC, [f"{PASS}; dmarc=pass header.from=member.test", FROM]),
    "fail under p=reject": (SenderReason.DMARC_FAIL, [PASS.replace("pass", "fail (p=reject dis=none)"), FROM]),
    "fail of a domain that only watches": (
        SenderReason.DMARC_FAIL_WATCHED,
        [PASS.replace("pass", "fail (p=none dis=none)"), FROM],
    ),
    "the same by rspamd": (
        SenderReason.DMARC_FAIL_WATCHED,
        [PASS.replace("pass", "fail") + " (policy=none)", FROM],
    ),
    "the same as a property": (SenderReason.DMARC_FAIL_WATCHED, [PASS.replace("pass", "fail policy.dmarc=none"), FROM]),
    "another method's none": (SenderReason.DMARC_FAIL, [PASS.replace("pass", "fail") + "; spf=none p=none", FROM]),
    "dmarc=bestguesspass": (SenderReason.DMARC_NOT_PASS, [PASS.replace("pass", "bestguesspass"), FROM]),
    "pass in a comment": (SenderReason.DMARC_FAIL, [PASS.replace("pass", "fail (dmarc=pass)"), FROM]),
    "pass in a quote": (
        SenderReason.DMARC_FAIL,
        [f'Authentication-Results: {OURS}; dmarc=fail reason="; dmarc=pass" header.from=member.test', FROM],
    ),
    "spf and dkim alone": (
        SenderReason.NO_DMARC,
        [f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=member.test; dkim=pass header.d=member.test", FROM],
    ),
    "two verdicts": (SenderReason.DMARC_FAIL, [f"{PASS}; dmarc=fail header.from=member.test", FROM]),
    "another domain": (SenderReason.OTHER_DOMAIN, [PASS.replace("member", "evil"), FROM]),
    "the parent domain": (SenderReason.OTHER_DOMAIN, [PASS, FROM.replace("@", "@mail.")]),
    "a child domain": (SenderReason.OTHER_DOMAIN, [PASS.replace("=member", "=mail.member"), FROM]),
    "no domain": (SenderReason.OTHER_DOMAIN, [f"Authentication-Results: {OURS}; dmarc=pass", FROM]),
    "two domains": (SenderReason.OTHER_DOMAIN, [f"{PASS} header.from=evil.test", FROM]),
    "two From headers": (SenderReason.SEVERAL_FROM_HEADERS, [PASS, FROM, "from: evil@member.test"]),
    "two equal From headers": (SenderReason.SEVERAL_FROM_HEADERS, [PASS, FROM, FROM]),
    "two addresses": (SenderReason.SEVERAL_ADDRESSES, [PASS, "From: anne@member.test, marc@member.test"]),
    "a group": (SenderReason.SEVERAL_ADDRESSES, [PASS, "From: Bureau: anne@member.test, marc@member.test;"]),
    "a group of one": (SenderReason.SEVERAL_ADDRESSES, [PASS, "From: Bureau: anne@member.test;"]),
    "an unquoted name like an address": (SenderReason.SEVERAL_ADDRESSES, [PASS, "From: a@x.test <anne@member.test>"]),
    "a name without its end": (SenderReason.SEVERAL_ADDRESSES, [PASS, "From: Anne (SARL B <anne@member.test>"]),
    "a quote without its end": (SenderReason.SEVERAL_ADDRESSES, [PASS, 'From: "Anne <anne@member.test>']),
    "one address twice": (SenderReason.SEVERAL_ADDRESSES, [PASS, "From: anne@member.test, anne@member.test"]),
    # Our server writes who gave themselves as sender, perhaps without the quotes that this needs.
    "a verdict in a sender's address": (
        SenderReason.NO_DMARC,
        [
            f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=x; dmarc=pass header.from=member.test (@evil.test;"
            " dmarc=fail header.from=member.test",
            FROM,
        ],
    ),
    "an encoded name with an @": (
        SenderReason.SEVERAL_ADDRESSES,
        [PASS, "From: =?utf-8?q?a@x.test?= <anne@member.test>"],
    ),
    "two @": (SenderReason.NO_FROM, [PASS, "From: anne@evil.test@member.test"]),
    "no From": (SenderReason.NO_FROM, [PASS]),
    "an empty From": (SenderReason.NO_FROM, [PASS, "From: <>"]),
    "Reply-To is no identity": (SenderReason.NO_FROM, [PASS, "Reply-To: anne@member.test"]),
    "the display name is no identity": (SenderReason.OTHER_DOMAIN, [PASS, 'From: "anne@member.test" <e@evil.test>']),
}


@pytest.mark.parametrize(("reason", "headers"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(reason: SenderReason, headers: list[str]) -> None:
    assert prove(*headers) == SenderProof(False, None, reason)


@pytest.mark.parametrize(
    "name",
    ["Subject", "To", "Cc", "Date", "Message-ID", "In-Reply-To", "References", "Reply-To", "Sender", "Content-Type",
     "Content-Transfer-Encoding", "MIME-Version"],
)  # fmt: skip
def test_a_header_put_on_top_of_a_signed_one(name: str) -> None:
    assert prove(PASS, FROM, f"{name}: x").proven
    assert prove(f"{name.lower()}: y", PASS, FROM, f"{name}: x").reason is SenderReason.REPEATED_HEADERS


def test_a_line_that_ends_the_headers_too_early() -> None:
    """What a server takes for a signed header is text to us: nobody signed it as that."""
    found = prove(PASS, FROM, "Subject : rattachez notre compte 999", "To: contact@centrale.test")
    assert found.reason is SenderReason.BROKEN_HEADERS


def test_a_name_that_is_the_same_address() -> None:
    assert prove(PASS, "From: anne@member.test <Anne@member.test>").proven


def test_headers_that_keep_us_busy() -> None:
    """Verdicts that take long each, and more headers than anybody looks at."""
    slow = "Authentication-Results: " + '"\\' * 1_900
    began = time.perf_counter()
    assert prove(*[slow] * 200, PASS, FROM).reason is SenderReason.NO_RESULTS
    assert time.perf_counter() - began < 5
    assert prove(PASS, FROM, *["X-A: 1"] * 1_900).proven
    assert prove(PASS, FROM, *["X-A: 1"] * 2_000, "Subject: signed").reason is SenderReason.BROKEN_HEADERS


def test_headers_that_servers_repeat_are_fine() -> None:
    assert prove("Received: by b", "Received: by a", "DKIM-Signature: b", "DKIM-Signature: a", PASS, FROM).proven


def test_without_the_setting_nothing_is_proven() -> None:
    for empty in ("", "  "):
        assert prove(PASS, FROM, authserv_id=empty).reason is SenderReason.NO_AUTHSERV_ID
    assert not prove("Authentication-Results: ; dmarc=pass header.from=member.test", FROM, authserv_id="").proven


def test_the_setting_may_be_written_in_capitals() -> None:
    assert prove(PASS, FROM, authserv_id=" MX.Centrale.test ").proven


@pytest.mark.parametrize("header_from", ["xn--caf-dma.test", "café.test", "CAFÉ.test"])
@pytest.mark.parametrize("domain", ["xn--caf-dma.test", "café.test"])
def test_an_internationalised_domain_in_either_form(header_from: str, domain: str) -> None:
    proof = prove(PASS.replace("member.test", header_from), f"From: anne@{domain}")
    assert proof == SenderProof(True, f"anne@{domain}", SenderReason.PROVEN)


def test_similar_internationalised_domains_stay_apart() -> None:
    assert prove(PASS.replace("member.test", "strasse.test"), "From: a@straße.test").reason is SenderReason.OTHER_DOMAIN


@pytest.mark.parametrize("unseen", ["\u200b", "\x00", "\u00ad"])
def test_an_unseen_character_makes_no_other_address(unseen: str) -> None:
    domain = f"mem{unseen}ber.test"
    assert prove(PASS, f"From: anne@{domain}").reason is SenderReason.OTHER_DOMAIN
    assert prove(PASS.replace("member.test", domain), f"From: anne@{domain}").address != "anne@member.test"


def test_a_header_is_taken_apart() -> None:
    results = parse_results('Mx.Test 1; spf=pass (a;b) smtp.mailfrom="a;b"@x.test; ; junk; dkim=none')
    assert results.authserv_id == "mx.test"
    assert [(one.method, one.result) for one in results.results] == [("spf", "pass"), ("dkim", "none")]


@given(st.text(alphabet='mx.test;=dmarc pass"()\\/ 1header.from', max_size=80))
def test_any_header_is_read(value: str) -> None:
    assert parse_results(value).authserv_id == parse_results(value).authserv_id.lower()
    assert not prove_sender(read_message(f"Authentication-Results: {value}\r\n\r\n".encode()), OURS).proven
