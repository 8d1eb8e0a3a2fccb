# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Muxer starts after that of the other data center has stopped, with a systemctl whose units are directories."""

import pytest
from support.component_runs import Roles
from systemctl_stub import Systemctl

FIRST, SECOND = "mux1-dc1", "mux1-dc2"


class Pair(Roles):
    """A Muxer in each data center; that of dc1 runs, and dc2 becomes the active one."""

    def __init__(self, path):
        place = f"{path}/{{{{ inventory_hostname }}}}"
        super().__init__(
            path,
            muxer_install_path=place,
            muxer_service="gir-{{ inventory_hostname }}",
            muxer_health={"stable_for": 0, "timeout": 3},
            gir_root="",
            gir_manage_services=True,
            gir_active_datacenter="dc2",
        )
        self.systemctl = Systemctl(path)
        self.systemctl.unit(f"gir-{FIRST}")
        self.systemctl.unit(f"gir-{SECOND}", state="inactive", enabled=False)
        self.settings = {
            "PATH": f"{self.systemctl.path}:/usr/bin:/bin:/usr/sbin:/sbin",
            "GIR_TEST_BACKUPS": path / "backups",
            "ANSIBLE_FORKS": "1",
        }

    @property
    def calls(self):
        path = self.systemctl.units / "calls"
        told = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [call for call in told if call.split()[0] in ("start", "stop", "restart")]


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def test_new_side_starts_last(pair):
    """Whatever the order of the inventory is; check mode predicts it, and a second run changes nothing."""
    pair.inventory.groups["gir_muxer"] = [SECOND, FIRST]
    check = pair.run("muxer", "--check").succeeded()
    assert pair.calls == []
    real = pair.run("muxer").succeeded()
    assert check.changed == real.changed
    assert pair.calls == [f"stop gir-{FIRST}", f"start gir-{SECOND}"]
    assert pair.run("muxer").succeeded().changed == set()


def test_other_side_is_not_in_the_run(pair):
    """Nothing starts, in check mode neither; a person may answer for the data center; what runs is left alone."""
    sentence = f"{SECOND}: the Muxer is not started here, because nobody saw in this run that the one of {FIRST} (dc1)"
    for arguments in (("--check",), ()):
        pair.run("muxer", *arguments, hosts=SECOND).refused(sentence, "give gir_muxer_accept_unobserved=dc1")
    assert pair.calls == []
    pair.run("muxer", hosts=SECOND, gir_muxer_accept_unobserved="dc1").succeeded()
    assert pair.calls == [f"start gir-{SECOND}"]
    pair.run("muxer", hosts=SECOND).succeeded()


def test_other_side_does_not_stop(pair):
    """What is seen to run cannot be accepted."""
    stub = pair.systemctl.path / "systemctl"
    stub.write_text(stub.read_text(encoding="utf-8").replace('stop) echo inactive > "$unit/state"', "stop) true"))
    found = pair.run("muxer", gir_muxer_accept_unobserved="dc1")
    found.refused(f"gir-{FIRST} is still active", f"because that of {FIRST} (dc1) did not stop in this run")
    assert [call for call in pair.calls if call.startswith("start")] == []
