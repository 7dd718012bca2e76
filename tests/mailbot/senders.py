"""Who may write to the bot, and what none but a proven active member may read in its answers."""

from __future__ import annotations

from models.siret import format_siret
from tests.group import Group
from tests.mailbot.bot import mail

# Everybody who is no proven active member.
OUTSIDERS = ("unproven", "stranger", "prospect_owner", "former_owner", "lonely")
# Everybody but Claire's own company; another member may read what is for members, but nothing of Claire's.
OTHERS = (*OUTSIDERS, "other_owner")


def mail_of(who: str, group: Group, text: str, **options: object) -> bytes:
    """A mail of somebody by name; "unproven" says to be Claire, and our mail server does not vouch for it."""
    if who == "unproven":
        return mail(group.owner, text, results=None, **options)  # type: ignore[arg-type]
    sender = "jean@inconnu.test" if who == "stranger" else getattr(group, who)
    return mail(sender, text, **options)  # type: ignore[arg-type]


def for_members(group: Group) -> tuple[str, ...]:
    """What is for active members alone."""
    return ("584213", "Zoé Accueil", "04 00 00 00", "@roulevite.test", "@bureau-clair.test", "Tarif groupe",
            "Remise de 30", "Citer le code", "1,85", "2,85", "3,85")  # fmt: skip


def of_claire(group: Group) -> tuple[str, ...]:
    """What is Claire's and her company's."""
    siret = group.member.siret
    return (siret, format_siret(siret), "Éclair", "Claire", "Sophie", "sophie.conseil", "06 00 00 00 00")


def plain(text: str) -> str:
    """The text with ordinary blanks."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def assert_untold(text: str, group: Group, who: str) -> None:
    """Nothing in it that this sender may not read; `who` as in `mail_of`."""
    words = list(for_members(group)) if who in OUTSIDERS else []
    # The advisor of the prospect and of the former member is Sophie too; all people share one phone number.
    shared = () if who in ("unproven", "stranger", "lonely") else ("Sophie", "sophie.conseil", "06 00 00 00 00")
    words += [word for word in of_claire(group) if word not in shared]
    told = plain(text)
    for word in words:
        assert word not in told, f"{who} was told {word!r}"
