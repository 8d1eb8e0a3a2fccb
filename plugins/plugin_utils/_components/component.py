# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a component is: data, and two functions from the model and a host's variables to what the host should be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Union

from .._topology.published import Model
from . import configuration_change, environment, object_rules
from .configuration_change import TakesUp
from .desired import Desired
from .options import Options, Row, variables
from .reading import read
from .report import Report
from .shared import ConfigurationServerObjects, Installed, check_configuration_source
from .target import CONTROLLER, Target

# The stages of playbook site, in their order. Between servers and state the keystores are checked.
SERVERS = "servers"
STATE = "state"
HOSTS = "hosts"
OBJECTS = "objects"
NAMES = "names"
# The guard of certificates in use: no component, but components need that it passes.
KEYSTORES = "keystores"


@dataclass(frozen=True)
class Everywhere:
    """Every data center has a host of the group, or of another one with the same rule.

    `rule` is broken where there is none, `what` is missing then. `for_calls`: only where calls are recorded.
    """

    rule: str
    what: str
    for_calls: bool = False


@dataclass(frozen=True)
class Pair:
    """Hosts of the group stand in the primary and in the backup data center, in both or in none of them."""

    misplaced: str
    incomplete: str
    what: str


Placement = Union[Everywhere, Pair, None]


class Code(Protocol):
    """The module of a component."""

    def check(self, model: Model, target: Target, o: Any, report: Report) -> None:
        """Report what is wrong with its options."""

    def desired(self, model: Model, target: Target, o: Any, report: Report) -> Desired:
        """Compute what the host should be."""


@dataclass(frozen=True)
class Component:
    """`role` holds its documentation and templates. `group` None: it runs on the controller, once.

    `title` stands in task names; `order_note` says why it has its place in playbook site. `entry` and `render_entry`
    are the entry points of its role. `asks`: variables of other hosts that it needs, of the hosts in `asks_groups`.
    Playbook upgrade brings new versions of those with an `upgrade_rank`, in its order. Playbook verify tries the
    transactions of those that are `probed`. `placement`: where the hosts of the group have to stand.
    `further_groups`: groups whose hosts run it besides those of `group`.
    `needs`: surfaces of playbook site without which it is not done; they come before it. `platform`: fields of Target
    that its desired state depends on, which only the host itself can say. `may_be_windows`: its hosts may run Windows.
    """

    name: str
    title: str
    group: str | None
    stage: str
    table: type[Options]
    code: Code
    role: str = ""
    asks: tuple[str, ...] = ()
    asks_groups: tuple[str, ...] = ()
    upgrade_rank: int | None = None
    probed: bool = False
    entry: str = "main"
    render_entry: str = "render"
    order_note: str = ""
    placement: Placement = None
    needs: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    may_be_windows: bool = False
    further_groups: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups whose hosts run it; none for the controller."""
        return () if self.group is None else (self.group, *self.further_groups)

    def runs_on(self, components: Iterable[str]) -> bool:
        """Whether a host that is in these component groups runs it."""
        return not set(self.groups).isdisjoint(components)

    @property
    def variables(self) -> dict[str, Row]:
        """Every variable that the component reads of its own host."""
        return variables(self.table)

    def targets(self, model: Model) -> list[str]:
        """The hosts that run it, in the order of the inventory; the controller for those without a group."""
        if self.group is None:
            return [CONTROLLER]
        return [host for host, known in model["hosts"].items() if self.runs_on(known["components"])]

    def desired(self, model: Model, target: Target, given: Mapping[str, object]) -> Desired:
        """The desired state of one host. `given`: variable to plain value, Unusable or OMITTED."""
        report = Report(target.host)
        options = read(self.table, given, report)
        self.code.check(model, target, options, report)
        if isinstance(options, ConfigurationServerObjects):
            check_configuration_source(options, report)
        if isinstance(options, Installed):
            environment.check(options, report)
        if isinstance(options, TakesUp):
            configuration_change.check(options, report)
        if report:
            center = None if self.group is None else model["hosts"][target.host]["data_center"]
            return Desired(self.name, target.host, center, violations=report.violations)
        result = self.code.desired(model, target, options, report)
        if isinstance(options, TakesUp):
            configuration_change.add(result, options)
        object_rules.check(result, report)
        result.violations = report.violations
        return result
