# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the code itself says of unknowns: the option tables of components, and the questions that probes answer."""

from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import CONFIRMED, rows
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._report.questions import QUESTIONS

from unknowns.row import ROLE

# The variable in which the product's names of options are given.
OTHERS = {"voice_processor": "voice_processor_setting_names", "ivr_profile": "ivr_profile_parameter_names"}


def names_variable(component):
    return OTHERS.get(component, f"{component}_option_names")


def uncertain(component):
    """The options of a component whose place or name in the product is not confirmed."""
    table = COMPONENTS[component].table
    return [row for row in rows(table) if row.about.certainty != CONFIRMED]


def uncertain_components():
    return [name for name in COMPONENTS if uncertain(name)]


def roles_with(variable):
    """The roles that have a variable such as <role>_service, and are of the product."""
    suffix = variable.removeprefix(ROLE)
    return [
        name
        for name, component in COMPONENTS.items()
        if f"{name}{suffix}" in component.variables
        if name == "speechminer" or f"{name}_start_command" in component.variables
    ]


def expanded(variable):
    """The variables that a row names, one for each role."""
    if not variable.startswith(ROLE):
        return [variable]
    return [f"{role}{variable.removeprefix(ROLE)}" for role in roles_with(variable)]


def questions():
    """(variable, title, why nobody can see it) of each."""
    return [(f"gir_probe_commands.{name}", one.title, one.why) for name, one in QUESTIONS.items()]
