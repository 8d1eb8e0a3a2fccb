# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to a data center by its nature: its name, site, locations, storage, hosts and addresses of the map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from .._topology.published import DataCenterModel, Model

_SHORTEST = 3


class Place:
    """What is of one data center by its nature, replaced by what it is."""

    def __init__(self, model: Model, name: str) -> None:
        self._words: dict[str, str] = {}
        for center in model["data_centers"].values():
            own = center["name"] == name
            self._add(center, "this" if own else "other", "host here" if own else "host there")
        long = sorted((word for word in self._words if len(word) >= _SHORTEST), key=len, reverse=True)
        inner = "|".join(map(re.escape, long))
        self._inner = re.compile(f"(?<![A-Za-z0-9])(?:{inner})(?![A-Za-z0-9])") if long else None

    def _add(self, center: DataCenterModel, which: str, host: str) -> None:
        words = {
            f"{which} data center": [center["name"]],
            f"{which} site": [center["site_name"]],
            f"{which} location": [*center["geo_locations"], center["node_path"]],
            f"{which} jurisdiction": [center["jurisdiction"]],
            f"{which} storage": [center["storage"]["name"]],
            f"{which} address": list(_addresses(center)),
            host: [name for hosts in center["hosts"].values() for name in hosts],
        }
        for title, some in words.items():
            for word in some:
                if word and any(map(str.isalnum, word)):
                    self._words.setdefault(word, f"<{title}>")

    def normal(self, value: object) -> object:
        """The value without what is of this data center."""
        if isinstance(value, str):
            if value in self._words:
                return self._words[value]
            return value if self._inner is None else self._inner.sub(lambda found: self._words[found[0]], value)
        if isinstance(value, list):
            # One data center may have more hosts than another.
            kept: list[object] = []
            for item in map(self.normal, value):
                if not kept or item != kept[-1]:
                    kept.append(item)
            return kept
        if isinstance(value, dict):
            return {str(self.normal(key)): self.normal(item) for key, item in value.items()}
        return value


def _addresses(center: DataCenterModel) -> Iterator[str]:
    """The addresses of the map, and the names of hosts in them, which may stand alone."""
    storage = center["storage"]
    for url in (center["rws_url"], center["processor_url"], center["rcs_url"], center["interaction_receiver_url"],
                storage["voice_url"], storage["screen_url"]):  # fmt: skip
        if url:
            yield url
            yield url.rstrip("/")
            try:
                yield urlsplit(url).hostname or ""
            except ValueError:
                continue
