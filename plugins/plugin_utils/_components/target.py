# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For whom a desired state is computed, and what is known of that host besides its own variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .._topology.published import DataCenterModel, Model
from .._topology.rule import ERROR
from .._topology.values import Unusable
from .reading import GIR801, OMITTED
from .report import Report
from .rule import rule

CONTROLLER = "localhost"
GIR726 = rule(
    726,
    "Every host whose variables a component needs is in the inventory of this run.",
    "Run this with the whole inventory, or leave the component out with --skip-tags.",
    lenient=ERROR,
)


@dataclass(frozen=True)
class Target:
    """`os_family` and `service_manager` are what the host said in this run, empty when nobody asked. `has_ipv6`:
    whether it said an IPv6 address that others can reach.

    `others`: host to the variables of it that the component asks for (`Component.asks`), as far as they are given.
    `unseen`: those of these hosts of which this run knows nothing. `is_windows`: by how Ansible reaches it.
    """

    host: str
    os_family: str = ""
    service_manager: str = ""
    others: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    has_ipv6: bool = False
    is_windows: bool = False

    def data_center(self, model: Model) -> DataCenterModel:
        """The data center of the host."""
        return model["data_centers"][model["hosts"][self.host]["data_center"]]

    def asked(self, host: str, variable: str, report: Report) -> object:
        """A variable of another host. None where it is not given, or cannot be known, which is reported."""
        if host in self.unseen:
            report.add(GIR726, variable, f"{variable} of {host} is not known: this run does not see that host.")
            return None
        value = self.others.get(host, {}).get(variable)
        if value is OMITTED or value == "":
            return None
        if isinstance(value, Unusable):
            sentence = f"{variable} of {host} cannot be evaluated: {value.reason}."
            report.add(GIR801, variable, sentence, value.remedy)
            return None
        return value
