"""The digest over real servers: two processes send it once, and each of its two addresses ends it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import httpx
import pytest

from models.france import today
from tests.end_to_end.place import Place
from tests.end_to_end.server_process import ServerProcess
from tests.mailbot.bot import text_of
from tests.private_servers.process import free_port

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.dovecot,
    pytest.mark.postfix,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
PUBLISH = """mutation ($input: CreateArticleInput!) { createArticle(input: $input) { __typename } }"""
SEND = "mutation { sendDigest { __typename } }"


def test_it_goes_once_and_ends_with_one_click_or_one_mail(place: Place, tmp_path: Path) -> None:
    ports = (place.port, free_port())
    with (
        ServerProcess(tmp_path / "one", place.env(PORT=str(ports[0]), PUBLIC_URL=place.url)) as one,
        ServerProcess(tmp_path / "two", place.env(PORT=str(ports[1]), PUBLIC_URL=place.url)) as two,
    ):
        for port in ports:
            one.await_health(f"http://127.0.0.1:{port}")
        for place.port in ports:
            publish(place, f"Nouvelle de {place.port}")
            assert place.query(SEND, place.admin_token)["sendDigest"]["__typename"] == "DigestSending"
        place.port = ports[0]
        links = {address: addresses_of(place, address) for address in (place.owner, place.other)}
        time.sleep(2)  # for what must not come
        assert [len(place.mailbox(address)) for address in links] == [1, 1]

        link, _ = links[place.owner]
        assert "Me désabonner" in httpx.get(link).text, "looking changes nothing"
        ended = httpx.post(link, data={"List-Unsubscribe": "One-Click"})
        assert ended.status_code == 200
        assert "Vous n’êtes plus abonné" in ended.text

        link, address = links[place.other]
        place.write(place.other, "", subject="desabonnement", to=address)
        place.await_settled(1)
        assert [mail["outcome"] for mail in place.mails()] == ["Désabonné de la lettre d’information."]
        assert "Vous n’êtes plus abonné" in httpx.get(link).text
        assert len(place.mailbox(place.other)) == 1, "it is not answered"
        assert (one.stop(), two.stop()) == (0, 0)
        assert "Traceback" not in one.log() + two.log()


def publish(place: Place, title: str) -> None:
    article = {"kind": "NEWS", "title": title, "body": "À lire.", "visibility": "PUBLIC", "publishedOn": str(today())}
    done = place.query(PUBLISH, place.admin_token, input=article)
    assert done["createArticle"]["__typename"] not in ("AccessRestricted", "InvalidInput")


def addresses_of(place: Place, reader: str) -> list[str]:
    """The link and the mail address that the reader's letter is ended by, as Postfix and Dovecot brought them."""
    (letter,) = place.await_mails(reader, 1)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link, address = re.findall(r"<(?:mailto:)?([^>?]+)[^>]*>", letter["List-Unsubscribe"])
    assert link in text_of(letter)
    return [link, address]
