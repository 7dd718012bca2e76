"""Makes bad scans of the layouts: `python -m tests.audit.layouts.scans FOLDER [NUMBER…]` prints 200-dpi pages askew, with
noise, blur and JPEG's marks, reads them by OCR and judges what came out, as `measure` does.
"""

from __future__ import annotations

import io
import random
import sys
import time
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageFilter

from audit.reading.scan import read_scan
from tests.audit.layouts.measure import Score, judged
from tests.audit.layouts.render import as_json, rendered
from tests.audit.layouts.specs import SPECS

_DPI = 200


def degraded(page: Image.Image, number: int) -> Image.Image:
    """The page as a cheap scanner and a fax-minded clerk leave it; the same number gives the same page."""
    chance = random.Random(number)  # noqa: S311 (no secret)
    image = page.convert("L").rotate(
        chance.uniform(-1.2, 1.2), expand=False, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    image = image.filter(ImageFilter.GaussianBlur(chance.uniform(0.6, 1.1)))
    noise = Image.effect_noise(image.size, chance.uniform(12, 26))
    image = Image.blend(image, noise, 0.22).point(lambda value: min(255, int(value * 1.08)))
    squeezed = io.BytesIO()
    image.save(squeezed, "JPEG", quality=chance.randint(35, 60))
    return Image.open(io.BytesIO(squeezed.getvalue())).convert("L")


def scanned(content: bytes, number: int) -> bytes:
    """A PDF as a PDF of pictures."""
    document = pdfium.PdfDocument(content)
    pages = [degraded(page.render(scale=_DPI / 72).to_pil(), number * 100 + at) for at, page in enumerate(document)]
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI)
    return made.getvalue()


def main(folder: Path, numbers: list[int]) -> None:
    """Even and odd layouts apart, as for text PDFs."""
    folder.mkdir(parents=True, exist_ok=True)
    halves = {0: Score(), 1: Score()}
    for number in numbers or range(1, len(SPECS) + 1):
        content, told = rendered(number)
        scan = scanned(content, number)
        (folder / f"{number:02}.pdf").write_bytes(scan)
        begun = time.perf_counter()
        said: list[str] = []
        invoices = read_scan(scan, lambda done, of: None)
        score = judged(invoices, as_json(told)["lines"], said.append)
        halves[number % 2].add(score)
        pages = sum(invoice.pages for invoice in invoices)
        print(
            f"{number:02} {score}  {pages} pages, {time.perf_counter() - begun:.1f} s", *said[:5], sep="\n", flush=True
        )
    print(f"tuned (even)       {halves[0]}\nkept apart (odd)   {halves[1]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(number) for number in sys.argv[2:]])
