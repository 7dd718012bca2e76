"""Downloading the report of an audit: who may, when, and that PDF, workbook and API say the same numbers."""

from __future__ import annotations

import io

import httpx
import pypdfium2
import python_calamine

from settings import Settings
from tests.group import Ask, Group
from tests.web.sockets import token_of
from tests.workflows.audits import engine
from tests.workflows.audits.steps import in_review

VALIDATE = "mutation ($id: ID!) { validateAudit(input: {id: $id}) { __typename } }"
SUMS = (
    "query ($id: ID!) { audit(id: $id) { identical { paid negotiated saving } equivalent { paid negotiated saving } } }"
)


async def test_api_pdf_and_workbook_say_the_same(
    browser: httpx.AsyncClient, ask: Ask, group: Group, settings: Settings
) -> None:
    await engine.prices(group)
    audit = await in_review(settings, group, "four.xml")
    url, id_ = f"/audits/{audit.id}/report", f"Audit:{audit.id}"

    async def download(person: object, ending: str) -> httpx.Response:
        token = await token_of(settings, person)  # type: ignore[arg-type]
        return await browser.get(url + ending, headers={"authorization": f"Bearer {token}"})

    assert (await download(group.owner, ".pdf")).status_code == 404, "not validated yet"
    assert (await download(group.advisor, ".xlsx")).status_code == 200
    await ask.data(VALIDATE, as_=group.advisor, id=id_)
    for person in (group.other_owner, group.lonely):
        assert (await download(person, ".pdf")).status_code == 404
    assert (await browser.get(url + ".pdf")).headers["location"].endswith(f"?suite={url}.pdf")
    sums = (await ask.data(SUMS, as_=group.owner, id=id_))["audit"]["identical"]
    printed = await download(group.owner, ".pdf")
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    pages = pypdfium2.PdfDocument(printed.content)
    text = "".join(page.get_textpage().get_text_range() for page in pages).replace("\u202f", "").replace("\u00a0", " ")
    workbook = await download(group.owner, ".xlsx")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook.content))
    cells = {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    for amount in sums.values():
        assert f"{float(amount):.2f} €".replace(".", ",") in text
        assert float(amount) in cells
    assert engine.PEN.name in text
