# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluates expressions of the roles with Ansible's own templates, whatever its version."""

import ansible.template
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import plain

# ansible-core 2.18 and earlier know no trust: there every text is a template that is not marked as unsafe.
_trust = getattr(ansible.template, "trust_as_template", None)


def evaluator(templar):
    """A function (text, values, templates) -> plain data. Nothing in `values` is taken for a template."""

    def evaluate(text, values, templates):
        variables = {name: wrap_var(values[name]) if _trust is None else values[name] for name in values}
        variables.update({name: _trusted(value) for name, value in templates.items()})
        own = templar.copy_with_new_env(available_variables=variables)
        return plain(own.template(_trusted(text)))

    return evaluate


def _trusted(value):
    if _trust is None:
        return value
    if isinstance(value, dict):
        return {key: _trusted(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_trusted(member) for member in value]
    return _trust(value) if isinstance(value, str) else value
