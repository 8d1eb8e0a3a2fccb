# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The differences that several hosts report, as those of one task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def of_hosts(answers: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each with its host in its headers: the same path is another one on another host."""
    return [
        {**one, **{key: f"{host}: {one[key]}" for key in ("before_header", "after_header")}}
        for host, answer in answers.items()
        for one in answer.get("diff", ())
    ]
