# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user does first: the example, rendered; and the documentation that the programs show."""

import subprocess

from support import playbook


def test_the_example_is_rendered(tmp_path):
    """Without a network, and with passwords that were hashed by what the environment holds."""
    example = playbook.collections() / "ansible_collections" / "gir" / "multidc" / "inventories" / "example"
    place = tmp_path / "rendered"
    playbook.run(
        "gir.multidc.render", directory=tmp_path, inventory=example, variables={"gir_render_dir": str(place)}
    ).succeeded()
    assert (place / "newyork/rws1-ny.example.com/opt/genesys/rws/config/application.yaml").is_file()
    assert (place / "configuration-server/CfgGVPIVRProfile/record.cfg").is_file()


def test_options_of_modules_are_shown(tmp_path):
    """`ansible-doc` lists those of a plugin whose options are many, and says so of none."""
    shown = subprocess.run(
        [playbook.program("ansible-doc"), "gir.multidc.topology", "gir.multidc.rws_info"],
        env=playbook.environment(tmp_path), stdout=subprocess.PIPE, text=True, check=True,
    ).stdout  # fmt: skip
    assert "read_ledger" in shown
    assert "Has no options" not in shown
