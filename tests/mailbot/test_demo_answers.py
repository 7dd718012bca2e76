"""What the demo's mails about costs, contacts and questions are answered, as they are read and with the demo's data."""

from __future__ import annotations

import pytest

import models
from imports.folder import import_folder
from mailbot.message.read import read_message
from settings import Settings
from tests.mailbot.bot import Bot, passing, text_of
from tests.mailbot.understanding.test_demo_mails import DEMO

pytestmark = pytest.mark.usefixtures("db")


async def told(settings: Settings, number: str) -> str:
    """The answer to a mail of the demo, sent from the address that it says."""
    await import_folder(DEMO)
    bot = await Bot.start(settings)
    (path,) = (DEMO / "mails").glob(f"{number}-*.eml")
    sender = read_message(path.read_bytes()).from_addresses[0].address
    source = f"Authentication-Results: {passing(sender)}\r\n".encode() + path.read_bytes()
    received = await bot.receive(source)
    assert received.status is models.InboundStatus.ANSWERED, received.outcome
    return text_of(await bot.answer(received)).replace("\u202f", " ").replace("\u00a0", " ")


async def test_the_cost_of_a_temp(settings: Settings) -> None:
    answer = await told(settings, "20")
    assert "« Cariste » (vous avez écrit « carriste »), hors TVA, au 7 décembre 2026" in answer
    # 13.20 × 1.81 = 23.892; × 70 = 1672.44
    assert "Tempaline Atlantique, gestion : 13,20 € × 1,81 = 23,89 € HT de l’heure" in answer
    assert "soit 1 672,44 € HT pour 70 h" in answer
    assert "délégation :" not in answer


async def test_the_missing_qualification(settings: Settings) -> None:
    answer = await told(settings, "21")
    assert "il nous faut sa qualification, telle que nos agences la nomment. Laquelle convient ?" in answer
    assert "- Agent d’entretien" in answer


async def test_a_contact(settings: Settings) -> None:
    answer = await told(settings, "22")
    assert "Remise de 18 % sur la courte durée" in answer
    assert "de Lorient (56100) : - Véhilune Lorient (Lorient), Farid Bonnet" in answer
    assert "K482193" not in answer


async def test_a_question(settings: Settings) -> None:
    answer = await told(settings, "23")
    assert "« Où trouver mon numéro d’adhérent ? » Il n’y en a pas d’autre que votre numéro de SIRET" in answer
    assert "/faq/numero-adherent" in answer
