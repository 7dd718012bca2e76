"""The errors that the product raises on purpose: each carries a code, and each edge translates it once."""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """What went wrong, in a word that a program can act on; also `errors[].extensions.code` of the GraphQL API."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    CONFLICT = "CONFLICT"
    RATE_LIMITED = "RATE_LIMITED"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL_ERROR = "INTERNAL_ERROR"


class AppError(Exception):
    """An expected failure. `message` is safe to show: it says what was expected and how to go on."""

    code: ErrorCode = ErrorCode.INTERNAL_ERROR

    def __init__(self, message: str, *, code: ErrorCode | None = None, reference: str = "") -> None:
        super().__init__(message)
        self.message, self.reference = message, reference
        if code is not None:
            self.code = code

    @property
    def extensions(self) -> dict[str, str]:
        """What programs read of it: the code, and the reference by which our log finds it, when there is one."""
        return {"code": str(self.code)} | ({"reference": self.reference} if self.reference else {})


class BadInput(AppError):
    """The caller sent something that can't be used as it is."""

    code = ErrorCode.BAD_USER_INPUT


class NotFound(AppError):
    """No such thing, or none that the caller may know of: both get the same answer."""

    code = ErrorCode.NOT_FOUND


class AccessDenied(AppError):
    """The caller may not do this. `UNAUTHENTICATED` when signing in could help, else `FORBIDDEN`."""

    code = ErrorCode.FORBIDDEN


class RateLimited(AppError):
    """Too much in too short a time; it is possible again in `retry_after` seconds."""

    code = ErrorCode.RATE_LIMITED

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too much was asked for in a short time; go on in {retry_after} seconds")
        self.retry_after = retry_after


class Unavailable(AppError):
    """A server that we need does not answer; the same call may work later."""

    code = ErrorCode.UNAVAILABLE


class ConfigurationError(AppError):
    """The settings do not hold together; every problem is listed at once."""

    code = ErrorCode.INTERNAL_ERROR
