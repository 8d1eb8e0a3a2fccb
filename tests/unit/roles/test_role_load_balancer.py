# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role load_balancer. What it decides is tested in plugins/plugin_utils/components, a real
HAProxy and a real name server in tests/lab.
"""

import pytest
from dns_servers import SECRET, serving
from support.component_runs import Roles

PORTS = {"rws_port": 8080, "rps_port": 8889, "rcs_port": 8008}
OWN = {"load_balancer_services": ["rws", "processor", "rcs"], "load_balancer_tls_pem": "/etc/gir/lb.pem"}
NAME = "rws.rec.test"


class Balancers(Roles):
    """The inventory of the other roles, with a load balancer in each data center."""

    def __init__(self, directory, **variables):
        super().__init__(directory, **variables)
        for number, center in enumerate(("dc1", "dc2"), 1):
            self.inventory.host(f"lb1-{center}", "gir_load_balancer", center, gir_address=f"10.0.{number}.9")
        # What the load balancer asks of a host behind it, as a template of that host's own.
        self.inventory.host("rws1-dc1", gir_address="at.{{ inventory_hostname }}")


@pytest.fixture
def site(tmp_path):
    return Balancers(tmp_path, **PORTS, **OWN, load_balancer_os_family="Debian")


def names(port, **more):
    return {
        "load_balancer_dns_names": [NAME],
        "load_balancer_dns_zone": "rec.test",
        "load_balancer_dns_server": ["127.0.0.1"],
        "load_balancer_dns_port": port,
        "load_balancer_dns_key_name": "gir",
        "load_balancer_dns_key_secret": SECRET,
        "load_balancer_dns_timeout": 3,
        **more,
    }


def role(entry, **variables):
    include = {"name": "gir.multidc.load_balancer", "tasks_from": entry}
    return {"ansible.builtin.include_role": include, "vars": variables}


def balance(site, *arguments, hosts="lb1-dc1", tasks=(), **extra):
    """The role on a host, and tasks on localhost, which sees the variables of gir as in the playbooks."""
    join = {"name": "localhost", "groups": ["gir"], "ansible_connection": "local"}
    plays = [
        {"hosts": hosts, "gather_facts": False, "tasks": [role("main")]},
        {"hosts": "gir", "gather_facts": False, "tasks": [{"ansible.builtin.add_host": join, "changed_when": False}]},
        {"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)},
    ]
    return site.play(plays, *arguments, **extra)


def test_check_predicts_the_run_and_names_follow_the_active_data_center(site):
    """No other host is touched, and no output shows the key."""
    dns = [role("dns")]
    with serving() as zone:
        zone.put(NAME, 300, "192.0.2.1")
        site.variables.update(names(zone.port))
        predicted = balance(site, "--check", "--diff", "-vvvv", tasks=dns).succeeded()
        assert not site.hosts.exists()
        assert zone.holds(NAME) == (300, ["192.0.2.1"])
        real = balance(site, "--diff", "-vvvv", tasks=dns).succeeded()
        assert predicted.changed == real.changed
        assert real.order == ["lb1-dc1", "localhost"]
        path = site.hosts / "lb1-dc1/etc/haproxy/haproxy.cfg"
        assert path.stat().st_mode & 0o777 == 0o640
        assert "server rws1-dc1 at.rws1-dc1:8080 cookie rws1-dc1\n" in path.read_text()
        assert [path.name for path in site.hosts.iterdir()] == ["lb1-dc1"]
        assert zone.holds(NAME) == (60, ["10.0.1.9"])
        assert "+rws.rec.test. 60 IN A 10.0.1.9" in real.output
        given = {"load_balancer_dns_targets": {"dc2": ["lb.dc2.test"]}, "gir_active_datacenter": "dc2"}
        # Nothing happens without names.
        nameless = [role(entry, load_balancer_dns_names=[]) for entry in ("render_dns", "dns")]
        entries = [*nameless, role("dns"), role("render_dns")]
        moved = balance(site, hosts="none", tasks=entries, gir_render_dir="out", **given).succeeded()
        assert moved.output.count("changed: [localhost]") == 2
        assert [zone.holds(NAME, kind) for kind in ("A", "AAAA", "CNAME")] == [None, None, (60, ["lb.dc2.test."])]
        text = (site.directory / "out/dns/rec.test.txt").read_text()
        assert text == "rws.rec.test. 60 IN CNAME lb.dc2.test.\n"
        for run in (predicted, real):
            run.says_nothing_of([SECRET])
