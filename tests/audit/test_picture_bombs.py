"""Pictures that say that they are huge, or are: refused by what their headers say, within the readers' own limits."""

from __future__ import annotations

import io
import struct
import time
import zlib

from PIL import Image

from audit.reading.apart import InvoiceReaders
from tests.audit.invoices import cii

_SIDE = 60_000


def _zeros(count: int) -> bytes:
    """So many, packed a thousand times smaller."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(count // 1_000_000 + 1)) + packer.flush()


def _png(side: int, data: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """A black and white picture of `side` × `side` points."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), *more, (b"IDAT", data), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _small(kind: str) -> bytearray:
    file = io.BytesIO()
    Image.new("L", (8, 8)).save(file, kind)
    return bytearray(file.getvalue())


def _jpeg() -> bytes:
    content = _small("JPEG")
    frame = content.index(b"\xff\xc0")
    struct.pack_into(">HH", content, frame + 5, _SIDE, _SIDE)
    return bytes(content)


def _tiff() -> bytes:
    content = _small("TIFF")
    (first,) = struct.unpack_from("<I", content, 4)
    (tags,) = struct.unpack_from("<H", content, first)
    for at in range(first + 2, first + 2 + 12 * tags, 12):
        if struct.unpack_from("<H", content, at)[0] in (256, 257):  # width and height
            struct.pack_into("<HII", content, at + 2, 4, 1, _SIDE)
    return bytes(content)


async def test_picture_bombs() -> None:
    """One process with the limits of the product reads them all, and an invoice after them."""
    bombs = {
        "header.png": (_png(_SIDE, b""), "PICTURE_TOO_LARGE"),
        "unfolds.png": (_png(20_000, _zeros(50_000_000)), "PICTURE_TOO_LARGE"),
        "just above.png": (_png(6_400, _zeros(5_200_000)), "PICTURE_TOO_LARGE"),
        "header.jpg": (_jpeg(), "PICTURE_TOO_LARGE"),
        "header.tif": (_tiff(), "PICTURE_TOO_LARGE"),
        # A directory of one entry, which is not the picture's size.
        "no size.tif": (struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, 262, 3, 1, 1, 0), "BROKEN_PICTURE"),
        "words.png": (_png(8, zlib.compress(bytes(16)), (b"zTXt", b"a\0\0" + _zeros(400_000_000))), "BROKEN_PICTURE"),
    }
    async with InvoiceReaders(1) as readers:
        assert len((await readers.read("bonne.xml", cii())).invoices) == 1
        began = time.monotonic()
        refused = [(await readers.read(name, content)).refused for name, (content, _) in bombs.items()]
        took = time.monotonic() - began
        assert len((await readers.read("bonne.xml", cii())).invoices) == 1
    assert {one.file.name: one.code for (one,) in refused} == {name: code for name, (_, code) in bombs.items()}
    assert took < 30, "nothing of them is unpacked"
