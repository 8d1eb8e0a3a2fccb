# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Turn what Ansible hands to an action into plain Python data."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence, Set
from typing import Any, Protocol, TypeVar, Union

from ansible.module_utils.common.text.converters import to_text

# What `plain` makes of anything.
Plain = Union[None, bool, int, float, str, datetime.date, "list[Plain]", "dict[Plain, Plain]"]
_Data = TypeVar("_Data")


class Mask(Protocol):
    """Hides secrets; module_utils has the one that does."""

    def token(self, value: str) -> str:
        """What is shown in the place of a secret."""

    def text(self, text: str) -> str:
        """The text without its secrets."""

    def data(self, data: _Data) -> _Data:
        """The same structure, with a token in the place of each secret text."""


def plain(value: object) -> Plain:
    """A plain copy: tagged, vaulted, unsafe and lazily templated values become ordinary ones.

    Serialisers write subclasses of str and dict as objects of their own, and ansible-core 2.19 tags every value.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {plain(key): plain(member) for key, member in value.items()}
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bytes):
        text: str = to_text(value)
        return text
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, datetime.datetime):
        return datetime.datetime(*value.timetuple()[:6], value.microsecond, value.tzinfo)
    if isinstance(value, datetime.date):
        return datetime.date(value.year, value.month, value.day)
    if isinstance(value, Sequence) and not _is_text_like(value):
        return [plain(member) for member in value]
    if isinstance(value, Set):
        # Whether members can be compared is known only to them.
        members: list[Any] = [plain(member) for member in value]
        return sorted(members)
    # Vaulted strings are no str; their text is what they stand for.
    return str.__str__(to_text(str(value)))


def _is_text_like(value: object) -> bool:
    # AnsibleVaultEncryptedUnicode is a sequence of characters without being a str.
    return hasattr(value, "encode") or hasattr(value, "_ciphertext")


def without_nulls(value: Plain) -> Plain:
    """Structured content without its null values: an option that is unset is left to the product's own default."""
    if isinstance(value, dict):
        return {key: without_nulls(member) for key, member in value.items() if member is not None}
    if isinstance(value, list):
        return [without_nulls(member) for member in value if member is not None]
    return value


def message_of(error: Exception) -> str:
    """What a templating error says, without the source lines that newer versions add to it."""
    text = getattr(error, "message", None) or str(error)
    message: str = to_text(text)
    return message.strip().split("\n", 1)[0].rstrip(". ")
