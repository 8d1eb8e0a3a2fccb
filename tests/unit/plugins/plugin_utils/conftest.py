# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several tests share."""

import gathered
import locked_hosts
import pytest
from adopted_system import outcome
from ansible.parsing import vault
from ansible_collections.gir.multidc.plugins.module_utils._bundle import yaml_reader
from ansible_collections.gir.multidc.plugins.module_utils._ledger import lock, shared
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources


@pytest.fixture(scope="module")
def adopt(tmp_path_factory):
    """A function that adopts the system after a change."""
    yaml_reader.provide(yaml_reader.unpack(yaml_sources(), str(tmp_path_factory.mktemp("yaml"))))
    return outcome


@pytest.fixture
def gather(monkeypatch):
    """A function (own variables, or YAML with them; vault password; variables of other hosts) -> Gatherer."""

    def gatherer(own, password=b"right", **others):
        if gathered.KNOWS_TRUST:
            context = vault.VaultSecretsContext
            monkeypatch.setattr(context, "_current", context(gathered.passwords(password)))
        return gathered.gatherer(own, password, **others)

    return gatherer


@pytest.fixture
def disk(monkeypatch):
    """The files and the clock of all hosts that hold locks."""
    found = locked_hosts.Disk()
    monkeypatch.setattr(lock, "files", found)
    monkeypatch.setattr(shared, "now", lambda: found.time)
    return found
