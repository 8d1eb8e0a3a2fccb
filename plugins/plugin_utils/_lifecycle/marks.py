# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mark of a rule: a word that changes with the rule, so that an attestation is of one text of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from .._topology.published import LifecycleRuleModel

# Letters alone, and no vowel: YAML takes such a word for no number, and nobody for another word.
_LETTERS = "bcdfghjklmnpqrst"
_LENGTH = 10


def mark(location: str, rule: LifecycleRuleModel) -> str:
    """Of a rule of this node path, with all that it asks for; the order of filters means nothing."""
    tasks = [{name: _ordered(value) for name, value in task.items()} for task in rule["tasks"]]
    told = json.dumps([location, rule["name"], rule["enabled"], rule["at"], tasks], sort_keys=True)
    digest = hashlib.sha256(told.encode("utf-8")).hexdigest()
    return "".join(_LETTERS[int(digit, 16)] for digit in digest[:_LENGTH])


def _ordered(value: object) -> object:
    if isinstance(value, list):
        return sorted(str(item) for item in value)
    return dict(value) if isinstance(value, Mapping) else value
