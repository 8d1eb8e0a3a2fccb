# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of option tables are read from the source of their classes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import Options, derived, option
from option_texts import descriptions, introductions


@dataclass(frozen=True)
class Base(Options):
    shared: bool = option(default=True)
    """Of <component>."""
    other: list[str] | None = option()
    """What the base says."""


@dataclass(frozen=True)
class Table(Base):
    """A class has a text of its own, which is none of its fields'."""

    COMPONENT = "sample"
    """Does this and that

    Long text of
    two lines.

    Another one.
    """
    ENTRIES = {
        "other": """Does something else

        With care.
        """,
    }

    other: list[str] | None = option()
    """What the table says."""
    long: str | None = option()
    """First line
    and second.

    Second paragraph.
    """
    follows: str | None = derived("section/follows")


@dataclass(frozen=True)
class Silent(Base):
    COMPONENT = "silent"

    described: str | None = option()
    """Text."""
    nameless: str | None = option()


def test_descriptions():
    assert descriptions(Table) == {
        "shared": "Of sample.",
        "other": "What the table says.",
        "long": ["First line and second.", "Second paragraph."],
    }


def test_introductions():
    assert introductions(Table) == {
        "main": ("Does this and that", ["Long text of two lines.", "Another one."]),
        "other": ("Does something else", ["With care."]),
    }


def test_missing_texts():
    with pytest.raises(SystemExit, match="Silent has no text for nameless: put a string below each of them"):
        descriptions(Silent)
    with pytest.raises(SystemExit, match="Silent has no text for COMPONENT"):
        introductions(Silent)
