"""Somebody wants to be called: the number and the time go to the top of the advisor's queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tortoise import timezone

from letters.parts import AnswerPart
from letters.people_parts import CallBackPlanned, CallBackTaken, PhoneMissing
from mailbot.incoming import CallBack, Handled, Incoming
from mailbot.operations import operation
from mailbot.understanding.call_times import CallWish, call_wish
from mailbot.understanding.phones import phone_to_call
from models.france import PARIS
from models.mail import InboundStatus
from schema.client import LocalClient

# Nobody is promised a call within less time than this.
_SHORTEST = dt.timedelta(minutes=30)


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Ask for a call, or for the number; who will call and until when follows from the service hours."""
    now = timezone.now().astimezone(PARIS)
    texts = (f"{mail.message.subject}\n{mail.message.new_text}", mail.earlier_text)
    wish = call_wish(texts, now)
    phone = phone_to_call(texts) or await _phone_on_file(mail, client)
    findings = _findings(phone, wish)
    hours = (await client.run(operation("service_hours"), {"at": None}, mail.viewer))["serviceHours"]
    if phone is None and mail.proof.proven:
        question = PhoneMissing(hours["note"])
        return Handled(
            InboundStatus.ANSWERED, "Numéro de téléphone demandé en retour.", (question,), findings, asks=True
        )
    call = CallBack(phone, wish.as_written, wish.earliest, wish.latest) if wish and phone else None
    call = call or (CallBack(phone) if phone else None)
    part: AnswerPart = CallBackTaken(hours["note"])
    if mail.proof.proven and phone is not None:
        # Who wrote is told their own number only when they are who they say.
        part = await _planned(mail, client, phone, wish, now, hours)
    outcome = f"À rappeler au {phone}." if phone else "À rappeler, sans numéro."
    return Handled(InboundStatus.HANDED_OVER, outcome, (part,), findings, call=call)


async def _phone_on_file(mail: Incoming, client: LocalClient) -> str | None:
    if mail.viewer.person_id is None:
        return None
    viewer = (await client.run(operation("sender_details"), {}, mail.viewer))["viewer"]
    numbers = [viewer["person"]["phone"], *(member["phone"] for member in viewer["members"][:1])]
    return next((number for number in numbers if number), None)


async def _planned(
    mail: Incoming, client: LocalClient, phone: str, wish: CallWish | None, now: dt.datetime, hours: Mapping[str, Any]
) -> CallBackPlanned:
    """The window of the call: the wish where somebody is there then, else the next hours."""
    wished = wish.earliest if wish and wish.earliest else now
    start, end = await _window(mail, client, wished, dt.timedelta() if wish else _SHORTEST)
    if start is None or end is None:
        return CallBackPlanned(phone, hours["note"])
    latest = wish.latest if wish else None
    kept = latest is None or start < latest
    if latest is not None and kept:
        end = min(end, latest)
    return CallBackPlanned(phone, hours["note"], min(_quarter(start), end), end, as_wished=kept)


def _quarter(moment: dt.datetime) -> dt.datetime:
    """The next quarter of an hour: nobody says « à 14 h 34 »."""
    over = dt.timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + dt.timedelta(minutes=15) - over if over else moment


async def _window(
    mail: Incoming, client: LocalClient, wished: dt.datetime, shortest: dt.timedelta
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """From when to when somebody of the group can call, at that moment or behind it, for so long at least."""
    then = await _hours_at(mail, client, wished)
    if then["openNow"] and then["closesAt"] is not None:
        closes = _moment(then["closesAt"])
        if closes - wished >= shortest or then["nextOpening"] is None:
            return wished, closes
        following = await _hours_at(mail, client, _moment(then["nextOpening"]))
        return wished, _moment(following["closesAt"])
    if then["nextOpening"] is None:
        return None, None
    opens = _moment(then["nextOpening"])
    closes_at = (await _hours_at(mail, client, opens))["closesAt"]
    return opens, _moment(closes_at)


async def _hours_at(mail: Incoming, client: LocalClient, moment: dt.datetime) -> Mapping[str, Any]:
    data = await client.run(operation("service_hours"), {"at": moment.isoformat()}, mail.viewer)
    found: Mapping[str, Any] = data["serviceHours"]
    return found


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(PARIS)


def _findings(phone: str | None, wish: CallWish | None) -> tuple[tuple[str, str], ...]:
    lines = [("Numéro à rappeler", phone)] if phone else []
    lines += [("Moment souhaité", wish.as_written)] if wish else []
    return tuple(lines)
