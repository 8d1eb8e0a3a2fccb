# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one list of components: their order, their group, where they run, and what computes their desired state.

Playbooks, documentation and the groups of the map are generated from it or loop over it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .._topology.published import Model
from . import muxer
from .desired import Desired
from .options import Options, Row, variables
from .reading import read
from .report import Report
from .shared import ConfigurationServerObjects, check_configuration_source
from .target import CONTROLLER, Target

# The stages of playbook site, in their order. Between servers and state the keystores are checked.
SERVERS = "servers"
STATE = "state"
HOSTS = "hosts"
OBJECTS = "objects"
NAMES = "names"


@dataclass(frozen=True)
class Component:
    """`role` holds its documentation and templates. `group` None: it runs on the controller, once.

    `title` stands in task names. `asks`: variables of other hosts that it needs, of the hosts in `asks_groups`.
    `facts`: facts of the host that it needs where its variables do not say it, as gather_subset names them.
    `upgraded`: playbook upgrade brings new versions of it, in the order of `upgrade_rank`.
    """

    name: str
    title: str
    group: str | None
    stage: str
    table: type[Options]
    checks: Callable[[Model, Target, Any, Report], None]
    computes: Callable[[Model, Target, Any, Report], Desired]
    role: str = ""
    asks: tuple[str, ...] = ()
    asks_groups: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    upgrade_rank: int | None = None

    @property
    def variables(self) -> dict[str, Row]:
        """Every variable that the component reads of its own host."""
        return variables(self.table)

    def targets(self, model: Model) -> list[str]:
        """The hosts that run it, in the order of the inventory; the controller for those without a group."""
        if self.group is None:
            return [CONTROLLER]
        return [host for host, known in model["hosts"].items() if self.group in known["components"]]

    def desired(self, model: Model, target: Target, given: Mapping[str, object]) -> Desired:
        """The desired state of one host. `given`: variable to plain value, Unusable or OMITTED."""
        report = Report(target.host)
        options = read(self.table, given, report)
        self.checks(model, target, options, report)
        if isinstance(options, ConfigurationServerObjects):
            check_configuration_source(options, report)
        if report:
            center = None if self.group is None else model["hosts"][target.host]["data_center"]
            return Desired(self.name, target.host, center, violations=report.violations)
        result = self.computes(model, target, options, report)
        result.violations = report.violations
        return result


_ALL = (
    Component(
        "muxer", "Recording Muxer Script", "gir_muxer", HOSTS, muxer.Muxer, muxer.check, muxer.desired, upgrade_rank=4
    ),
)

COMPONENTS = {component.name: component for component in _ALL}
