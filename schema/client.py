"""The public door for callers inside the process: the mailbot, pages and commands run documents as somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from access.viewer import Viewer
from errors import AccessDenied, AppError, BadInput, ErrorCode, NotFound
from graph.context import Context
from graph.engine import Engine, Request
from settings import Settings

_ERRORS: dict[ErrorCode, type[AppError]] = {
    ErrorCode.NOT_FOUND: NotFound,
    ErrorCode.BAD_USER_INPUT: BadInput,
    ErrorCode.FORBIDDEN: AccessDenied,
    ErrorCode.UNAUTHENTICATED: AccessDenied,
}


class LocalClient:
    """Runs documents with the same schema, permissions and limits as HTTP."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings

    async def run(
        self, document: str, variables: Mapping[str, Any], viewer: Viewer, *, client: str = ""
    ) -> dict[str, Any]:
        """The `data` of the answer. Raises `AppError` with the first error's code when there is any.

        `client`: the network of the one for whom it is run, where that is known.
        """
        return await self.run_in(Context(viewer, self._settings, client=client), document, variables)

    async def run_in(self, context: Context, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The same in a context of the caller's, who finds there what the operation left for a browser."""
        response = await self._engine.run(Request(document, variables, ours=True), context)
        if response.errors:
            first = response.errors[0]
            code = ErrorCode(first["extensions"]["code"])
            raise _ERRORS.get(code, AppError)(first["message"], code=code)
        data: dict[str, Any] = response.as_dict()["data"]
        return data
