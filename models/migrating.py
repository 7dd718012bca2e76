"""Bringing the tables up to date: Tortoise's migrations without what only queries would need.

Tortoise keeps classes of all models as they are at each step, with filters and queries, and a copy of all of them as
they were before it: most of the seconds that a new database takes. Our steps ask for tables and columns, and hardly
ever for how things were before.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps


class Migrator(MigrationExecutor):
    """The executor of Tortoise; `migrate(None)` brings everything up to date."""

    async def _project_state(self, applied: Any, *, upto: Any = None) -> State:
        state = await super()._project_state(applied, upto=upto)
        apps = _Tables(default_connections={label: "default" for label in self.loader.apps_config})
        return _Now(models=state.models, apps=apps.clone(state.models))


class _Tables(StateApps):
    """Models that know their tables, columns, relations and indexes."""

    def _build_initial_querysets(self) -> None:
        for app in self.apps.values():
            for model in app.values():
                if model._meta._inited:
                    model._meta.finalise_fields()
                    model._meta._resolve_index_expressions()


class _Now(State):
    def clone(self) -> State:
        """How it is now, for when it has changed."""
        return _Before({key: model.clone() for key, model in self.models.items()}, self.apps)


class _Before(State):
    """The classes are made when somebody asks for them."""

    def __init__(self, models: Any, apps: StateApps) -> None:
        self.models, self._later = models, apps

    @cached_property
    def apps(self) -> StateApps:  # type: ignore[override]
        return self._later.clone(model_states=self.models)
