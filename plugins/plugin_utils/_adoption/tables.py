# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the roles say of themselves: their public variables, defaults and tables of option names."""

import functools
from pathlib import Path

import yaml

ROLES = Path(__file__).resolve().parents[3] / "roles"
# The table that holds the product's names of a role's words, and the variable that is laid over it.
NAMES = {
    "rws": ("__rws_known_option_names", "rws_option_names"),
    "rps": ("__rps_known_option_names", "rps_option_names"),
    "muxer": ("__muxer_known_option_names", "muxer_option_names"),
    "mcp": ("__mcp_known_option_names", "mcp_option_names"),
    "rcs": ("__rcs_known_option_names", "rcs_option_names"),
    "voice_processor": (None, "voice_processor_setting_names"),
    "ivr_profile": ("__ivr_profile_known_parameter_names", "ivr_profile_parameter_names"),
    "workspace_desktop": ("__workspace_desktop_known_option_names", "workspace_desktop_option_names"),
    "geo_location": ("__geo_location_known_option_names", "geo_location_option_names"),
}
COMPONENTS = ("rws", "rcs", "mcp", "rps", "voice_processor", "muxer", "webdav", "load_balancer")
ALL_ROLES = (
    *COMPONENTS,
    "index_update",
    "contact_center",
    "ivr_profile",
    "geo_location",
    "workspace_desktop",
    "keystores",
    "_configuration",
)
# Variables of the map and of the playbooks, which no role declares.
MAP_VARIABLES = ("gir_datacenters", "gir_central_storage", "gir_active_datacenter")


@functools.lru_cache(maxsize=None)
def read(role, part):
    """A YAML file of a role; what it lacks is empty."""
    path = ROLES / role / part
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.is_file() else {}


def variables(role, platform=None):
    """The internal variables of a role, as templates."""
    found = dict(read(role, "vars/main.yml"))
    found.update(read(role, f"vars/{platform}.yml") if platform else {})
    return found


def defaults(role):
    return read(role, "defaults/main.yml")


@functools.lru_cache(maxsize=None)
def options():
    """Every public variable with its specification."""
    found = {name: {} for name in MAP_VARIABLES}
    for role in ALL_ROLES:
        for entry in read(role, "meta/argument_specs.yml").get("argument_specs", {}).values():
            for name, spec in (entry.get("options") or {}).items():
                found.setdefault(name, spec)
    return found


def names(role, given):
    """The product's name of each word of a role, with the user's own names laid over them."""
    table, variable = NAMES[role]
    known = variables(role)[table] if table else {}
    return {**known, **(given.get(variable) or {})}


def role_of(variable):
    """The role that a variable belongs to; None for those of the whole system."""
    matches = [role for role in ALL_ROLES if variable.startswith(role + "_")]
    return max(matches, key=len) if matches else None


def default_of(variable):
    """(known, the literal default of a variable)."""
    role = role_of(variable)
    found = defaults(role) if role else {}
    if variable not in found or (isinstance(found[variable], str) and "{{" in found[variable]):
        return False, None
    return True, found[variable]
