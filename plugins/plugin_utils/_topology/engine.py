# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From groups and variables to the model and every broken rule. Needs no Ansible; the only entry of this package."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import (
    account_rules,
    ledger_rules,
    lifecycle,
    lifecycle_holds,
    lifecycle_rules,
    lifecycle_words,
    map_rules,
    partial,
    reading,
    records,
    rws_rules,
    storage_rules,
)
from . import active as active_rules
from .model import build
from .placement import check_components, place, read_groups
from .published import Model
from .report import Report, Violation, line
from .rule import WARNING
from .values import Value, given, plain

VARIABLES = (
    "gir_datacenters",
    "gir_central_storage",
    "gir_active_datacenter",
    "gir_eservices_site",
    "gir_storage_credentials",
    "gir_service_user",
    "gir_service_group",
    "gir_rws_ops_username",
    "gir_rws_ops_password",
    "gir_rws_admin_username",
    "gir_rws_admin_password",
    "gir_interaction_receiver_username",
    "gir_interaction_receiver_password",
    "gir_contact_center_id",
    "gir_contact_center_domain",
    "gir_configuration_server",
    "workspace_desktop_version",
    "workspace_desktop_srs_version",
    "workspace_desktop_failover_strategy",
    *lifecycle_words.VARIABLES,
    *lifecycle_holds.VARIABLES,
)
HOST_VARIABLES = rws_rules.HOST_VARIABLES
# What the RWS hosts themselves say.
LEDGER = ledger_rules.LEDGER
RECORD, ESERVICES = records.RECORD, records.ESERVICES
ANSWERED = active_rules.ANSWERED


@dataclass
class Evaluation:
    """`model` is None when a rule of severity error is broken. `unseen`: its hosts that this run does not see."""

    model: Model | None
    violations: list[Violation]
    unseen: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[Violation]:
        return [violation for violation in self.violations if violation["severity"] != WARNING]

    @property
    def warnings(self) -> list[Violation]:
        return [violation for violation in self.violations if violation["severity"] == WARNING]


def evaluate(
    groups: object,
    variables: object,
    host_variables: object = None,
    verb: str = "topology",
    sight: partial.Sight | None = None,
    operation: str | None = None,
) -> Evaluation:
    """What the inventory says, as `verb` needs it (rule.VERBS). Text without a letter counts as not given.

    `host_variables`: {RWS host: {HOST_VARIABLES..., LEDGER and RECORD and ESERVICES: what it holds of these,
    ANSWERED: whether it was heard}}. They are None when nobody asked the hosts. `sight`: what this run sees of the
    inventory, by default all. `operation`: that of this run, whose entry in the ledger has not ended yet.
    """
    report = Report(verb)
    sight = sight or partial.Sight()
    variables = _dictionary(variables)
    by_host = {host: _dictionary(values) for host, values in _dictionary(host_variables).items()}

    centers, complete = reading.data_centers(report, variables.get("gir_datacenters"))
    central_given = variables.get("gir_central_storage") is not None
    central = None
    if central_given:
        central = reading.storage(report, "gir_central_storage", variables["gir_central_storage"], reading.CENTRAL)
    map_rules.check(report, centers, complete)
    storage_rules.check(report, centers, central, central_given)
    map_rules.check_encryption(report, centers, central)

    known_groups, of_controller = read_groups(report, plain(groups))
    placement, sync_node = None, None
    seen = partial.Seen({})
    if known_groups is not None:
        seen = partial.complete(report, known_groups, sight, verb)
        known_groups = seen.groups
        if sight.asked:
            # Nobody could ask a host that the inventory of this run does not have.
            hidden = [host for host in known_groups.get("gir_rws") or [] if host in seen.unseen]
            by_host.update({host: {ANSWERED: False} for host in hidden})
        placement = place(report, known_groups, of_controller, centers, complete)
        check_components(report, placement, centers)
        sync_node = rws_rules.sync_node(report, centers, placement, by_host, seen.sync_node)
        if len(placement.data_centers_of) > 1:
            map_rules.check_loopback(report, centers, central)
        if host_variables is not None:
            with report.aside():
                nodes = [host for host in known_groups.get("gir_rws") or [] if host not in seen.unseen]
                rws_rules.check_nodes(report, nodes, by_host)
    with report.aside():
        desktop_failover = rws_rules.check_desktops(report, variables)
        account_rules.check(report, variables, centers, complete, central, central_given)
        kept = lifecycle.read(report, variables)
        lifecycle_holds.check(report, variables, kept, centers)
    lifecycle_rules.check(report, kept, centers, central)
    active = active_rules.choose(report, centers, variables, by_host, placement, operation)

    if report.has_errors or placement is None or active is None:
        return Evaluation(model=None, violations=report.violations)
    storage_rules.check_failover(report, centers, central, centers[active.name])
    model = build(centers, central, placement, active, sync_node, desktop_failover, kept)
    partial.compare(report, seen, model)
    model["warnings"] = [line(violation) for violation in report.violations]
    return Evaluation(model=None if report.has_errors else model, violations=report.violations, unseen=seen.unseen)


def _dictionary(value: object) -> dict[str, Value]:
    value = plain(value)
    return given(value) if isinstance(value, dict) else {}
