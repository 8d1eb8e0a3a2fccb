# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inventory that is there already is written anew without a change, or left alone."""


def test_what_is_there_is_written_anew_without_a_change_or_left_alone(demo, seed, tmp_path):
    adopted = tmp_path / "adopted"
    demo.playbook("adopt", inventory=seed, gir_adopt_dir=str(adopted)).succeeded()
    assert demo.playbook("adopt", inventory=seed, gir_adopt_dir=str(adopted)).succeeded().changed_hosts == set()
    # Never over what somebody else has written.
    refused = demo.playbook("adopt", inventory=seed, gir_adopt_dir=str(seed))
    refused.refused("is not empty and was not made by gir.multidc.adopt")
