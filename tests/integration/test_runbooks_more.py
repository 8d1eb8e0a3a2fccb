# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command of the runbooks, typed as it stands there, against the demo's stand-ins in the world of its page."""

import keystores
import pytest
from running_runbooks import Night
from support.runbooks import ENDS, FORKED, commands, pages

# In the demo RCS has no keystore. Pages that need one, by whether the second RCS lacks a key that the first one holds.
_OF_KEYSTORES = {"certificate-expired": False, "keystores-diverged": True, "standby-lost": False}
# A new key is made by keytool.
_OF_JAVA = {"gir.multidc.recording_certificate"}


@pytest.fixture
def night(demo, tmp_path):
    found = Night(demo, tmp_path)
    yield found
    found.morning()


@pytest.mark.parametrize("page", pages())
def test_commands_of_a_page(page, night):
    if page in _OF_KEYSTORES:
        night.has_keystores(_OF_KEYSTORES[page])
    for command, ends in zip(commands(page), ENDS[page], strict=True):
        night.enter(ends.world)
        if command.playbook in _OF_JAVA and not keystores.keytools():
            continue
        outcome = night.types(*command.words)
        assert outcome.code == ends.code, f"{command.text}\n{outcome.output}"
        assert ends.says in outcome.flat, f"{command.text}\n{outcome.output}"
        assert not [text for text in ends.says_nothing_of if text in outcome.flat], f"{command.text}\n{outcome.output}"


def test_the_answer_that_ledger_prints_mends_a_fork(night):
    """Step 2 of the page, and when it is done."""
    night.enter(FORKED)
    answer = ("gir.multidc.ledger", "-e", "gir_ledger_choose=op2")
    assert f"ansible-playbook {' '.join(answer)}" in night.types("gir.multidc.ledger").output
    night.types(*answer).succeeded()
    outcome = night.types("gir.multidc.ledger").succeeded()
    assert "All is clear: dc2 active, eServices site DC2." in outcome.flat
