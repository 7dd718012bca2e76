"""What a hostile client may try on HTTP itself: endless heads, forged hosts, odd paths, other people's sites."""

from __future__ import annotations

import asyncio
import dataclasses
import resource
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from server import server_config
from settings import Settings
from tests.clients.serving import serving
from tests.web.site import WHO, app, site
from web.heads import MOST_HEAD

PIECE = 64 * 1024


@pytest.fixture
async def https(db: str, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on a site that is served over TLS."""
    async with site(dataclasses.replace(settings, public_url="https://espace.centrale.test")) as web:
        yield web


async def send_until_refused(url: str, head: bytes, piece: bytes) -> tuple[bytes, int]:
    """Send a head and then the same piece again and again, up to 50 MB; the first line of the answer, and the bytes."""
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    sent = 0
    try:
        writer.write(head)
        while sent < 50_000_000 and not reader.at_eof():
            writer.write(piece)
            sent += len(piece)
            await writer.drain()
            await asyncio.sleep(0)
    except ConnectionError:
        pass
    try:
        return (await asyncio.wait_for(reader.readline(), 10)).strip(), sent
    except ConnectionError:
        return b"reset", sent
    finally:
        writer.close()


HEADS = {
    "headers": (b"GET / HTTP/1.1\r\nhost: x\r\n", b"x-a: " + b"a" * (PIECE - 7) + b"\r\n"),
    "a header": (b"GET / HTTP/1.1\r\nhost: x\r\nx-a: ", b"a" * PIECE),
    "a path": (b"GET /", b"a" * PIECE),
    "a cookie": (b"POST /graphql HTTP/1.1\r\nhost: x\r\ncookie: ", b"a=b; " * (PIECE // 5)),
}


@pytest.mark.parametrize("name", HEADS)
async def test_a_head_that_does_not_end_is_cut_off(bare: str, name: str) -> None:
    """431 after 64 KiB and a little: what is on its way meanwhile is taken off the socket and forgotten."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    answered, sent = await send_until_refused(bare, *HEADS[name])
    assert answered in (b"HTTP/1.1 431 Request Header Fields Too Large", b"reset")
    assert sent < 10_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB
    assert time.process_time() - began < 2


async def test_heads_as_browsers_send_them_are_served(bare: str) -> None:
    """Also many on one connection, large ones, and in small pieces."""
    async with httpx.AsyncClient(base_url=bare) as web:
        for _ in range(30):
            answer = await web.post("/graphql", json={"query": WHO}, headers={"x-a": "a" * 8_000, "x-b": "b" * 8_000})
            assert answer.status_code == 200
    host, port = bare.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = b"GET /graphql?query={viewer{roles}} HTTP/1.1\r\nhost: x\r\nx-a: " + b"a" * (MOST_HEAD // 2) + b"\r\n\r\n"
    for start in range(0, len(head), 4_096):
        writer.write(head[start : start + 4_096])
        await writer.drain()
        await asyncio.sleep(0.001)
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    writer.close()


FORGED = [{"host": "evil.example"}, {"x-forwarded-host": "evil.example"}, {"x-forwarded-proto": "gopher"}]


@pytest.mark.parametrize(
    "path", ["/acces/connexion/", "/app", "/graphql/", "/acces/compte", "/acces/compte/", "//", "/x/"]
)
@pytest.mark.parametrize("headers", FORGED, ids=lambda headers: next(iter(headers)))
async def test_no_redirect_leads_to_a_host_that_a_request_names(
    web: httpx.AsyncClient, db: str, path: str, headers: dict[str, str]
) -> None:
    response = await web.get(path, headers=headers)
    location = response.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")
    assert "evil" not in str(response.headers) + response.text


ODD = [
    "/attestations/" + "9" * 5_000 + ".pdf",
    "/attestations/-1.pdf",
    "/attestations/0.pdf",
    "/attestations/\N{ARABIC-INDIC DIGIT ONE}.pdf",
    "/attestation/" + "9" * 5_000,
    "/calendrier/" + "9" * 5_000 + ".ics",
    "/rattachement/" + "9" * 5_000,
    "/acces/mot-de-passe/" + "a" * 5_000,
    "/acces/invitation/%00",
    "/acces/adresse/%ff",
    "/mes-donnees.zip?person=Person:" + "9" * 5_000,
    "/app/../settings.py",
    "/app/..%2f..%2fsettings.py",
    "/app/%2e%2e/%2e%2e/settings.py",
    "/app/..%5c..%5csettings.py",
    "/app//etc/passwd",
    "/app/%00",
]


@pytest.mark.parametrize("path", ODD, ids=lambda path: path[:24])
async def test_an_odd_path_is_no_bug_and_reads_no_file(served: str, path: str) -> None:
    """4xx, over a real server; 503 where the front end is not built."""
    async with httpx.AsyncClient(base_url=served) as web:
        response = await web.get(path)
    assert 300 <= response.status_code < 500 or response.status_code == 503
    assert "CENTRALE_" not in response.text
    assert "root:" not in response.text


@pytest.mark.parametrize(
    "path", ["/", "/health", "/nowhere", "/acces/connexion", "/graphql/examples.json", "/app/x.js"]
)
async def test_every_answer_says_what_browsers_must_not_do(https: httpx.AsyncClient, path: str) -> None:
    headers = (await https.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["strict-transport-security"] == "max-age=31536000"


async def test_answers_of_the_endpoint_are_json_and_nothing_else(https: httpx.AsyncClient) -> None:
    for response in (
        await https.post("/graphql", json={"query": WHO}),
        await https.get("/graphql", params={"query": "{ <script>alert(1)</script> }"}),
        await https.post("/graphql", content="<script>"),
    ):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-type"].startswith("application/json")
        assert "access-control-allow-origin" not in response.headers


async def test_the_server_does_not_say_what_it_is(bare: str) -> None:
    async with httpx.AsyncClient(base_url=bare) as web:
        assert "server" not in (await web.post("/graphql", json={"query": WHO})).headers


CROSS_SITE = [
    ("text/plain", 415),
    ("application/x-www-form-urlencoded", 415),
    ("multipart/form-data; boundary=x", 415),
    ("text/plain; application/json", 415),
    ("application/json, text/plain", 415),
    ("", 415),
    (None, 415),
]


@pytest.mark.parametrize(("content_type", "status"), CROSS_SITE)
async def test_what_another_sites_page_can_send_is_not_taken(
    browser: httpx.AsyncClient, token: str, content_type: str | None, status: int
) -> None:
    """Pages elsewhere may send three content types without asking first; asking (OPTIONS) is never answered yes."""
    browser.cookies.set("centrale", token)
    headers = {} if content_type is None else {"content-type": content_type}
    body = b'{"query":"mutation { signOut { viewer { roles } } }"}'
    assert (await browser.post("/graphql", content=body, headers=headers)).status_code == status
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    preflight = await browser.options("/graphql", headers=asked | {"access-control-request-headers": "content-type"})
    assert preflight.status_code == 405
    assert not [name for name in preflight.headers if name.startswith("access-control")]
    signed_in = await browser.post("/graphql", json={"query": WHO})
    assert signed_in.json()["data"]["viewer"]["displayName"] == "Claire Éclair"


async def test_a_body_in_crumbs_costs_no_more_than_its_bytes(settings: Settings) -> None:
    """A megabyte in pieces of nine bytes: 0.3 s of a processor when this was measured."""
    body = b'{"query":"{viewer{roles}}","x":"' + b"a" * 900_000 + b'"}'
    async with serving(server_config(app(settings), settings)) as url:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        began = time.process_time()
        writer.write(b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n")
        writer.write(b"transfer-encoding: chunked\r\n\r\n")
        for start in range(0, len(body), 9):
            piece = body[start : start + 9]
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            if start % 900 == 0:
                await writer.drain()
                await asyncio.sleep(0)
        writer.write(b"0\r\n\r\n")
        assert (await asyncio.wait_for(reader.readline(), 60)).startswith(b"HTTP/1.1 200")
        assert time.process_time() - began < 5
        writer.close()
