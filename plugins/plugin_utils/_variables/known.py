# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of every public variable, and what begins like one."""

from __future__ import annotations

import functools

from .._awx import variables as of_awx
from .._components.options import Row
from .._components.registry import COMPONENTS
from .._failover import variables as of_failover
from .._rehearsal import variables as of_rehearsal
from .._rejoin import variables as of_rejoin
from .._remediation import variables as of_remediation
from .._topology import engine

# Variables that no component has: those of the map,
MAP_VARIABLES = ("gir_datacenters", "gir_central_storage", "gir_active_datacenter")
# of runs that see a part of the inventory,
PARTIAL_VARIABLES = ("gir_model", "gir_model_file", "gir_model_export", "gir_expected_hosts")
# of the playbooks about keystores and certificates,
KEYSTORE_VARIABLES = (
    "gir_keystore_source_host", "gir_keystore_source_digest", "gir_keystore_state", "gir_keystore_accept_loss",
    "gir_keystore_unreachable", "gir_keystore_keep", "gir_keystore_expires_within_days", "gir_recording_certificate",
    "gir_recording_certificate_directory",
)  # fmt: skip
# of what RWS and Configuration Server are connected to,
CONNECTION_VARIABLES = (
    "gir_configuration_write_probe", "gir_configuration_write_probe_object", "gir_interaction_server",
    "gir_sip_servers",
)  # fmt: skip
# of the REST form of media lifecycle rules,
LIFECYCLE_API_VARIABLES = (
    "gir_media_lifecycle_api", "gir_media_lifecycle_apply", "gir_media_lifecycle_approved_by",
    "gir_media_lifecycle_approved_plan",
)  # fmt: skip
# of data stores, which the status looks at,
DATASTORE_VARIABLES = (
    "gir_cassandra_datacenter", "gir_cassandra_jmx_host", "gir_cassandra_jmx_password_file", "gir_cassandra_jmx_port",
    "gir_cassandra_jmx_username", "gir_cassandra_keyspace", "gir_cassandra_nodetool", "gir_elasticsearch_ca_path",
    "gir_elasticsearch_days", "gir_elasticsearch_days_behind", "gir_elasticsearch_index",
    "gir_elasticsearch_location_field", "gir_elasticsearch_password", "gir_elasticsearch_time_field",
    "gir_elasticsearch_url", "gir_elasticsearch_username", "gir_elasticsearch_validate_certs",
    "gir_elasticsearch_watermarks", "gir_outage_since", "gir_outage_until",
)  # fmt: skip
# of a failover, and of its rehearsal,
FAILOVER_VARIABLES = tuple(one.name for one in (*of_failover.VARIABLES, *of_rehearsal.VARIABLES))
# of a rejoin, of a remediation,
REJOIN_VARIABLES = tuple(one.name for one in of_rejoin.VARIABLES)
REMEDIATION_VARIABLES = tuple(one.name for one in of_remediation.VARIABLES)
# of AWX,
AWX_VARIABLES = of_awx.READ
# and of other playbooks.
PLAYBOOK_VARIABLES = (
    "gir_adopt_all_options", "gir_adopt_datacenters", "gir_adopt_dir", "gir_adopt_overwrite", "gir_adopt_rws_url",
    "gir_break_glass_dir", "gir_change_id", "gir_drift_allowed_differences", "gir_drift_fail_on", "gir_drift_formats",
    "gir_drift_ignore", "gir_drift_output_dir", "gir_drift_previous", "gir_drift_reports", "gir_drift_show_ignored",
    "gir_eservices_switch_confirm", "gir_eservices_switch_to", "gir_hold_lift", "gir_hold_minutes",
    "gir_hold_reason", "gir_kept_copies_directories", "gir_kept_copies_remove",
    "gir_kept_copies_remove_older_than_days", "gir_keystore_restart", "gir_kit_days", "gir_kit_dir",
    "gir_kit_host_dir", "gir_kit_python", "gir_kit_wheels_dir", "gir_known_tags", "gir_known_variables",
    "gir_ledger_choose", "gir_ledger_create", "gir_lock_break", "gir_lock_break_running", "gir_lock_minutes",
    "gir_maintenance_component", "gir_maintenance_hosts", "gir_maintenance_state", "gir_maintenance_until",
    "gir_maintenance_who", "gir_maintenance_why", "gir_muxer_accept_unobserved", "gir_probe_commands",
    "gir_read_record", "gir_reason", "gir_recovery_objectives", "gir_report_password", "gir_report_url",
    "gir_report_username", "gir_status_formats", "gir_status_output_dir",
    "gir_status_seconds", "gir_upgrade_leave_out", "gir_upgrade_purge_confirm", "gir_upgrade_purge_from",
    "gir_upgrade_purge_old_index", "gir_verify_formats", "gir_verify_output_dir",
)  # fmt: skip
# Of these the secret ones.
SECRETS = frozenset({"gir_elasticsearch_password", "gir_report_password"})
# What playbooks publish.
PUBLISHED = (
    "gir_awx", "gir_drift", "gir_eservices_switch", "gir_failover", "gir_failover_kit", "gir_failover_rehearsal",
    "gir_hold", "gir_kept_copies", "gir_keystore_check", "gir_keystore_sync", "gir_lock", "gir_maintenance",
    "gir_rejoin", "gir_remediate", "gir_site", "gir_status", "gir_topology", "gir_upgrade", "gir_verify",
)  # fmt: skip
KNOWN_VARIABLES = "gir_known_variables"


@functools.cache
def rows() -> dict[str, Row]:
    """Every variable of a component. Of several components that read it, the line of the first one."""
    found: dict[str, Row] = {}
    for component in COMPONENTS.values():
        for name, row in component.variables.items():
            found.setdefault(name, row)
    return found


@functools.cache
def names() -> frozenset[str]:
    """Every public variable."""
    return frozenset(
        {*rows(), *engine.VARIABLES, *engine.HOST_VARIABLES}
        | {*MAP_VARIABLES, *PARTIAL_VARIABLES, *KEYSTORE_VARIABLES, *CONNECTION_VARIABLES, *DATASTORE_VARIABLES}
        | {*LIFECYCLE_API_VARIABLES}
        | {*FAILOVER_VARIABLES, *REJOIN_VARIABLES, *REMEDIATION_VARIABLES, *AWX_VARIABLES}
        | {*PLAYBOOK_VARIABLES, *PUBLISHED}
    )


@functools.cache
def prefixes() -> tuple[str, ...]:
    """What a variable of this collection begins with."""
    return ("gir_", *dict.fromkeys(f"{component.table.COMPONENT}_" for component in COMPONENTS.values()))


@functools.cache
def secrets() -> frozenset[str]:
    """The variables whose values may not be shown."""
    of_tables = {name for name, row in rows().items() if row.about.secret}
    return frozenset({*of_tables, *SECRETS, *(one.name for one in of_awx.SECRET)})
