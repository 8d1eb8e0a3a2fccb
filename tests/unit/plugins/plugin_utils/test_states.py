# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desired states before a host was asked: one for each platform that it may be."""

from __future__ import annotations

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import states as under_test

ANY = under_test._ANY


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({(): "x"}, {(): "x"}),
        ({("a",): "x", ("b",): "x"}, {(ANY,): "x"}),
        ({("a",): "x", ("b",): "y"}, {("a",): "x", ("b",): "y"}),
        (
            {("a", 0): "x", ("a", 1): "x", ("b", 0): "y", ("b", 1): "y"},
            {("a", ANY): "x", ("b", ANY): "y"},
        ),
        (
            {("a", 0): "x", ("a", 1): "x", ("b", 0): "x", ("b", 1): "y"},
            {("a", 0): "x", ("a", 1): "x", ("b", 0): "x", ("b", 1): "y"},
        ),
    ],
)
def test_what_changes_nothing_is_no_variant(found, expected):
    assert under_test._distinct(found, len(next(iter(found)))) == expected
