# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of hosts as ansible-core hands them to an action."""

from __future__ import annotations

import ansible.template
from ansible.parsing import vault
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer

# Up to ansible-core 2.18 every text is a template, and `omit` a text.
KNOWS_TRUST = hasattr(ansible.template, "trust_as_template")
trust = getattr(ansible.template, "trust_as_template", lambda text: text)
OMIT = {} if KNOWS_TRUST else {"omit": "__omit_place_holder__1"}


class HostVars(dict):
    """As Ansible's: walked as a mapping it would evaluate everything, so nobody may."""

    def raw_get(self, host):
        return self[host]

    def __iter__(self):
        raise AssertionError("hostvars were walked")


def trusted(value):
    if isinstance(value, dict):
        return {key: trusted(item) for key, item in value.items()}
    return trust(value) if isinstance(value, str) else value


def passwords(text):
    return [("default", vault.VaultSecret(text))]


def gatherer(own, password=b"right", **others):
    """A Gatherer for a task with these variables, or YAML with them, and with the variables of other hosts."""
    loader = DataLoader()
    loader.set_vault_secrets(passwords(password))
    own = loader.load(trust(own)) if isinstance(own, str) else trusted(own)
    hosts = HostVars({host: trusted(variables) for host, variables in others.items()})
    known = {"inventory_hostname": "mux1", **own, **OMIT, "hostvars": hosts, "vars": HostVars()}
    return Gatherer(Templar(loader=loader, variables={}), known)
