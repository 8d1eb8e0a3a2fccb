# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The failover kits for a comparison: where they lie, and what holds now, which they are compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._kit.look import look, name_of
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import kits
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Answer, Difference
from ansible_collections.gir.multidc.plugins.plugin_utils._kit import options, sources
from ansible_collections.gir.multidc.plugins.plugin_utils._kit.freshness import Now
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model


@dataclass(frozen=True)
class Kits:
    """What a run of drift was told of kits. `inventory`: the digest of its files, empty where nobody can tell."""

    given: options.Options = options.Options()
    inventory: str = ""
    moment: float = 0.0

    def path(self, model: Model, host: str) -> str:
        """Where an RWS host keeps the kit of its data center; empty where it keeps none."""
        center = model["hosts"][host]["data_center"]
        if not self.given.host_directory or center not in (model["primary"], model["backup"]):
            return ""
        return f"{self.given.host_directory.rstrip('/')}/{name_of(center)}"

    def of_host(self, model: Model, host: str, view: Mapping[str, Any] | None) -> list[Difference]:
        """What is wrong with the kit of a host, as it answered."""
        return [] if view is None else kits.differences(view, self._now(model["hosts"][host]["data_center"]))

    def of_controller(self, model: Model) -> list[Answer]:
        """What is wrong with those of the controller."""
        directory = options.on_controller(self.given.directory)
        if not directory:
            return []
        paths = {center: f"{directory}/{name_of(center)}" for center in (model["primary"], model["backup"])}
        views = [({**look(path), "path": path}, self._now(center)) for center, path in paths.items()]
        return [kits.of_controller(views)]

    def _now(self, center: str) -> Now:
        return Now(center, self.inventory, version(), self.given.days, self.moment)


def told(
    value: Callable[[str], object], given_sources: Iterable[object], moment: float
) -> tuple[Kits, list[Violation]]:
    """Of the variables, and of the inventory's sources. Files are only read where anybody has declared kits."""
    given, wrong = options.read(value)
    if not given.directory and not given.host_directory:
        return Kits(), wrong
    found = sources.collected(str(one) for one in given_sources)
    try:
        digest = "" if found.problems else sources.digest(found, sources.contents(found))
    except OSError:
        digest = ""
    return Kits(given, digest, moment), wrong
