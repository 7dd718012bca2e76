"""The page of one question of the FAQ: the answer where everybody may read it, else how to get there."""

from __future__ import annotations

import httpx
import pytest

import models

pytestmark = pytest.mark.usefixtures("db")


async def test_a_question_and_its_answer(web: httpx.AsyncClient) -> None:
    for slug, visibility in (("code-cdp", models.Visibility.PUBLIC), ("suivi", models.Visibility.MEMBER)):
        await models.FaqEntry.create(
            slug=slug, topic="Location <b>", question="Qu’est-ce que c’est ?", answer="Un *code* secret.",
            visibility=visibility, status=models.ContentStatus.PUBLISHED,
        )  # fmt: skip
    response = await web.get("/faq/code-cdp")
    assert response.status_code == 200
    assert "<h1>Qu’est-ce que c’est ?</h1>" in response.text
    assert "Un <em>code</em> secret." in response.text
    assert "Location &lt;b&gt;" in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    response = await web.get("/faq/suivi")
    assert "secret" not in response.text
    assert "/acces/connexion" in response.text


async def test_a_question_that_there_is_not(web: httpx.AsyncClient) -> None:
    await models.FaqEntry.create(slug="projet", question="?", answer="Rien.", status=models.ContentStatus.DRAFT)
    for slug in ("nulle-part", "projet", "%3Cb%3E"):
        response = await web.get(f"/faq/{slug}")
        assert response.status_code == 404
        assert "n’existe pas" in response.text
