"""Every limit, with its reason. Each bounds one kind of attempt by one who makes it (`access.throttling`)."""

from __future__ import annotations

import datetime as dt

from access.throttling import Limit


def _seconds(seconds: float) -> dt.timedelta:
    return dt.timedelta(seconds=seconds)


def _minutes(minutes: float) -> dt.timedelta:
    return dt.timedelta(minutes=minutes)


SIGN_IN_PAIR = Limit(
    "sign-in-pair", 10, _minutes(1),
    "One address from one network, or from one known browser. Somebody who has forgotten tries a handful.",
)  # fmt: skip
SIGN_IN_CLIENT = Limit(
    "sign-in-client", 100, _seconds(10),
    "One network, whatever the addresses. A company behind one address signs in without noticing, a list of stolen "
    "passwords gets 8,640 tries a day.",
)  # fmt: skip
SIGN_IN_ADDRESS = Limit(
    "sign-in-address", 50, _seconds(30),
    "One address from all unknown browsers together: 2,880 guesses a day at most, from however many networks. Browsers "
    "that the person has signed in with are not counted here, and a reset link opens another way.",
)  # fmt: skip
CONTACT_FORM = Limit(
    "contact-form", 5, _minutes(2),
    "One network, or one signed-in person. Somebody may have two questions and a mistake in the first; a flood reaches "
    "the advisors' queue at 720 a day.",
)  # fmt: skip
CHAT = Limit(
    "chat", 20, _seconds(3), "One person: as fast as people type, in short lines.",
)  # fmt: skip
RESET_CLIENT = Limit(
    "reset-client", 20, _minutes(1),
    "Letters with a link to a new password that one network may ask for, whatever the addresses: no mail bombs.",
)  # fmt: skip
RESET_ADDRESS = Limit(
    "reset-address", 5, _minutes(10),
    "The same for one address, whoever asks: eleven letters in the worst hour. A link works for 60 minutes, so whoever "
    "finds the bucket empty has one in the mailbox that still works.",
)  # fmt: skip
PASSWORD_CHANGE = Limit(
    "password-change", 10, _minutes(1),
    "Guesses at the present password by somebody who found an open session.",
)  # fmt: skip
PASSWORD_METER = Limit(
    "password-meter", 60, _seconds(1),
    "Judgements of a password as it is typed, from one network; each costs up to a tenth of a second.",
)  # fmt: skip

APPLICATION = Limit(
    "application", 5, _minutes(10),
    "One network, or one sender of mails. Somebody applies for a few establishments and corrects a mistake; a flood is "
    "144 a day.",
)  # fmt: skip
APPLICATION_RECEIPT = Limit(
    "application-receipt", 3, dt.timedelta(hours=8),
    "One address, whoever types it. Past it applications are kept, but nobody's mailbox is filled with our receipts.",
)  # fmt: skip
INVITATION = Limit(
    "invitation", 10, _minutes(5),
    "Letters that the people of one company may have sent to colleagues: a company takes all its staff in at once, and "
    "nobody writes to strangers in our name.",
)  # fmt: skip
EMAIL_CHANGE = Limit(
    "email-change", 3, _minutes(10), "Letters to new addresses that one person may have sent.",
)  # fmt: skip

MEMBERSHIP_CHECK = Limit(
    "membership-check", 100, _minutes(2),
    "One supplier, with all of its keys. A shop checks who stands at the counter; of the millions of SIRETs in France "
    "720 a day can be tried, so nobody reads our members out.",
)  # fmt: skip

ATTESTATION = Limit(
    "attestation", 20, _minutes(10),
    "One company. Somebody prepares them for all their suppliers in one go.",
)  # fmt: skip

EXPORT = Limit(
    "export", 3, _minutes(10),
    "What is held of a person, asked for by one person: it reads every table and packs every mail.",
)  # fmt: skip

AUDIT_REQUEST = Limit(
    "audit-request", 20, _minutes(10),
    "Audits that are opened for one company, whoever asks: 17 categories in one go, and some that are cancelled.",
)  # fmt: skip
AUDIT_FILE = Limit(
    "audit-file", 500, _seconds(20),
    "New files for the audits of one company: a whole audit's at once. Reading a scan takes a processor some seconds a "
    "page.",
)  # fmt: skip

AUDIT_UPLOAD = Limit(
    "audit-upload", 600, _seconds(10),
    "Bodies of uploads that are read for one person: a whole audit (`max_audit_files`), and some that are sent again.",
)  # fmt: skip

AUDIT_REPORT = Limit(
    "audit-report", 20, _minutes(1),
    "Reports that one person downloads: each is typeset anew, with pictures of the invoices.",
)  # fmt: skip

ALL = tuple(value for value in vars().values() if isinstance(value, Limit))
