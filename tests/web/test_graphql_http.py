"""GraphQL over HTTP as its draft specification says it; nothing here needs a database."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import httpx
import pytest

from settings import Settings
from tests.web.site import BOTH_TYPES, WHO, site
from web.graphql_http import GRAPHQL_JSON, JSON

SEND_JSON = {"content-type": JSON}
MUTATION = "mutation { signOut { viewer { roles } } }"

each_type = pytest.mark.parametrize("accepted", BOTH_TYPES)


async def post(web: httpx.AsyncClient, body: Any, accept: str = GRAPHQL_JSON) -> httpx.Response:
    return await web.post("/graphql", json=body, headers={"accept": accept})


def refusal(response: httpx.Response) -> str:
    """The one message of a request that never ran."""
    body = response.json()
    assert set(body) == {"errors"}
    (error,) = body["errors"]
    assert error["extensions"]["code"] in ("BAD_USER_INPUT", "PAYLOAD_TOO_LARGE")
    return str(error["message"])


@each_type
async def test_a_query_is_answered_in_the_accepted_type(web: httpx.AsyncClient, accepted: str) -> None:
    response = await post(web, {"query": WHO}, accepted)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{accepted}; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == {
        "data": {"viewer": {"displayName": "", "roles": ["ANYONE"]}}, "extensions": {"cost": {"requested": 3}}
    }  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/html, application/json;q=0.5", JSON),
        ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", GRAPHQL_JSON),
        ("application/json, application/graphql-response+json", JSON),
        ("APPLICATION/GRAPHQL-RESPONSE+JSON", GRAPHQL_JSON),
    ],
)
async def test_the_first_type_that_we_have_is_taken(web: httpx.AsyncClient, accept: str | None, expected: str) -> None:
    del web.headers["accept"]
    headers = {} if accept is None else {"accept": accept}
    response = await web.post("/graphql", json={"query": WHO}, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (200, f"{expected}; charset=utf-8")


async def test_a_type_that_we_do_not_have_is_406(web: httpx.AsyncClient) -> None:
    response = await post(web, {"query": WHO}, "text/html")
    assert response.status_code == 406
    assert GRAPHQL_JSON in refusal(response)


@each_type
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"query": "{ viewer {"}, "Syntax Error"),
        ({"query": "{ nothing }"}, "Cannot query field 'nothing'"),
        ({"query": "query A { viewer { roles } } query B { viewer { roles } }"}, "Must provide operation name"),
        ({"query": "query A { viewer { roles } }", "operationName": "B"}, "Unknown operation named 'B'"),
        ({"query": "query ($id: ID!) { node(id: $id) { id } }"}, "Variable '$id'"),
        ({"query": "query ($first: Int!) { suppliers(first: $first) { totalCount } }", "variables": {"first": "a"}},
         "Variable '$first'"),
        ({"query": "subscription { supplierAttachmentChanged { id } }"}, "WebSocket"),
        ({"query": ""}, "Syntax Error"),
    ],
)  # fmt: skip
async def test_a_document_that_never_runs(
    web: httpx.AsyncClient, accepted: str, body: dict[str, Any], message: str
) -> None:
    response = await post(web, body, accepted)
    # Clients that only know application/json take any other status for a broken connection.
    assert response.status_code == (400 if accepted == GRAPHQL_JSON else 200)
    assert message in refusal(response)


@each_type
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "JSON object"),
        ("{", "JSON object"),
        ("{'query': '{ viewer { roles } }'}", "JSON object"),
        ('{"query": "\\ud800"}', "JSON object"),
        ('"{ viewer { roles } }"', "JSON object"),
        ("null", "JSON object"),
        ('[{"query": "{ viewer { roles } }"}]', "batches are not served"),
        ("[]", "batches are not served"),
        ("{}", "`query` must be a string"),
        ('{"query": null}', "`query` must be a string"),
        ('{"query": 1}', "`query` must be a string"),
        ('{"query": ["{ viewer { roles } }"]}', "`query` must be a string"),
        ('{"query": "{ viewer { roles } }", "variables": "{}"}', "`variables` must be an object"),
        ('{"query": "{ viewer { roles } }", "variables": []}', "`variables` must be an object"),
        ('{"query": "{ viewer { roles } }", "operationName": 1}', "`operationName` must be a string"),
        ('{"query": "{ viewer { roles } }", "extensions": []}', "`extensions` must be an object"),
    ],
)
async def test_a_body_that_is_no_request_is_400(web: httpx.AsyncClient, accepted: str, body: str, message: str) -> None:
    response = await web.post("/graphql", content=body, headers={"accept": accepted, **SEND_JSON})
    assert response.status_code == 400
    assert message in refusal(response)


async def test_absent_and_null_parameters_are_the_same(web: httpx.AsyncClient) -> None:
    body = {"query": WHO, "variables": None, "operationName": None, "extensions": None}
    assert (await post(web, body)).json() == (await post(web, {"query": WHO})).json()
    assert (await post(web, {**body, "operationName": ""})).status_code == 200


@pytest.mark.parametrize("type_", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_a_body_of_another_type_is_415(web: httpx.AsyncClient, type_: str) -> None:
    """The types that a page of another site may send without asking are not read."""
    response = await web.post("/graphql", content=json.dumps({"query": WHO}), headers={"content-type": type_})
    assert response.status_code == 415
    assert JSON in refusal(response)


@pytest.mark.parametrize(("encoding", "status"), [("gzip", 415), ("br, gzip", 415), ("identity", 200)])
async def test_a_packed_body_is_415(web: httpx.AsyncClient, encoding: str, status: int) -> None:
    headers = {"content-type": JSON, "content-encoding": encoding}
    response = await web.post("/graphql", content=json.dumps({"query": WHO}), headers=headers)
    assert response.status_code == status
    assert status == 200 or "content-encoding" in refusal(response)


@pytest.mark.parametrize(
    ("type_", "status"),
    [
        ("application/json; charset=utf-8", 200),
        ('application/json; charset="UTF-8"', 200),
        ("Application/JSON", 200),
        ("application/json; charset=iso-8859-1", 415),
    ],
)
async def test_the_charset_of_the_body(web: httpx.AsyncClient, type_: str, status: int) -> None:
    response = await web.post("/graphql", content=json.dumps({"query": WHO}), headers={"content-type": type_})
    assert response.status_code == status


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_another_method_is_405_and_says_which_there_are(web: httpx.AsyncClient, method: str) -> None:
    response = await web.request(method, "/graphql")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"
    assert "access-control-allow-origin" not in response.headers


async def test_a_body_that_is_too_large_is_413(settings: Settings) -> None:
    async with site(dataclasses.replace(settings, max_request_bytes=2_000)) as web:
        assert (await post(web, {"query": WHO + " " * 1_900})).status_code == 200
        response = await post(web, {"query": WHO + " " * 2_000})
    assert response.status_code == 413
    assert refusal(response) == "the body is larger than 2000 bytes"


@each_type
async def test_get_serves_queries(web: httpx.AsyncClient, accepted: str) -> None:
    document = "query A { viewer { roles } } query B($skip: Boolean!) { viewer { roles displayName @skip(if: $skip) } }"
    params = {"query": document, "operationName": "B", "variables": '{"skip": true}'}
    response = await web.get("/graphql", params=params, headers={"accept": accepted})
    assert (response.status_code, response.json()["data"]) == (200, {"viewer": {"roles": ["ANYONE"]}})


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "`query` must be a string"),
        ({"query": WHO, "variables": "{"}, "`variables` must be a JSON object"),
        ({"query": WHO, "variables": "[]"}, "`variables` must be an object"),
        ({"query": WHO, "extensions": "1"}, "`extensions` must be an object"),
    ],
)
async def test_a_get_that_is_no_request_is_400(web: httpx.AsyncClient, params: dict[str, str], message: str) -> None:
    response = await web.get("/graphql", params=params)
    assert response.status_code == 400
    assert message in refusal(response)


@each_type
@pytest.mark.parametrize(
    "params",
    [{"query": MUTATION}, {"query": "query A { viewer { roles } } mutation B { signOut { viewer { roles } } }",
                           "operationName": "B"}],
)  # fmt: skip
async def test_a_mutation_by_get_is_405(web: httpx.AsyncClient, accepted: str, params: dict[str, str]) -> None:
    response = await web.get("/graphql", params=params, headers={"accept": accepted})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert "POST" in refusal(response)


@each_type
async def test_a_field_that_fails_leaves_the_others(web: httpx.AsyncClient, accepted: str) -> None:
    response = await post(web, {"query": "{ viewer { roles } members { totalCount } }"}, accepted)
    assert response.status_code == 200
    body = response.json()
    assert body["data"] == {"viewer": {"roles": ["ANYONE"]}, "members": None}
    (error,) = body["errors"]
    assert error["path"] == ["members"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_errors_come_before_the_data(web: httpx.AsyncClient) -> None:
    """The specification asks for it: whoever looks at the beginning of an answer sees that something failed."""
    response = await post(web, {"query": "{ viewer { roles } members { totalCount } }"})
    assert list(response.json()) == ["errors", "data", "extensions"]
