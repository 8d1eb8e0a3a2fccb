# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Collect sentences about bad input, to report all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Problems:
    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, sentence: str) -> None:
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def __bool__(self) -> bool:
        return bool(self.sentences)

    def refusal(self, task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The result of a task that does nothing because of them."""
        host = task_vars.get("inventory_hostname", "this host")
        return {"failed": True, "changed": False, "msg": self.message(host), "problems": self.sentences}

    def message(self, host: str) -> str:
        count = "1 problem" if len(self.sentences) == 1 else "%d problems" % len(self.sentences)
        numbered = " ".join("(%d) %s." % pair for pair in enumerate((s.rstrip(".") for s in self.sentences), 1))
        return "%s for %s, nothing was written: %s" % (count, host, numbered)
