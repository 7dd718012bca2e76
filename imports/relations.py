"""What a row says about other tables: a supplier's categories, the company that a person acts for."""

# Identifiers are constants of the specs; values travel through the staging tables.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from imports.report import LISTED_ERRORS, RowError
from imports.staging import Staging
from models import AffiliationRole


@dataclass(frozen=True)
class Links:
    """A many-to-many table. A given list replaces the row's links; an empty cell leaves them as they are."""

    table: str
    own: str
    other: str

    async def refused(self, staging: Staging, file: str) -> tuple[int, list[RowError]]:
        """None: an unknown code was refused when the cell was read."""
        return 0, []

    async def mark_changed(self, staging: Staging) -> None:
        """A row is updated when it gains a link or loses one."""
        await staging.run(
            f"""UPDATE import_plan SET outcome = 'updated' WHERE outcome = 'unchanged' AND line IN (
                SELECT l.line FROM import_links l JOIN import_plan p ON p.line = l.line
                WHERE NOT EXISTS (SELECT 1 FROM "{self.table}" x
                                  WHERE x."{self.own}" = p.target_id AND x."{self.other}" = l.other)
                UNION
                SELECT p.line FROM "{self.table}" x JOIN import_plan p ON p.target_id = x."{self.own}"
                WHERE {self._lost})"""
        )

    async def write(self, staging: Staging) -> None:
        """Remove the links that are gone, add the new ones."""
        await staging.run(
            f"""DELETE FROM "{self.table}" WHERE EXISTS (
                SELECT 1 FROM import_plan p WHERE p.target_id = "{self.table}"."{self.own}"
                AND {self._lost.replace("x.", f'"{self.table}".')})""",
            f"""INSERT INTO "{self.table}" ("{self.own}", "{self.other}")
                SELECT p.target_id, l.other FROM import_links l JOIN import_plan p ON p.line = l.line
                WHERE NOT EXISTS (SELECT 1 FROM "{self.table}" x
                                  WHERE x."{self.own}" = p.target_id AND x."{self.other}" = l.other)""",
        )

    @property
    def _lost(self) -> str:
        """Link `x` of the row of plan `p` isn't in the list that the row was given."""
        return f"""p.line IN (SELECT line FROM import_links) AND NOT EXISTS (
            SELECT 1 FROM import_links l WHERE l.line = p.line AND l.other = x."{self.other}")"""


class Affiliations:
    """The company of a person (`member_id`, `affiliation_role` in the stage); without a SIRET nothing is said.

    Who acts for one company moves to the SIRET of the row. Who acts for several can't be moved by a row that names
    one: it must be one of theirs, and the row then gives the role there. What was decided here goes before the file,
    for as long as the journal knows of it: nobody who was removed comes back, and a role that was changed stays.
    """

    _given: ClassVar[str] = "import_rows s JOIN import_plan p ON p.line = s.line"
    # Of this person and this company the journal tells the one thing, and none of the others since.
    _told: ClassVar[str] = """EXISTS (
        SELECT 1 FROM "journal_entry" j WHERE j."kind" = '{kind}'
        AND j."person_id" = p.target_id AND j."member_id" = s.member_id
        AND NOT EXISTS (SELECT 1 FROM "journal_entry" k WHERE k."id" > j."id" AND k."kind" IN ({since})
                        AND k."person_id" = j."person_id" AND k."member_id" = j."member_id"))"""
    _removed: ClassVar[str] = _told.format(kind="ACCESS_REMOVED", since="'ACCESS_CREATED', 'INVITATION_ACCEPTED'")
    _role_decided: ClassVar[str] = _told.format(kind="ROLE_CHANGED", since="'ACCESS_REMOVED'")
    _names: ClassVar[tuple[str, ...]] = ("member_id", "affiliation_role")

    async def refused(self, staging: Staging, file: str) -> tuple[int, list[RowError]]:
        """The rows of people with several companies, none of which is the row's."""
        if "member_id" not in staging.names:
            return 0, []
        found = await staging.fetch(
            f"""SELECT s.line, m."siret", COUNT(*) OVER () AS total
            FROM {self._given} JOIN "member" m ON m."id" = s.member_id
            WHERE (SELECT COUNT(*) FROM "affiliation" a WHERE a."person_id" = p.target_id) > 1 AND NOT {self._removed}
              AND NOT EXISTS (SELECT 1 FROM "affiliation" a
                              WHERE a."person_id" = p.target_id AND a."member_id" = s.member_id)
            ORDER BY s.line LIMIT {LISTED_ERRORS}"""
        )
        expected = "one of the several companies that this person acts for"
        errors = [RowError(file, row["line"], "siret", row["siret"], expected) for row in found]
        return (found[0]["total"] if found else 0), errors

    async def mark_changed(self, staging: Staging) -> None:
        """A person is updated when the row's company, or the role in it, isn't theirs yet."""
        if "member_id" not in staging.names:
            return
        await staging.run(
            f"""UPDATE import_plan SET outcome = 'updated' WHERE outcome = 'unchanged' AND line IN (
                SELECT s.line FROM {self._given} WHERE s.member_id IS NOT NULL AND NOT {self._removed} AND NOT EXISTS (
                    SELECT 1 FROM "affiliation" a WHERE a."person_id" = p.target_id AND a."member_id" = s.member_id
                    AND (a."role" = {self._role(staging, 'a."role"')} OR {self._role_decided})))"""
        )

    async def write(self, staging: Staging) -> None:
        """Move, then add, then set the roles."""
        if "member_id" not in staging.names:
            return
        await staging.run(
            f"""UPDATE "affiliation" SET "member_id" = s.member_id FROM {self._given}
                WHERE "affiliation"."person_id" = p.target_id AND s.member_id <> "affiliation"."member_id"
                AND NOT {self._removed}
                AND (SELECT COUNT(*) FROM "affiliation" b WHERE b."person_id" = p.target_id) = 1""",
            f"""INSERT INTO "affiliation" ("person_id", "member_id", "role")
                SELECT p.target_id, s.member_id, {self._role(staging, f"'{AffiliationRole.OWNER}'")} FROM {self._given}
                WHERE s.member_id IS NOT NULL AND NOT {self._removed}
                AND NOT EXISTS (SELECT 1 FROM "affiliation" a WHERE a."person_id" = p.target_id)""",
            f"""UPDATE "affiliation" SET "role" = {self._role(staging, '"affiliation"."role"')} FROM {self._given}
                WHERE "affiliation"."person_id" = p.target_id AND "affiliation"."member_id" = s.member_id
                AND "affiliation"."role" <> {self._role(staging, '"affiliation"."role"')}
                AND NOT {self._role_decided}""",
        )

    @staticmethod
    def _role(staging: Staging, otherwise: str) -> str:
        return f"COALESCE(s.affiliation_role, {otherwise})" if "affiliation_role" in staging.names else otherwise
