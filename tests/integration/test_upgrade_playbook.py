# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook upgrade, below a staged root where no service is touched; with services it runs in the laboratory.

The order of hosts and what stands in the way are tested in plugin_utils/test_upgrade_plan.py.
"""

import pytest
from standins.packages import make_archive
from support.component_runs import Roles
from support.inventory import Inventory


@pytest.fixture
def site(tmp_path):
    """Three hosts with a component that has a package, two of them with others that have none."""
    roles = Roles(
        tmp_path,
        mcp_package=str(tmp_path / "mcp-{{ version }}.tar.gz"),
        mcp_package_version="{{ version }}",
        mcp_package_response={"License": {"LicenseAgreement": "Accepted"}},
    )
    groups = dict.fromkeys(["gir_rws", "gir_rcs", "gir_rps"], ["mcp1-dc1", "mcp1-dc2"])
    groups.update(gir_mcp=["mcp1-dc1", "mcp2-dc1", "mcp1-dc2"], dc1=["mcp1-dc1", "mcp2-dc1"], dc2=["mcp1-dc2"])
    roles.inventory = Inventory(groups, roles.variables)
    for version, behaviour in (("1.1", "installs"), ("1.3", "fails")):
        make_archive(tmp_path / f"mcp-{version}.tar.gz", name="mcp", version=version, behaviour=behaviour)
    return roles


def upgrade(site, version, *arguments, **extra):
    return site.playbook("upgrade", *arguments, version=version, gir_read_record=False, **extra)


def versions(site):
    found = {}
    for marker in sorted(site.hosts.glob("*/opt/genesys/mcp/.gir_multidc_installed.json")):
        found[marker.relative_to(site.hosts).parts[0]] = marker.read_text(encoding="utf-8").split('"version": "')[1][:3]
    return found


def locks(site):
    return list(site.hosts.rglob("*lock.json"))


def test_new_version_goes_from_host_to_host(site):
    """As check mode predicts, the standby data center first; the first host that fails is the last one touched."""
    check = upgrade(site, "1.1", "--check", gir_upgrade_leave_out="mcp2-dc1").succeeded()
    assert versions(site) == {}
    real = upgrade(site, "1.1", gir_upgrade_leave_out="mcp2-dc1").succeeded()
    assert check.changed == real.changed
    assert versions(site) == dict.fromkeys(["mcp1-dc1", "mcp1-dc2"], "1.1")
    order = [host for host in real.order if host.startswith("mcp")]
    assert order == ["mcp1-dc2", "mcp1-dc1"]
    assert not (site.hosts / "mcp1-dc1/opt/genesys/rps").exists()
    assert "mcp1-dc2: mcp nothing -> 1.1" in real.output
    upgrade(site, "1.3").refused(
        "mcp1-dc2: the upgrade stopped here, see the error above. Upgraded before: none. ",
        "Not touched: mcp1-dc1, mcp2-dc1.",
    )
    assert versions(site) == {"mcp1-dc1": "1.1"}
    assert locks(site) == []


def test_nothing_is_touched(site):
    """Neither with a limit, which may hide a host that is down, nor when a service could not be restarted."""
    upgrade(site, "1.1", "--limit", "dc2:localhost").refused("gir_upgrade_leave_out", "--limit is dc2:localhost")
    assert not site.hosts.exists()
    site.inventory.host("mcp2-dc1", gir_root="")
    upgrade(site, "1.1").refused("Nothing was touched: ", "mcp2-dc1: mcp_service is not given")
    assert [path for path in site.hosts.rglob("*") if not path.is_dir()] == []
