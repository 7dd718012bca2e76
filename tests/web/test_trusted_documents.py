"""Documents by their hash, and doors that are open to trusted ones only."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

import models
from errors import ConfigurationError
from schema.examples import load_examples
from server import server_config
from settings import Settings
from tests.clients.serving import serving
from tests.group import Group, engine
from tests.web.site import BOTH_TYPES, WHO, app, site
from tests.web.sockets import bearer, socket, token_of
from web.trusted_documents import document_id, own_documents, read_manifest

FRONT_END = Path(__file__).parents[2] / "frontend/src/operations"
VIEWER = (FRONT_END / "viewer.graphql").read_text("utf-8")
SUPPLIERS = next(one.document for one in load_examples() if one.slug == "fournisseurs")
MUTATION = next(one.document for one in load_examples() if one.document.startswith("mutation"))
UNKNOWN = "sha256:" + "0" * 64


def test_the_id_is_the_one_of_the_specification() -> None:
    """The two examples of its Appendix A."""
    assert document_id("query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}") == (
        "sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"
    )
    assert document_id("query($id:ID!){user(id:$id){name}}") == (
        "sha256:71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b"
    )


def test_the_front_ends_operations_and_the_examples_are_trusted() -> None:
    """As they stand in their files: that is what browsers send."""
    files = [path.read_text("utf-8") for path in FRONT_END.glob("*.graphql")]
    examples = [one.document for one in load_examples()]
    assert files
    assert set(own_documents().values()) == {*files, *examples}
    for id_, text in own_documents().items():
        assert id_ == "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        assert not isinstance(engine().document(text), list)


async def post(web: httpx.AsyncClient, body: dict[str, Any], token: str = "", accept: str = "") -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return await web.post("/graphql", json=body, headers=headers | ({"accept": accept} if accept else {}))


@pytest.mark.parametrize("accept", BOTH_TYPES)
async def test_a_document_by_its_id(browser: httpx.AsyncClient, accept: str) -> None:
    by_text = await post(browser, {"query": SUPPLIERS, "variables": {"first": 2}}, accept=accept)
    by_id = await post(
        browser, {"documentId": document_id(SUPPLIERS), "variables": {"first": 2}, "extensions": {}}, accept=accept
    )
    assert by_id.status_code == 200
    assert by_id.headers["content-type"].startswith(accept)
    assert by_id.json() == by_text.json()
    assert by_id.json()["data"]


async def test_an_empty_query_beside_the_id_is_none(browser: httpx.AsyncClient) -> None:
    """graphql-ws's client sends no message without one."""
    response = await post(browser, {"documentId": document_id(VIEWER), "query": ""})
    assert response.json()["data"]["viewer"]["displayName"] == ""


async def test_an_id_that_nobody_knows(web: httpx.AsyncClient) -> None:
    response = await post(web, {"documentId": UNKNOWN})
    assert response.status_code == 404
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "NOT_FOUND"}
    assert "send the document itself" in error["message"]


@pytest.mark.parametrize("id_", ["", "7dba4b", "md5:7dba4b", "x-ours:1", "SHA256:" + "0" * 64])
async def test_an_id_of_another_kind(web: httpx.AsyncClient, id_: str) -> None:
    response = await post(web, {"documentId": id_})
    assert response.status_code == 400
    assert response.json()["errors"][0]["message"].startswith("`documentId` must be sha256: and the SHA-256")


@pytest.mark.parametrize("body", [{"documentId": 1}, {"documentId": UNKNOWN, "query": WHO}, {"documentId": []}])
async def test_a_request_that_is_none(web: httpx.AsyncClient, body: dict[str, Any]) -> None:
    response = await post(web, body)
    assert response.status_code == 400
    assert "stands instead of `query`" in response.json()["errors"][0]["message"]


async def test_by_get_the_public_may_keep_the_answer_and_asks_whether_it_holds(
    browser: httpx.AsyncClient, group: Group, settings: Settings
) -> None:
    params = {"documentId": document_id(SUPPLIERS), "variables": '{"first":2}'}
    first = await browser.get("/graphql", params=params)
    assert (first.status_code, first.headers["cache-control"]) == (200, "public, no-cache")
    assert first.headers["vary"] == "accept, authorization, cookie"
    etag = first.headers["etag"]
    for known in (etag, f'"other",{etag}', f'"other" , W/{etag}', "*"):
        again = await browser.get("/graphql", params=params, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
    await models.Supplier.filter(id=group.office.id).update(name="Aaa Bureau", sort_name="aaa bureau")
    changed = await browser.get("/graphql", params=params, headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code in (200, 304)
    engine().shared.clear()  # without waiting for a tenth of a second
    changed = await browser.get("/graphql", params=params, headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    token = await token_of(settings, group.owner)
    own = await browser.get("/graphql", params=params, headers={"authorization": f"Bearer {token}"})
    assert "public" not in own.headers["cache-control"]


async def test_by_get_a_mutation_is_refused(web: httpx.AsyncClient) -> None:
    response = await web.get("/graphql", params={"documentId": document_id(MUTATION), "variables": "{}"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


STRANGE = "{ viewer { roles roles } }"


@pytest.mark.parametrize(
    ("public", "members", "served"),
    [
        ("any", "any", {"anonymous", "prospect", "member", "advisor", "admin"}),
        ("trusted", "any", {"prospect", "member", "advisor", "admin"}),
        ("any", "trusted", {"anonymous", "advisor", "admin"}),
        ("trusted", "trusted", {"advisor", "admin"}),
    ],
)
async def test_who_may_send_documents_of_their_own(
    group: Group, settings: Settings, public: Any, members: Any, served: set[str]
) -> None:
    settings = dataclasses.replace(settings, public_documents=public, member_documents=members)
    found = set()
    async with site(settings) as web:
        for who in ("anonymous", "prospect", "member", "advisor", "admin"):
            person = group.people()[who]
            token = await token_of(settings, person) if isinstance(person, models.Person) else ""
            for body in ({"documentId": document_id(VIEWER)}, {"query": VIEWER}):
                assert (await post(web, body, token)).status_code == 200, "trusted, by its id or its text"
            response = await post(web, {"query": STRANGE}, token)
            get = await web.get(
                "/graphql", params={"query": STRANGE}, headers={"authorization": f"Bearer {token}"} if token else {}
            )
            assert get.status_code == response.status_code
            if response.status_code == 200:
                found.add(who)
            else:
                assert response.status_code == (403 if token else 401)
                assert "only trusted documents" in response.json()["errors"][0]["message"]
    assert found == served


async def test_sockets_keep_to_it_too(group: Group, settings: Settings) -> None:
    settings = dataclasses.replace(settings, public_documents="trusted", member_documents="trusted")
    token = await token_of(settings, group.owner)
    async with serving(server_config(app(settings), settings)) as url:
        for init in (None, bearer(token)):
            async with socket(url, init=init) as talk:
                await talk.send("subscribe", "a", {"query": STRANGE})
                refused = await talk.next()
                assert refused["type"] == "error"
                assert refused["payload"][0]["message"].startswith("only trusted documents")
                await talk.send("subscribe", "b", {"documentId": UNKNOWN})
                assert (await talk.next())["payload"][0]["extensions"] == {"code": "NOT_FOUND"}
                await talk.send("subscribe", "c", {"documentId": document_id(VIEWER)})
                assert (await talk.next())["payload"]["data"]["viewer"]["roles"]


def manifest(tmp_path: Path, found: Any) -> Path:
    path = tmp_path / "persisted-documents.json"
    path.write_text(found if isinstance(found, str) else json.dumps(found), "utf-8")
    return path


def test_the_documents_of_a_front_end_elsewhere(tmp_path: Path, settings: Settings) -> None:
    text = "query Ailleurs { viewer { roles } }"
    bare = document_id(text).removeprefix("sha256:")
    for key in (bare, document_id(text)):
        path = manifest(tmp_path, {key: text})
        assert read_manifest(path, engine()) == {document_id(text): text}
    trusted = app(dataclasses.replace(settings, trusted_documents=f"{path}, {path}")).trusted
    assert trusted.texts == own_documents() | {document_id(text): text}


def test_what_is_wrong_with_them_is_told_all_at_once(tmp_path: Path) -> None:
    wrong = {"0" * 64: "{ viewer { roles } }"}
    for text in ("{ nothing }", "{", "{ viewer { " + "roles " * 2_000 + "} }"):
        wrong[document_id(text)] = text
    with pytest.raises(ConfigurationError) as error:
        read_manifest(manifest(tmp_path, wrong), engine())
    for problem in ("0000: the document's SHA-256 is", "Cannot query field 'nothing'", "Syntax Error", "2000 tokens"):
        assert problem in error.value.message


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '"x"'])
def test_a_file_that_is_none(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match="persisted-documents"):
        read_manifest(manifest(tmp_path, text), engine())
    with pytest.raises(ConfigurationError, match="persisted-documents"):
        read_manifest(tmp_path / "nothing" / "persisted-documents.json", engine())
