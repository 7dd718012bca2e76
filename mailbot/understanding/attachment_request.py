"""A request for supplier attachment: which suppliers, accounts and company it names, and what must be asked back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailbot.understanding.account import AccountNumber, find_accounts, says_account, supplier_of
from mailbot.understanding.directory import SupplierDirectory, SupplierEntry, SupplierMention
from mailbot.understanding.meant import ASK_CHANCE, MAX_CHARACTERS, OPEN, Settled, asked_in, distinct, mentions_in
from mailbot.understanding.not_accounts import holds_secrets
from mailbot.understanding.owners import is_doubtful, strangers
from mailbot.understanding.sentences import Sentence, names_goal, sentences_of, split_subject
from mailbot.understanding.strange import signs_of_kinds
from models.folding import fold
from models.mail_kinds import MailKind
from models.siret import CompanyNumber, CompanyNumberKind, find_company_numbers


class Missing(StrEnum):
    """What the sender must be asked before the request can be carried out."""

    SUPPLIER = "SUPPLIER"  # none is named
    WHICH_SUPPLIER = "WHICH_SUPPLIER"  # several share the name, or are named
    UNKNOWN_SUPPLIER = "UNKNOWN_SUPPLIER"  # a name that the directory doesn't know
    SIRET_INVALID = "SIRET_INVALID"
    WHICH_COMPANY = "WHICH_COMPANY"  # numbers of several companies
    ACCOUNT_NUMBER = "ACCOUNT_NUMBER"  # they have an account, but don't give its number
    WHICH_ACCOUNT = "WHICH_ACCOUNT"  # several account numbers at one supplier


@dataclass(frozen=True)
class SupplierRequest:
    """One supplier to be attached to. `has_account` None: the mail doesn't say."""

    mention: SupplierMention
    account_number: str | None
    has_account: bool | None
    account_candidates: tuple[str, ...] = ()
    # Nowhere written right, or only quoted: the sender is asked before its account goes to somebody else's supplier.
    guessed: bool = False

    @property
    def supplier(self) -> SupplierEntry | None:
        """The one supplier meant, or None when the sender must be asked which."""
        return None if self.mention.ambiguous else self.mention.candidates[0]


@dataclass(frozen=True)
class AttachmentUnderstanding:
    """What was understood; complete when `missing` is empty. Without a company number the sender's own is meant."""

    suppliers: tuple[SupplierRequest, ...]
    unknown_suppliers: tuple[str, ...]  # as written
    company_number: CompanyNumber | None
    has_account: bool | None
    missing: tuple[Missing, ...]
    # It is unsure which of the suppliers that are named are meant: nobody is written to before the sender says so.
    unsure: bool = False
    # Whose an account is, or whether it is one, is for a human to say: nobody is written to.
    held: bool = False


_ATTACHMENT = signs_of_kinds({MailKind.SUPPLIER_ATTACHMENT: 1.0})


def understand_attachment_request(
    subject: str,
    text: str,
    directory: SupplierDirectory,
    inferred: SupplierEntry | None = None,
    settled: Settled = OPEN,
    of_mail: frozenset[str] = _ATTACHMENT,
) -> AttachmentUnderstanding:
    """What a mail of this kind asks to attach. `text` is the sender's own new text, see `MailMessage.new_text`.

    `inferred`: the sender speaks of this supplier, but does not name it. `settled`: their answer when asked which.
    `of_mail`: what its kinds tell, see `strange.signs_of_kinds`.
    """
    bare_subject, _ = split_subject(subject.strip()[:500])
    whole = f"{bare_subject}\n\n{text.strip()[:MAX_CHARACTERS]}"
    return _Mail(whole, len(bare_subject), directory, inferred, settled, of_mail).understanding()


class _Mail:
    """Subject and text as one, and all that is found in it."""

    def __init__(
        self,
        text: str,
        subject_length: int,
        directory: SupplierDirectory,
        inferred: SupplierEntry | None,
        settled: Settled,
        of_mail: frozenset[str],
    ) -> None:
        self.text, self.subject_length, self.inferred, self.settled = text, subject_length, inferred, settled
        self.sentences = sentences_of(text)
        self.mentions = mentions_in(text, directory)
        self.numbers = find_company_numbers(text)
        taken = [(number.position, number.position + len(number.as_written)) for number in self.numbers]
        self.accounts = find_accounts(text, self.mentions, taken)
        self.asked = asked_in(text, tuple(self.mentions), of_mail, settled)
        self.strangers = strangers(text, self.mentions, self.accounts, self.asked.places)
        named = sorted((*self.mentions, *self.strangers), key=lambda one: one.position)
        self.owners = [one for one in named if one.position >= subject_length] or named
        self.says_account = says_account(text)

    def understanding(self) -> AttachmentUnderstanding:
        """Put together what the sentences that ask and their surroundings say."""
        has_account = self.says_account
        accounts = self._accounts_by_supplier()
        suppliers = tuple(
            self._request(mention, accounts.get(mention.candidates, ()), has_account)
            for mention in distinct(self._meant())
        )
        number, number_missing = _company_number(self.numbers)
        unknown, unsure = self.asked.unknown, bool(self.asked.choice)
        if has_account is None and any(one.account_number for one in suppliers):
            has_account = True
        missing = (*_missing_of_suppliers(suppliers, unknown, unsure=unsure), *number_missing)
        return AttachmentUnderstanding(suppliers, unknown, number, has_account, missing, unsure, self._held())

    def _held(self) -> bool:
        owners = [(account, self._owner_of(account)) for account in self.accounts]
        doubtful = (
            is_doubtful(self.text, account, owner, self.subject_length)
            for account, owner in owners
            if owner is not None
        )
        return holds_secrets(self.text) or (self.asked.chance < ASK_CHANCE and not self.asked.choice) or any(doubtful)

    def _accounts_by_supplier(self) -> dict[tuple[SupplierEntry, ...], tuple[str, ...]]:
        found: dict[tuple[SupplierEntry, ...], tuple[str, ...]] = {}
        for account in self.accounts:
            mention = self._mention_of(account)
            if mention is not None and account.value not in found.get(mention.candidates, ()):
                found[mention.candidates] = (*found.get(mention.candidates, ()), account.value)
        return found

    def _mention_of(self, account: AccountNumber) -> SupplierMention | None:
        owner = self._owner_of(account)
        return owner if owner is not None and owner.candidates else None

    def _owner_of(self, account: AccountNumber) -> SupplierMention | None:
        """Where an account belongs to; without candidates where that is a name that the directory doesn't know."""
        return supplier_of(account, self.owners, self.text)

    def _request(
        self, mention: SupplierMention, accounts: tuple[str, ...], has_account: bool | None
    ) -> SupplierRequest:
        one = accounts[0] if len(accounts) == 1 else None
        named = any(_is_sure(other) for other in self.mentions if other.candidates == mention.candidates)
        named = named and mention.candidates != (self.inferred,)
        guessed = bool(accounts) and not named and self.settled.confirmed.isdisjoint(mention.candidates)
        return SupplierRequest(mention, one, True if accounts else has_account, accounts, guessed)

    def _meant(self) -> list[SupplierMention]:
        """The suppliers to attach: named where it is asked, in a list or with an account; else all that are named."""
        mentions = self.asked.mentions
        if self.settled.confirmed:
            return list(mentions)
        body = [one for one in self.sentences if one.start >= self.subject_length]
        asking = [one for one in body if names_goal(one)] or [one for one in self.sentences if names_goal(one)]
        accounts = {one.candidates for one in map(self._mention_of, self.accounts) if one}
        sentences = {
            sentence
            for one in mentions
            if (sentence := self._sentence_of(one)) in asking
            or one.candidates in accounts
            or _AND_ALSO.search(sentence.folded)
            or self._heads_a_line(one)
        }
        return [one for one in mentions if self._sentence_of(one) in sentences] or list(mentions)

    def _heads_a_line(self, mention: SupplierMention) -> bool:
        line = self.text[self.text.rfind("\n", 0, mention.position) + 1 : mention.position]
        return mention.position > self.subject_length and re.fullmatch(r"\s*(?:\d{1,2}[.)])?\W*", line) is not None

    def _sentence_of(self, mention: SupplierMention) -> Sentence:
        return next(one for one in self.sentences if one.start <= mention.position < one.end)


# Of a shortened name, or one that is a word, too; what scores less is a typo.
SURE = 0.9
_AND_ALSO = re.compile(r"\b(?:idem|aussi|egalement|de meme|pareil|meme chose|ainsi que|same for)\b")


def _is_sure(mention: SupplierMention) -> bool:
    """Whether a name is written rightly, or so nearly that it can hardly be another one."""
    if mention.score != SURE:
        return mention.score > SURE
    written = fold(mention.as_written).replace(" ", "")
    names = (name for entry in mention.candidates for name in (entry.name, *entry.aliases))
    return any(written in fold(name.replace(".", "")).replace(" ", "") for name in names)


def _company_number(numbers: Sequence[CompanyNumber]) -> tuple[CompanyNumber | None, tuple[Missing, ...]]:
    """The most exact valid number; one that fails its checks is given too, so that the question can quote it."""
    valid = [number for number in numbers if number.valid]
    if not valid:
        return (numbers[0], (Missing.SIRET_INVALID,)) if numbers else (None, ())
    order = list(CompanyNumberKind)
    best = min(valid, key=lambda number: order.index(number.kind))
    several = len({one.siren for one in valid}) > 1 or sum(one.kind is CompanyNumberKind.SIRET for one in valid) > 1
    return best, ((Missing.WHICH_COMPANY,) if several else ())


def _missing_of_suppliers(
    suppliers: Sequence[SupplierRequest], unknown: Sequence[str], *, unsure: bool
) -> list[Missing]:
    checks = {
        Missing.SUPPLIER: not suppliers and not unknown,
        Missing.WHICH_SUPPLIER: unsure or any(one.mention.ambiguous for one in suppliers),
        Missing.UNKNOWN_SUPPLIER: bool(unknown),
        Missing.ACCOUNT_NUMBER: any(one.has_account and not one.account_candidates for one in suppliers),
        Missing.WHICH_ACCOUNT: any(len(one.account_candidates) > 1 for one in suppliers),
    }
    return [missing for missing, applies in checks.items() if applies]
