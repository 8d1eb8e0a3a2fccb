# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RWS holds for each location: storages, where to decrypt, and the Interaction Receiver."""

from __future__ import annotations

from typing import Any

from .profiles import Profile
from .report import Report
from .trees import Tree


class RwsState:
    """`rws`: what was read of RWS, with its lists `storage` and `settings`."""

    def __init__(self, rws: Tree, profiles: list[Profile], report: Report) -> None:
        self.profiles, self.report = profiles, report
        self._storage: list[Tree] = rws.get("storage") or []
        self._settings: list[Tree] = rws.get("settings") or []

    def storages(self, place: str | None) -> Tree | None:
        """The addresses and the user name for the recordings of a location; None unless voice and screen have one."""
        urls: dict[str, str] = {}
        username = None
        for kind in ("voice", "screen"):
            entries = [
                entry
                for entry in self._storage
                if entry["kind"] == kind
                and entry["location"] == place
                and entry["active"] is not False
                and entry["url"]
            ]
            if not entries or place is None:
                continue
            taken = self._taken(kind, place, entries)
            if taken is None:
                continue
            urls[kind + "_url"] = taken["url"].rstrip("/")
            username = username or taken["username"]
        return {"urls": urls, "username": username} if len(urls) == 2 else None

    def _taken(self, kind: str, place: str, entries: list[Tree]) -> Tree | None:
        """The storage in use; of several the one that an IVR Profile names, and else none."""
        found = {entry["url"].rstrip("/"): entry for entry in entries}
        if len(found) == 1:
            return entries[0]
        named = {profile.words.get("storage", "").rstrip("/") for profile in self.profiles} & set(found)
        taken = next(iter(named)) if len(named) == 1 else None
        self.report.contradict(
            f"RWS has several {kind} storages in use for {place}: {', '.join(sorted(found))}; "
            f"{f'{taken} was taken, which an IVR Profile names' if taken else 'none was taken'}. Decide which one it"
            " is, and switch the other one off."
        )
        return found[taken] if taken else None

    def decryption(self) -> dict[str, str]:
        """{node path: address of RCS} of the setting that tells RWS where to decrypt, whatever its name is."""
        entries = [entry for entry in self._settings if entry["group"] == "screen-recording"]
        entries = [entry for entry in entries if "decrypt" in entry["name"].lower() and isinstance(entry["value"], str)]
        return {entry["location"]: entry["value"] for entry in entries}

    def receivers(self, member: str) -> list[tuple[str, Any]]:
        """(which setting, what it has for a member) of each setting of an Interaction Receiver."""
        return [
            (f"the RWS setting of {entry['location']}", entry["value"].get(member))
            for entry in self._settings
            if (entry["group"], entry["name"]) == ("speechminer", "interaction-receiver")
            and isinstance(entry["value"], dict)
        ]
