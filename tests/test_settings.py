"""The settings: complete in `.env.example`, all problems told at once, secrets never shown."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from errors import ConfigurationError
from settings import PREFIX, Settings, env_example

SECRET = "s" * 32
FIELDS = dataclasses.fields(Settings)
EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"


def example() -> dict[str, str]:
    """What the committed `.env.example` sets."""
    lines = EXAMPLE.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def refused(**env: str) -> list[str]:
    """The problems that these settings have."""
    with pytest.raises(ConfigurationError) as caught:
        Settings.from_env({PREFIX + name: text for name, text in env.items()})
    head, *problems = caught.value.message.splitlines()
    assert head == "Wrong settings:"
    return problems


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_setting_is_documented(field: dataclasses.Field[object]) -> None:
    doc = field.metadata["doc"]
    assert len(doc.split()) >= 2
    assert doc.endswith(".")
    assert "\n" not in doc


def test_the_example_is_up_to_date_and_names_every_setting() -> None:
    assert EXAMPLE.read_text("utf-8") == env_example()
    assert list(example()) == [PREFIX + field.name.upper() for field in FIELDS]


def test_the_example_loads_once_it_has_a_secret_and_holds_the_defaults() -> None:
    assert Settings.from_env(example() | {"CENTRALE_SECRET_KEY": SECRET}) == Settings(secret_key=SECRET)


def test_the_example_alone_asks_for_the_secret_only() -> None:
    with pytest.raises(ConfigurationError, match="SECRET_KEY must have at least 32 characters") as caught:
        Settings.from_env(example())
    assert len(caught.value.message.splitlines()) == 2


def test_all_problems_are_told_at_once() -> None:
    problems = refused(
        PORT="http", IMAP_TLS="perhaps", SMTP_TLS="ssl", SMPT_HOST="mail.example", PUBLIC_URL="ftp://group.example/"
    )
    assert problems == [
        "  - CENTRALE_SMPT_HOST is not a setting",
        "  - CENTRALE_IMAP_TLS='perhaps': expected yes or no",
        "  - CENTRALE_PORT='http': expected a whole number",
        "  - CENTRALE_SMTP_TLS='ssl': expected none or starttls or tls",
        "  - CENTRALE_SECRET_KEY must have at least 32 characters, as from `openssl rand -hex 32`",
        "  - CENTRALE_PUBLIC_URL must start with http:// or https://",
        "  - CENTRALE_PUBLIC_URL must not end with a slash",
    ]


def test_an_unknown_name_is_refused_and_its_value_not_shown() -> None:
    problems = refused(SECRET_KEY=SECRET, IMAP_PASSWROD="hush-hush")
    assert problems == ["  - CENTRALE_IMAP_PASSWROD is not a setting"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("PORT", "65536", "PORT must be between 0 and 65535"),
        ("DATABASE_URL", "mysql://db.example/x", "DATABASE_URL must start with sqlite:/// or postgresql://"),
        ("CONTACT_ADDRESS", "contact", "CONTACT_ADDRESS must be one e-mail address"),
        ("IMAP_HOST", "imap.example", "IMAP_USER is needed with IMAP_HOST"),
        (
            "PUBLIC_URL",
            "http://group.example",
            "PUBLIC_URL must start with https:// but on this machine: sessions and links would go in clear",
        ),
    ],
)
def test_what_can_not_work_is_refused(name: str, text: str, problem: str) -> None:
    assert refused(SECRET_KEY=SECRET, **{name: text}) == [f"  - {PREFIX}{problem}"]


IN_CLEAR = "must be {} but on this machine: the password would go in clear"


@pytest.mark.parametrize(
    ("env", "problem"),
    [
        ({"DEMO": "yes", "HOST": "0.0.0.0"}, "HOST must be 127.0.0.1: the DEMO signs anybody in as anybody"),
        (
            {"DEMO": "yes", "PUBLIC_URL": "https://group.example"},
            "PUBLIC_URL must be of this machine: the DEMO signs anybody in as anybody",
        ),
        ({"IMAP_HOST": "imap.example", "IMAP_USER": "x", "IMAP_TLS": "no"}, "IMAP_TLS " + IN_CLEAR.format("yes")),
        (
            {"SMTP_HOST": "smtp.example", "SMTP_USER": "x", "SMTP_TLS": "none"},
            "SMTP_TLS " + IN_CLEAR.format("starttls or tls"),
        ),
    ],
)
def test_no_door_is_left_open_by_mistake(env: dict[str, str], problem: str) -> None:
    assert refused(SECRET_KEY=SECRET, **env) == [f"  - {PREFIX}{problem}"]


def test_on_this_machine_less_will_do() -> None:
    env = {
        "SECRET_KEY": SECRET, "PUBLIC_URL": "http://localhost:8000", "DEMO": "yes", "IMAP_HOST": "127.0.0.1",
        "IMAP_USER": "x", "IMAP_TLS": "no", "SMTP_HOST": "::1", "SMTP_USER": "x", "SMTP_TLS": "none",
    }  # fmt: skip
    assert Settings.from_env({PREFIX + name: text for name, text in env.items()}).demo


def test_values_get_their_types_and_other_variables_are_left_alone() -> None:
    env = {
        "PATH": "/usr/bin",
        "CENTRALE_SECRET_KEY": SECRET,
        "CENTRALE_PORT": "0",
        "CENTRALE_DEMO": "Yes",
        "CENTRALE_SMTP_TLS": "none",
        "CENTRALE_GROUP_NAME": "Groupement d’Été",
    }
    expected = Settings(secret_key=SECRET, port=0, demo=True, smtp_tls="none", group_name="Groupement d’Été")
    assert Settings.from_env(env) == expected


def test_secrets_are_not_shown() -> None:
    shown = repr(
        Settings(
            secret_key=SECRET,
            imap_password="hush-imap",
            smtp_password="hush-smtp",
            database_url="postgresql://centrale:hush-database@db.example/centrale",
        )
    )
    assert SECRET not in shown
    assert "hush" not in shown
    assert "contact@centrale.test" in shown


def test_what_is_called_a_secret_is_one() -> None:
    named = {field.name for field in FIELDS if field.name.endswith(("_password", "_key", "_token"))}
    assert named
    assert named <= {field.name for field in FIELDS if field.metadata["secret"]}


def test_links_stand_on_the_public_url() -> None:
    assert (
        Settings(public_url="https://group.example", join_path="/adherer").join_url == "https://group.example/adherer"
    )
