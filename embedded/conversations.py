"""The demo's conversations: what members, a stranger and an advisor say, through the same door as everybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from access.identify import viewer_of_address
from access.viewer import ANONYMOUS, Viewer
from schema.client import LocalClient

_SAMPLES = Path(__file__).parent.parent / "demo" / "conversations.json"
_RECEIVED = "__typename ... on MessageReceived { conversation { id } }"
_FORM = f"mutation ($input: ContactUsInput!) {{ done: contactUs(input: $input) {{ {_RECEIVED} }} }}"
_CHAT = f"mutation ($input: SendMessageInput!) {{ done: sendMessage(input: $input) {{ {_RECEIVED} }} }}"
_REPLY = "mutation ($input: SendReplyInput!) { done: sendReply(input: $input) { __typename } }"
_NOTE = "mutation ($input: AddConversationNoteInput!) { done: addConversationNote(input: $input) { __typename } }"
_VERSION = "query ($id: ID!) { conversation(id: $id) { version } }"


class Samples:
    """Plays the samples, each of which begins a conversation."""

    def __init__(self, client: LocalClient) -> None:
        self._client, self._keys = client, 0

    async def play(self) -> None:
        """All of them, in their order."""
        for sample in json.loads(_SAMPLES.read_text("utf-8")):
            id_ = await self._say(sample, None)
            for answer in sample.get("then", ()):
                await self._say(answer, id_)

    async def _say(self, said: dict[str, Any], id_: str | None) -> str | None:
        viewer = await viewer_of_address(said["as"]) if "as" in said else ANONYMOUS
        assert viewer is not None  # noqa: S101 - the demo's own people
        self._keys += 1
        key = f"demo-{self._keys:04}"
        if "form" in said:
            return await self._do(_FORM, {**said["form"], "key": key}, viewer)
        if "chat" in said:
            return await self._do(_CHAT, {"conversationId": id_, "text": said["chat"], "key": key}, viewer)
        if "note" in said:
            return await self._do(_NOTE, {"conversationId": id_, "text": said["note"]}, viewer)
        version = (await self._client.run(_VERSION, {"id": id_}, viewer))["conversation"]["version"]
        given = {"conversationId": id_, "version": version, "text": said["reply"], "key": key}
        return await self._do(_REPLY, given, viewer)

    async def _do(self, document: str, given: dict[str, Any], viewer: Viewer) -> str | None:
        done = (await self._client.run(document, {"input": given}, viewer))["done"]
        if done["__typename"] not in ("MessageReceived", "ConversationChanged"):
            raise AssertionError(f"a sample conversation ends with {done['__typename']}: {given}")
        return (done.get("conversation") or {}).get("id")
