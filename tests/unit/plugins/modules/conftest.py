# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins on this machine answer at once, so the modules need not pause as long as between data centers."""

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._gax import apply
from ansible_collections.gir.multidc.plugins.module_utils._http import cluster
from ansible_collections.gir.multidc.plugins.module_utils._rws import switch, watch


@pytest.fixture
def short_pauses(monkeypatch):
    """Between two attempts, two looks at a node, and a write and the look at it. Not for tests about these times."""
    monkeypatch.setattr(cluster, "BACKOFF_SECONDS", (0.02, 0.05))
    for follower in (watch, switch):
        monkeypatch.setattr(follower, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(apply, "SETTLE_SECONDS", 0.05)
