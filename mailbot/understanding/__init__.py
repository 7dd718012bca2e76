"""Understanding what a mail asks for: pure functions from text to values; when in doubt, a person decides."""

from mailbot.understanding.attachment_request import (
    AttachmentUnderstanding,
    Missing,
    SupplierRequest,
    understand_attachment_request,
)
from mailbot.understanding.directory import SupplierDirectory, SupplierEntry, SupplierMention

__all__ = [
    "AttachmentUnderstanding",
    "Missing",
    "SupplierDirectory",
    "SupplierEntry",
    "SupplierMention",
    "SupplierRequest",
    "understand_attachment_request",
]
