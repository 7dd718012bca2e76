"""Importing folders on both databases: upsert, atomic files, every error at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from errors import BadInput
from imports import ImportRejected, import_folder
from models import Category, Coefficient, FaqEntry, FrameworkAgreement, Member, MinimumWage, Person, PriceLine, Supplier
from tests.imports.conftest import GROUP, OTHER_SIRET, SIRET, Folder

PRICES = "supplier;reference;category;gtin;label;unit;pack_size;price;valid_from;valid_to\n"


async def test_a_folder_is_loaded_in_the_order_of_its_references(folder: Folder) -> None:
    folder.write(
        GROUP
        | {
            "prices.csv": f"{PRICES}papeo;R1;papier;2000000000008;Ramette;feuille;500;3,45;01/01/2026;31/12/2026\n",
            "people.csv": f"email,siret\nclaire@the.test,{SIRET}\n",
        }
    )
    report = await import_folder(folder.path)
    assert [it.file.removesuffix(".csv") for it in report.files] == [
        "categories", "advisors", "members", "people", "suppliers", "prices",
    ]  # fmt: skip
    price = await PriceLine.get().prefetch_related("agreement__supplier", "category")
    assert (price.agreement.supplier.code, price.category and price.category.code) == ("papeo", "papier")
    assert (price.price, price.pack_size, price.gtin) == (Decimal("3.4500"), Decimal(500), "2000000000008")
    assert (price.valid_from, price.valid_to, price.brand) == (date(2026, 1, 1), date(2026, 12, 31), None)


async def test_the_second_run_changes_nothing(group: Folder) -> None:
    prices = f"{PRICES}papeo;R1;papier;;Ramette;feuille;;3,45;01/01/2026;\nloca;R1;;;Jour;jour;1;20;01/01/2026;\n"
    assert await group.counts(prices=prices) == (2, 0, 0)
    assert await group.counts(prices=prices) == (0, 0, 2)
    assert await FrameworkAgreement.all().count() == 2
    group.write(GROUP)
    for it in (await import_folder(group.path)).files:
        assert (it.created, it.updated, it.rejected) == (0, 0, 0)
        assert it.unchanged > 0


async def test_a_changed_row_is_updated_and_a_missing_one_stays(group: Folder) -> None:
    assert await group.counts(categories="code,name\npapier,Papeterie\nneuf,Neuf\n") == (1, 1, 0)
    assert {it.code: it.name for it in await Category.all()} == {
        "papier": "Papeterie",
        "auto": "Location",
        "neuf": "Neuf",
    }


async def test_an_empty_cell_leaves_what_is_there(group: Folder) -> None:
    await group.load(
        suppliers="code,name,summary,aliases,car_rental,categories\npapeo,Papéo,Du papier,PP|Papeo SA,yes,auto\n"
    )
    assert await group.counts(suppliers="code,name,summary,aliases,car_rental,categories\npapeo,Papéo,,,,\n") == (
        0,
        0,
        1,
    )
    found = await Supplier.get(code="papeo").prefetch_related("categories")
    assert (found.summary, found.aliases, found.car_rental) == ("Du papier", ["PP", "Papeo SA"], True)
    assert [category.code for category in found.categories] == ["auto"]
    assert found.sort_name == "papeo"


async def test_new_rows_get_the_defaults_of_the_model(group: Folder) -> None:
    await group.load(people="email\nCLAIRE@The.Test\n")
    imported, made = await Person.get(email="claire@the.test"), await Person.create(email="x@y.test")
    assert (imported.first_name, imported.active, imported.staff_role) == (
        made.first_name,
        made.active,
        made.staff_role,
    )
    assert abs((imported.created_at - made.created_at).total_seconds()) < 60


async def test_derived_columns_follow_every_change(group: Folder) -> None:
    await group.load(members=f"siret,legal_name,status,city\n{SIRET},L’Été indien,former,Évreux\n")
    await group.load(
        faq="slug,question,answer,visibility\na,Été ?,Oui,PUBLIC\nb,Hiver ?,Secret,member\n",
        suppliers="code,name,email_domains,attachment_email\nloca,Öcar,b.test|A.test,c@d.test\n",
    )
    rows: list[Any] = [*await Member.all(), *await Supplier.all(), *await FaqEntry.all()]
    for row in rows:
        stored = row.__dict__ | {}
        row.derive()
        assert row.__dict__ == stored
    assert (await Member.get(siret=SIRET)).search_text == f"l ete indien {SIRET} evreux"
    assert (await Member.get(siret=OTHER_SIRET)).siren == OTHER_SIRET[:9]
    assert (await FaqEntry.get(slug="b")).answer_html == "<p>Secret</p>"
    assert (await Supplier.get(code="loca")).reply_domains == ["a.test", "b.test", "d.test"]


async def test_a_bad_row_keeps_its_whole_file_out_and_no_other(folder: Folder) -> None:
    folder.write(GROUP | {"wages.csv": "valid_from,hourly_gross\n2024-01-01,11.65\n2024-11-01,onze\n"})
    with pytest.raises(ImportRejected) as caught:
        await import_folder(folder.path)
    (refused,) = caught.value.report.rejected
    assert (refused.file, refused.rejected, refused.created) == ("wages.csv", 1, 0)
    assert "wages.csv, line 3, column hourly_gross: 'onze', expected a decimal number" in caught.value.message
    assert await MinimumWage.all().count() == 0
    assert await Supplier.all().count() == 2


async def test_every_bad_row_is_told_at_once(group: Folder) -> None:
    rows = [
        "papeo;R1;papier;2000000000009;Ramette;feuille;500;x;01/01/2026;31/12/2026",
        "papeo;R2;papier;;Ramette;feuille;500;1;01/01/2026;31/12/2026",
        "papeo;R3;papiers;;;feuille;0;1;01/01/2026;31/12/2025",
        "papeau;R4;papier;;Ramette;feuille;500;12345678901;2026;",
        "papeo;R2;papier;;Ramette;feuille;500;1,23456;01/01/2026;31/12/2026",
        "papeo;R2;papier;;Ramette;feuille;500;1;2026-01-01;31/12/2026",
        "papeo;R9",
    ]
    assert await group.errors(prices=PRICES + "\n".join(rows)) == [
        (2, "gtin", "2000000000009"), (2, "price", "x"),
        (4, "category", "papiers"), (4, "label", ""), (4, "pack_size", "0"), (4, "valid_to", "31/12/2025"),
        (5, "price", "12345678901"), (5, "supplier", "papeau"), (5, "valid_from", "2026"),
        (6, "price", "1,23456"),
        (7, "supplier, reference, valid_from", "papeo, R2, 2026-01-01"),
        (8, "", "papeo|R9"),
    ]  # fmt: skip
    assert await PriceLine.all().count() == await FrameworkAgreement.all().count() == 0


async def test_unknown_references_name_the_missing_code_and_the_nearest(group: Folder) -> None:
    for text, expected in (("papeau", "'papeau' is unknown, did you mean 'papeo'?"), ("zzz", "'zzz' is unknown")):
        report = await group.refused(agencies=f"supplier,name\n{text},Paris\n")
        assert report.errors[0].expected.endswith(expected)
    assert await group.errors(members=f"siret,legal_name,status,advisor_email\n{SIRET},A,MEMBER,x@y.test\n") == [
        (2, "advisor_email", "x@y.test")
    ]
    await group.load(people="email\nx@y.test\n")  # exists now, but is no advisor
    assert await group.errors(members=f"siret,legal_name,status,advisor_email\n{SIRET},A,MEMBER,x@y.test\n")


async def test_a_refused_file_is_named_by_those_that_refer_to_it(folder: Folder) -> None:
    folder.write({"categories.csv": "code,name\na,\n", "suppliers.csv": "code,name,categories\ns,S,a\n"})
    with pytest.raises(ImportRejected, match=r"'a' is unknown \(categories was refused in this import\)"):
        await import_folder(folder.path)


async def test_the_listing_is_cut_but_the_count_is_whole(group: Folder) -> None:
    report = await group.refused(categories="code,name\n" + "deux mots,A\n" * 6_000)
    assert (report.error_count, report.rejected, len(report.errors)) == (6_000, 6_000, 200)
    assert report.errors[-1].line == 201
    assert report.error_text().endswith("… and 5,800 more.")
    duplicates = await group.refused(categories="code,name\n" + "a,A\n" * 6_000)
    assert (duplicates.error_count, len(duplicates.errors)) == (5_999, 200)
    assert duplicates.errors[0].expected == "each only once; line 2 has it too"


@pytest.mark.parametrize(
    ("header", "column", "expected"),
    [
        ("code,name,descripton", "descripton", "did you mean 'description'?"),
        ("code,name,zzzz", "zzzz", "known are code, name, description"),
        ("code,name,name", "name", "each column once"),
        ("code,description", "name", "this column, which is required"),
    ],
)
async def test_a_wrong_header_is_refused(group: Folder, header: str, column: str, expected: str) -> None:
    report = await group.refused(categories=f"{header}\na,b,c\n")
    assert (report.errors[0].line, report.errors[0].column) == (1, column)
    assert expected in report.errors[0].expected


async def test_a_nameless_column_must_be_empty(group: Folder) -> None:
    assert await group.counts(categories="code;name;;\npapier;Papier;;\n") == (0, 0, 1)
    assert await group.errors(categories="code;name;;\npapier;Papier;;x\n") == [(2, "", "x")]


async def test_column_names_may_be_capitalized_and_in_any_order(group: Folder) -> None:
    assert await group.counts(categories=" Name ,CODE\nPapier,papier\n") == (0, 0, 1)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), "has no import file"),
        (("notes.md", ".~lock.prices.csv#"), "has no import file"),
        (("prises.csv",), "did you mean 'prices'?"),
        (("prices.ods",), "save it as .csv or .xlsx"),
        (("faq.csv", "FAQ.xlsx"), "remove one"),
    ],
)
async def test_a_wrong_folder_is_refused_before_anything(folder: Folder, names: tuple[str, ...], expected: str) -> None:
    folder.write(dict.fromkeys(names, ""))
    with pytest.raises(BadInput) as caught:
        await import_folder(folder.path)
    assert expected in caught.value.message
    with pytest.raises(BadInput, match="isn't a folder"):
        await import_folder(folder.path / "nowhere")


async def test_xlsx_and_csv_say_the_same(group: Folder) -> None:
    header, *rows = [
        line.split(";") for line in (PRICES + "papeo;R1;papier;2000000000008;Ramette;feuille;500;3,45").split("\n")
    ]
    workbook = openpyxl.Workbook()
    workbook.active.append(header)
    workbook.active.append([*rows[0][:3], 2000000000008, *rows[0][4:6], 500, 3.45, date(2026, 1, 1), None])
    group.write({})
    workbook.save(group.path / "prices.xlsx")
    (report,) = (await import_folder(group.path)).files
    assert (report.file, report.created) == ("prices.xlsx", 1)
    csv = f"{PRICES}papeo;R1;papier;2000000000008;Ramette;feuille;500;3,45;01/01/2026;\n"
    assert await group.counts(prices=csv) == (0, 0, 1)


async def test_windows_1252(group: Folder) -> None:
    group.write({"categories.csv": "code;name\nepi;Sécurité – œil\n"}, encoding="cp1252")
    await import_folder(group.path)
    assert (await Category.get(code="epi")).name == "Sécurité – œil"


async def test_more_rows_than_a_batch(group: Folder) -> None:
    rows = "".join(f"papeo;R{n};papier;;Ramette {n};feuille;1;1,5;2026-01-01;\n" for n in range(12_345))
    seen: list[tuple[str, int, int]] = []
    group.write({"prices.csv": PRICES + rows})
    report = await import_folder(group.path, lambda *shown: seen.append(shown))
    assert report.files[0].created == await PriceLine.all().count() == 12_345
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert seen[0][1] < seen[-1][1] == seen[-1][2] == (group.path / "prices.csv").stat().st_size


@pytest.mark.parametrize("value", ["0.9", "205"])
async def test_a_coefficient_out_of_all_reason_is_refused(group: Folder, value: str) -> None:
    header = "supplier,contract_type,qualification,value,valid_from\n"
    assert await group.errors(coefficients=f"{header}papeo,GESTION,Cariste,{value},2026-01-01\n") == [
        (2, "value", value)
    ]
    assert await Coefficient.all().count() == 0
