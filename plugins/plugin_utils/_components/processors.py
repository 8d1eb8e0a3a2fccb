# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Recording Processor Script and Voice Processor share."""

from __future__ import annotations

from .._topology.published import DataCenterModel, Model
from .._topology.rule import Rule
from .desired import Json, Tree
from .report import Report

_CONFIGURATION_SERVER = ("host", "port", "username", "password", "backup_host", "backup_port")


def configuration_server(given: dict[str, Json] | None) -> Tree:
    """How a processor reads its configuration, by option key; null for what is not given."""
    return {f"configuration_server_{name}": (given or {}).get(name) for name in _CONFIGURATION_SERVER}


def origins(center: DataCenterModel, rws_url: str | None) -> dict[str, str]:
    """By option key, where the values come from that are no variables of the processor itself."""
    found = {f"configuration_server_{name}": f"gir_configuration_server.{name}" for name in _CONFIGURATION_SERVER}
    for key in ("username", "password"):
        found[f"rws_{key}"] = f"gir_rws_ops_{key}"
    found["contact_center_id"] = "gir_contact_center_id"
    if rws_url is None:
        found["rws_url"] = f"gir_datacenters.{center['name']}.rws_url"
    return found


def changes_mode(center: DataCenterModel) -> bool:
    """Whether its processors are active or in backup mode as the data center is active or not."""
    return center["role"] in ("primary", "backup")


def handover(model: Model, center: DataCenterModel, post_uri: str | None, domain: str | None) -> str | None:
    """Where a processor in backup mode hands recordings over to: the active one. An active one has nobody."""
    if center["processor_mode"] != "backup":
        return None
    if post_uri is not None:
        return post_uri
    active = model["data_centers"][model["active"]]
    return f"{active['processor_url']}/api/contact-centers/{domain or ''}/recordings"


def check_handover(
    rule: Rule, center: DataCenterModel, post_uri: str | None, domain: str | None, report: Report
) -> None:
    """The address that the active processor serves has the domain of the contact center in it."""
    if center["processor_mode"] == "backup" and post_uri is None and not (domain or "").strip():
        report.add(
            rule,
            "gir_contact_center_domain",
            "gir_contact_center_domain is not given, but a processor in backup mode hands recordings over to"
            " <processor_url>/api/contact-centers/<domain>/recordings.",
        )
