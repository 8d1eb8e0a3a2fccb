# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The publisher of the ledger on each RWS host, for the site guards of other hosts."""

from __future__ import annotations

from ...module_utils._ledger.record import ledger_path
from .._topology.published import Model
from .deployed import owner_of
from .desired import Absent, Desired, File, Service, Tree
from .options import not_given
from .report import Report
from .rule import rule
from .site_guard_options import LedgerPublisher
from .site_guard_service import PUBLISHER, check_key, directories, program_files, root_of, unit
from .target import Target

GIR661 = rule(
    661,
    "With gir_site_guard, RWS hosts have an account of their own that publishes the ledger.",
    "Give gir_service_user, an account without rights of its own.",
)


def check(model: Model, target: Target, o: LedgerPublisher, report: Report) -> None:
    """A key that nobody guesses, and an account that may do little."""
    if not o.gir_site_guard:
        return
    check_key(o, report)
    if not_given(o, "gir_service_user"):
        report.add(GIR661, "gir_service_user", "gir_site_guard is on, and gir_service_user is not given.")


def desired(model: Model, target: Target, o: LedgerPublisher, report: Report) -> Desired:
    """Everything with the guard, nothing without."""
    result = Desired("ledger_publisher", target.host, target.data_center(model)["name"])
    result.secret_keys = list(o.gir_secret_keys)
    if not o.gir_site_guard:
        result.absent = Absent([PUBLISHER.unit_path, PUBLISHER.settings, PUBLISHER.program], [PUBLISHER.unit])
        return result
    result.directories = directories(PUBLISHER, o)
    result.files = [*program_files(PUBLISHER, o), _configuration(o), _unit(o)]
    result.service = Service(PUBLISHER.name, unit_expected=True, health={"stable_for": 1})
    return result


def _configuration(o: LedgerPublisher) -> File:
    data: Tree = {
        "port": o.gir_site_guard_port,
        "secret": o.gir_site_guard_key,
        "ledger": ledger_path(""),
    }
    path = f"{PUBLISHER.settings}/{PUBLISHER.configuration}"
    owner = root_of(o)["owner"]
    return File(path, "json", data=data, owner=owner, group=owner_of(o)["group"], mode="0640")


def _unit(o: LedgerPublisher) -> File:
    own = owner_of(o)
    service: Tree = {
        "User": own["owner"],
        "Group": own["group"],
        "ExecStart": PUBLISHER.command(o.gir_site_guard_python),
        "NoNewPrivileges": "true",
        "PrivateTmp": "true",
        "PrivateDevices": "true",
        "ProtectSystem": "full",
        "ProtectHome": "true",
    }
    return unit(PUBLISHER, o, "Publisher of the ledger for site guards", service)
