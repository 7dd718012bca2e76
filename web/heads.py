"""Heads of requests within a bound: uvicorn's parser takes lines and headers of any length into memory."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Bytes of a request's line and headers together; browsers send a few thousand.
MOST_HEAD = 64 * 1024
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's protocol, but who sends a head that doesn't end is answered 431 and cut off.

    Only what comes while a head is under way is counted, so requests that come in one piece pay next to nothing.
    """

    _in_head = True
    _bytes = 0

    def data_received(self, data: bytes) -> None:
        """Called by the transport."""
        was_in_head = self._in_head
        super().data_received(data)
        if was_in_head and self._in_head:
            self._bytes += len(data)
            if self._bytes > MOST_HEAD and not self.transport.is_closing():
                self.transport.write(_TOO_LARGE)
                self.transport.close()

    def on_message_begin(self) -> None:
        """Called by the parser at the first byte of a request."""
        self._in_head, self._bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Called by the parser at the empty line."""
        self._in_head = False
        super().on_headers_complete()
