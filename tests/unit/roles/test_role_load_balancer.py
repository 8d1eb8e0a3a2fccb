# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role load_balancer: what HAProxy is told, where the names point to, what is refused. Real ones are in tests/lab."""

import copy
import json

import pytest
from component_runs import Roles
from dns_servers import SECRET, serving

PORTS = {"rws_port": 8080, "rps_port": 8889, "rcs_port": 8008}
OWN = {"load_balancer_services": ["rws", "processor", "rcs"], "load_balancer_tls_pem": "/etc/gir/lb.pem"}
OLD = {"workspace_desktop_failover_strategy": "load_balancer"}
NAME = "rws.rec.test"


class Balancers(Roles):
    """The inventory of the other roles, with a balancer in each data center."""

    per_host = {}

    def inventory(self):
        found = super().inventory()
        names = ("lb1-dc1", "lb1-dc2")
        hosts = {name: {"gir_address": f"10.0.{number}.9"} for number, name in enumerate(names, 1)}
        found["gir"]["children"]["gir_load_balancer"] = {"hosts": hosts}
        for name in names:
            found["gir"]["children"][name[-3:]]["hosts"][name] = {}
        for name, values in self.per_host.items():
            found["gir"]["children"]["gir_rws"]["hosts"][name] = values
        return found


@pytest.fixture
def site(tmp_path):
    return Balancers(tmp_path, **PORTS, **OWN, load_balancer_os_family="Debian")


def configuration(site, host="lb1-dc1", **extra):
    """Sections of the rendered haproxy.cfg, each as its lines."""
    site.run("load_balancer", entry="render", gir_render_dir=str(site.directory / "out"), **extra).succeeded()
    text = (site.directory / "out" / host[-3:] / host / "etc/haproxy/haproxy.cfg").read_text()
    sections = {}
    for line in text.splitlines():
        if line and not line.startswith((" ", "#")):
            name = line
            assert name not in sections
            sections[name] = []
        elif line.strip() and not line.lstrip().startswith("#"):
            sections[name].append(line.strip())
    return sections


def servers(lines):
    return [line.split(" ", 1)[1] for line in lines if line.startswith("server ")]


def test_check_predicts_and_a_second_run_changes_nothing(site):
    site.predicted("load_balancer")
    path = site.hosts / "lb1-dc1/etc/haproxy/haproxy.cfg"
    assert path.stat().st_mode & 0o777 == 0o640
    assert not (site.hosts / "rws1-dc1").exists()


def test_what_shares_a_port_is_told_apart_by_its_name(site):
    found = configuration(site)
    assert list(found) == ["global", "defaults", "frontend port_443", "backend rws", "backend processor", "backend rcs"]
    front = found["frontend port_443"]
    assert front[0] == "bind *:443 ssl crt /etc/gir/lb.pem"
    assert "use_backend processor if { req.hdr(host),field(1,:),lower -m str rp.dc1.example.com }" in front
    assert "use_backend rcs if { req.hdr(host),field(1,:),lower -m str rcs.dc1.example.com }" in front
    # Whatever name agents use, it is RWS: after a failover by DNS that is the other data center's.
    assert front[-1] == "default_backend rws"
    assert servers(found["backend rws"]) == [
        "rws1-dc1 rws1-dc1:8080 cookie rws1-dc1",
        "rws2-dc1 rws2-dc1:8080 cookie rws2-dc1",
    ]
    assert {
        "option httpchk GET /api/v2/diagnostics/version",
        "http-check expect status 200",
        "balance source",
        "cookie JSESSIONID prefix",
    } <= set(found["backend rws"])
    assert servers(found["backend processor"]) == ["rps1-dc1 rps1-dc1:8889"]
    assert servers(found["backend rcs"]) == ["rcs1-dc1 rcs1-dc1:8008"]
    assert not [line for line in found["backend rcs"] if "httpchk" in line or "cookie" in line]
    assert "mode 660 user root group root" in "".join(found["global"])


def test_what_it_serves_follows_from_the_addresses(site):
    site.variables["load_balancer_services"] = []
    centers = copy.deepcopy(site.variables["gir_datacenters"])
    centers["dc1"].update(rws_url="http://lb1-dc1:8080", processor_url="http://10.0.1.9:8889")
    centers["dc2"].update(rws_url="http://LB1-dc2")
    site.variables["gir_datacenters"] = centers
    found = configuration(site)
    assert list(found)[2:] == ["frontend port_8080", "frontend port_8889", "backend rws", "backend processor"]
    assert found["frontend port_8080"][0] == "bind *:8080"
    assert list(configuration(site, "lb1-dc2"))[2:] == ["frontend port_80", "backend rws"]


def test_every_option(site):
    site.per_host = {"rws1-dc1": {"gir_address": "fd00::1", "rws_jetty_enable_ssl": True, "rws_port": 8443}}
    found = configuration(
        site,
        load_balancer_bind_addresses=["10.0.0.1", "::"],
        load_balancer_tls_min_version="TLSv1.2",
        load_balancer_tls_ciphers="ECDHE",
        load_balancer_tls_ciphersuites="TLS_AES",
        load_balancer_health_interval="1s",
        load_balancer_health_fall=2,
        load_balancer_health_rise=1,
        load_balancer_rws_session_cookie="",
        load_balancer_rws_health_path="",
        load_balancer_rcs_health_path="/up",
        load_balancer_rcs_health_status=204,
        load_balancer_rws_balance="leastconn",
        load_balancer_back_end_tls=["rcs"],
        load_balancer_back_end_ca_file="/ca.pem",
        load_balancer_back_end_ports={"rcs": 9443},
        load_balancer_timeout_server="9m",
        load_balancer_extra_options={
            "global": ["maxconn 9"],
            "backend rcs": ["retries 1"],
            "frontend stats": ["bind 127.0.0.1:9"],
        },
    )
    tls = "ssl crt /etc/gir/lb.pem ssl-min-ver TLSv1.2 ciphers ECDHE ciphersuites TLS_AES"
    assert found["frontend port_443"][:2] == [f"bind 10.0.0.1:443 {tls}", f"bind :::443 {tls}"]
    assert found["backend rws"] == [
        "balance leastconn",
        "default-server check inter 1s fall 2 rise 1",
        "server rws1-dc1 [fd00::1]:8443 ssl verify required ca-file /ca.pem sni str(rws1-dc1) check-sni rws1-dc1"
        " verifyhost rws1-dc1",
        "server rws2-dc1 rws2-dc1:8080",
    ]
    assert {"option httpchk GET /up", "http-check expect status 204", "retries 1"} <= set(found["backend rcs"])
    assert "rcs1-dc1:9443 ssl verify required" in servers(found["backend rcs"])[0]
    assert "maxconn 9" in found["global"] and "timeout server 9m" in found["defaults"]
    assert found["frontend stats"] == ["bind 127.0.0.1:9"]
    assert "verify none" in servers(configuration(site, load_balancer_back_end_verify=False)["backend rws"])[0]


@pytest.mark.parametrize(
    ("extra", "pool"),
    [
        ({}, False),
        (OLD, True),
        # Desktops that fail over by themselves need no pool.
        ({**OLD, "workspace_desktop_version": "8.5.118.10", "workspace_desktop_srs_version": "8.5.340.97"}, False),
        ({"load_balancer_backup_pool": True}, True),
        ({**OLD, "load_balancer_backup_pool": False}, False),
    ],
)
def test_the_other_data_center_stands_in_where_desktops_need_it(site, extra, pool):
    lines = configuration(site, **extra)["backend rws"]
    backup = [line for line in servers(lines) if line.endswith("backup init-addr last,libc,none")]
    assert backup == (["rws1-dc2 rws1-dc2:8080 backup init-addr last,libc,none"] if pool else [])
    assert ("option allbackups" in lines) is pool


def in_germany(site):
    centers = copy.deepcopy(site.variables["gir_datacenters"])
    centers["dc1"].update(jurisdiction="DE", storage_jurisdictions=["DE"])
    return centers


def test_no_stand_in_outside_of_the_jurisdiction(site):
    site.variables["gir_datacenters"] = in_germany(site)
    found = configuration(site, **OLD)
    assert "backup" not in "".join(found["backend rws"])
    # The other way round it is not allowed either: US may not rest in DE.
    assert "backup" not in "".join(configuration(site, "lb1-dc2", **OLD)["backend rws"])
    site.run("load_balancer", "--check", load_balancer_backup_pool=True).refused(
        "lb1-dc1: load_balancer_backup_pool is true, but the recordings of dc1 may rest in no other data center"
        " (storage_jurisdictions: DE)"
    )
    assert not site.hosts.exists()


def test_all_problems_at_once_and_nothing_is_written(site):
    site.per_host = {"rws2-dc1": {"rws_port": None, "rws_jetty_enable_ssl": True}}
    centers = copy.deepcopy(site.variables["gir_datacenters"])
    centers["dc1"].update(rcs_url="http://rcs.dc1.example.com:443", processor_url="https://rws.dc1.example.com")
    site.run(
        "load_balancer",
        hosts="lb1-dc1",
        load_balancer_os_family="Suse",
        load_balancer_tls_pem=None,
        load_balancer_rws_health_path="up now",
        gir_datacenters=centers,
    ).refused(
        "load_balancer_os_family is Suse",
        "rws_port of rws2-dc1 is not given",
        "rws_url and processor_url and rcs_url have the same port 443, one with https and one without",
        "give load_balancer_tls_pem",
        "speaks TLS with rws2-dc1; give load_balancer_back_end_ca_file",
        "load_balancer_rws_health_path is no path",
    )
    centers["dc1"]["rcs_url"] = "https://rcs.dc1.example.com"
    site.run(
        "load_balancer", hosts="lb1-dc1", gir_datacenters=centers, load_balancer_back_end_ports={"rws": 70000, "gax": 1}
    ).refused(
        "load_balancer_back_end_ports.gax, rws is no port of a service",
        "rws_url and processor_url and rcs_url have the same name",
    )
    site.run("load_balancer", hosts="lb1-dc1", load_balancer_services=[]).refused(
        "no address of dc1 (https://rws.dc1.example.com, ", "is a name of this balancer (lb1-dc1, 10.0.1.9)"
    )
    site.run("load_balancer", hosts="rws1-dc1").refused(
        "role load_balancer runs only on hosts of group gir_load_balancer"
    )
    assert not site.hosts.exists()


def names(zone, **more):
    return {
        "load_balancer_dns_names": [NAME],
        "load_balancer_dns_zone": "rec.test",
        "load_balancer_dns_server": ["127.0.0.1"],
        "load_balancer_dns_port": zone.port if zone else 53,
        "load_balancer_dns_key_name": "gir",
        "load_balancer_dns_key_secret": SECRET,
        "load_balancer_dns_timeout": 3,
        **more,
    }


def dns(site, *arguments, entry="dns", **extra):
    """The entry on localhost, which sees the variables of gir as in the playbooks."""
    (site.directory / "inventory.yml").write_text(json.dumps(site.inventory()))
    join = {
        "hosts": "gir",
        "gather_facts": False,
        "tasks": [
            {
                "ansible.builtin.add_host": {"name": "localhost", "groups": ["gir"], "ansible_connection": "local"},
                "changed_when": False,
            }
        ],
    }
    role = {"name": "gir.multidc.load_balancer", "tasks_from": entry}
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [{"ansible.builtin.include_role": role}]}
    return site.play([join, play], *arguments, **extra)


def test_the_names_follow_the_active_data_center(site):
    with serving() as zone:
        zone.put(NAME, 300, "192.0.2.1")
        site.variables.update(names(zone))
        predicted = dns(site, "--check", "--diff", "-vvvv").succeeded()
        assert zone.holds(NAME) == (300, ["192.0.2.1"])
        real = dns(site, "--diff", "-vvvv").succeeded()
        assert predicted.changed == real.changed and len(real.changed) == 1
        assert zone.holds(NAME) == (60, ["10.0.1.9"])
        assert "+rws.rec.test. 60 IN A 10.0.1.9" in real.output
        assert dns(site).succeeded().changed == set()
        dns(site, gir_active_datacenter="dc2").succeeded()
        assert zone.holds(NAME) == (60, ["10.0.2.9"])
        dns(site, load_balancer_dns_targets={"dc1": ["fd00::9", "10.9.9.9"]}).succeeded()
        assert (zone.holds(NAME), zone.holds(NAME, "AAAA")) == ((60, ["10.9.9.9"]), (60, ["fd00::9"]))
        dns(site, load_balancer_dns_targets={"dc1": ["lb.dc1.test"]}).succeeded()
        assert {kind: zone.holds(NAME, kind) for kind in ("A", "AAAA", "CNAME")} == {
            "A": None,
            "AAAA": None,
            "CNAME": (60, ["lb.dc1.test."]),
        }
        assert SECRET not in predicted.output + real.output


def test_without_names_nobody_is_asked(site):
    assert dns(site).succeeded().changed == set()
    assert dns(site, entry="render_dns", gir_render_dir=str(site.directory / "out")).succeeded().changed == set()


def test_the_records_are_rendered_as_in_a_zone_file(site):
    extra = names(None, load_balancer_dns_targets={"dc1": ["10.0.0.1", "fd00::1"]})
    dns(site, entry="render_dns", gir_render_dir=str(site.directory / "out"), **extra).succeeded()
    assert (site.directory / "out/dns/rec.test.txt").read_text() == (
        "rws.rec.test. 60 IN A 10.0.0.1\nrws.rec.test. 60 IN AAAA fd00::1\n"
    )


def test_what_is_missing_for_the_names_is_said_at_once(site):
    dns(
        site, load_balancer_dns_names=[NAME], load_balancer_dns_targets={"dc1": ["a.test", "10.0.0.1"], "dc9": ["x"]}
    ).refused(
        "load_balancer_dns_zone, load_balancer_dns_server, load_balancer_dns_key_name, load_balancer_dns_key_secret",
        "load_balancer_dns_targets has dc9, which is no data center",
        "load_balancer_dns_targets.dc1 is a.test, 10.0.0.1;",
    )


def test_agents_are_not_sent_out_of_their_jurisdiction(site):
    site.variables["gir_datacenters"] = in_germany(site)
    dns(
        site, gir_active_datacenter="dc2", **names(None, load_balancer_dns_names=[NAME, "RWS.dc2.example.com."])
    ).refused(
        "the recordings of the agents of dc1 may rest in DE only, but dc2, which is active, stores in US",
        "load_balancer_dns_names has RWS.dc2.example.com., the rws_url of dc2, which has to reach RWS there",
    )
