# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a ledger that cannot be read: hosts give a reason with or without a full stop."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import ledgers
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import judge


@pytest.mark.parametrize("reason", ["it is not JSON", "Permission denied; use become."])
def test_the_sentence_ends_once(reason):
    (found,) = ledgers.differences(judge({}, unreadable={"rws1": reason}))["rws1"]
    assert found["reason"] == f"It cannot be read: {reason.rstrip('.')}."
