# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What HAProxy of a data center is given, and what is refused."""

import copy

import pytest
from recorded import computed, scenarios
from template_texts import text_of

PORTS = {"rws_port": 8080, "rps_port": 8889, "voice_processor_port": 8890, "rcs_port": 8008}
OWN = {"load_balancer_services": ["rws", "processor", "rcs"], "load_balancer_tls_pem": "/etc/gir/lb.pem"}
OLD = {"workspace_desktop_failover_strategy": "load_balancer"}
POOL = ["rws1-dc2 rws1-dc2:8080 backup init-addr last,libc,none"]


def balancer(host="lb1-dc1", centers=None, hosts=None, facts=None, **variables):
    """`centers`: further keys by data center, `hosts`: variables by host."""
    base = scenarios("muxer")["minimal"]
    given = copy.deepcopy({**base["variables"], **PORTS, **OWN, **variables})
    for name, keys in (centers or {}).items():
        given["gir_datacenters"][name].update(keys)
    own = {"lb1-dc1": {"gir_address": "10.0.1.9"}, "lb1-dc2": {"gir_address": "10.0.2.9"}, **(hosts or {})}
    scenario = {**base, "variables": given, "host_variables": own, "facts": facts or {}}
    return computed("load_balancer", scenario, host)


def sections(desired):
    """Sections of haproxy.cfg, each as its lines without comments."""
    assert desired.violations == []
    found = {}
    for line in text_of("load_balancer", desired.files[0], desired.host).splitlines():
        if line and not line.startswith((" ", "#")):
            assert line not in found
            lines = found[line] = []
        elif line.strip() and not line.lstrip().startswith("#"):
            lines.append(line.strip())
    return found


def servers(lines):
    return [line.split(" ", 1)[1] for line in lines if line.startswith("server ")]


def wrong(*arguments, **variables):
    return [(found.id, found.sentence) for found in balancer(*arguments, **variables).violations]


@pytest.mark.parametrize("staged", [False, True])
def test_host(staged):
    """Below a staged root nothing is installed or checked, and the file belongs to whoever runs the components."""
    desired = balancer(**({"gir_root": "/staged", "gir_service_user": "genesys"} if staged else {}))
    (file,) = desired.files
    assert (file.path, file.mode) == ("/etc/haproxy/haproxy.cfg", "0640")
    assert file.owner == ("genesys" if staged else "root")
    assert file.validate == (None if staged else "/usr/sbin/haproxy -c -f %s")
    assert desired.system_packages == ([] if staged else ["haproxy"])
    service = desired.service
    assert (service.name, service.on_change, service.unit_expected) == ("haproxy", "reloaded", not staged)
    assert service.backup_directory == ("" if staged else "/var/lib/gir_multidc/load_balancer")


def test_nothing_is_installed_or_validated_on_demand():
    desired = balancer(load_balancer_install=False, load_balancer_validate=False, load_balancer_service="haproxy-gir")
    assert desired.system_packages == []
    assert desired.files[0].validate is None
    assert (desired.service.name, desired.service.unit_expected) == ("haproxy-gir", False)


def test_platform():
    assert "log 127.0.0.1 local2" in sections(balancer())["global"]
    assert "log /dev/log local0" in sections(balancer(facts={"os_family": "Debian"}))["global"]
    assert "log /dev/log local0" in sections(balancer(load_balancer_os_family="Debian"))["global"]
    assert [rule for rule, _sentence in wrong(load_balancer_os_family="Suse")] == ["GIR860"]


def test_names_tell_apart_what_shares_a_port():
    found = sections(balancer())
    assert list(found) == ["global", "defaults", "frontend port_443", "backend rws", "backend processor", "backend rcs"]
    front = found["frontend port_443"]
    assert front[0] == "bind *:443 ssl crt /etc/gir/lb.pem"
    assert "use_backend processor if { req.hdr(host),field(1,:),lower -m str processor.dc1.test }" in front
    assert "use_backend rcs if { req.hdr(host),field(1,:),lower -m str rcs.dc1.test }" in front
    # Whatever name agents use, it is RWS: after a failover by DNS that is the other data center's.
    assert front[-1] == "default_backend rws"


def test_hosts_behind_it():
    found = sections(balancer())
    assert servers(found["backend rws"]) == [
        "rws1-dc1 rws1-dc1:8080 cookie rws1-dc1",
        "rws2-dc1 rws2-dc1:8080 cookie rws2-dc1",
    ]
    assert {
        "option httpchk GET /api/v2/diagnostics/version",
        "http-check expect status 200",
        "balance source",
        "hash-type consistent",
        "cookie JSESSIONID prefix",
    } <= set(found["backend rws"])
    assert servers(found["backend processor"]) == ["rps1-dc1 rps1-dc1:8889", "vp1-dc1 vp1-dc1:8890"]
    assert servers(found["backend rcs"]) == ["rcs1-dc1 rcs1-dc1:8008"]
    assert not [line for line in found["backend rcs"] if "httpchk" in line or "cookie" in line]


def test_services_follow_from_the_addresses():
    """An address is this host's by its name in the inventory, gir_address or ansible_host, in any case."""
    centers = {
        "dc1": {"rws_url": "http://lb1-dc1:8080", "processor_url": "http://10.0.1.9:8889"},
        "dc2": {"rws_url": "http://LB1-dc2"},
    }
    found = sections(balancer(centers=centers, load_balancer_services=[]))
    assert list(found)[2:] == ["frontend port_8080", "frontend port_8889", "backend rws", "backend processor"]
    assert found["frontend port_8080"][0] == "bind *:8080"
    found = sections(balancer("lb1-dc2", centers, load_balancer_services=[]))
    assert list(found)[2:] == ["frontend port_80", "backend rws"]
    at = {"lb1-dc1": {"ansible_host": "RCS.dc1.test"}}
    assert list(sections(balancer(hosts=at, load_balancer_services=[])))[2:] == ["frontend port_443", "backend rcs"]


def test_every_option():
    found = sections(
        balancer(
            hosts={"rws1-dc1": {"gir_address": "fd00::1", "rws_jetty_enable_ssl": "yes", "rws_port": "8443"}},
            load_balancer_bind_addresses=["10.0.0.1", "::"],
            load_balancer_tls_min_version="TLSv1.2",
            load_balancer_tls_ciphers="ECDHE",
            load_balancer_tls_ciphersuites="TLS_AES",
            load_balancer_health_interval="1s",
            load_balancer_health_fall=2,
            load_balancer_health_rise=1,
            load_balancer_rws_session_cookie=None,
            load_balancer_rws_health_path=None,
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
                "defaults": None,
                "frontend stats": ["bind 127.0.0.1:9", "{{ no template }}"],
            },
        )
    )
    tls = "ssl crt /etc/gir/lb.pem ssl-min-ver TLSv1.2 ciphers ECDHE ciphersuites TLS_AES"
    assert found["frontend port_443"][:2] == [f"bind 10.0.0.1:443 {tls}", f"bind [::]:443 v6only {tls}"]
    assert found["backend rws"] == [
        "balance leastconn",
        "default-server check inter 1s fall 2 rise 1",
        "server rws1-dc1 [fd00::1]:8443 ssl verify required ca-file /ca.pem sni str(rws1-dc1) check-sni rws1-dc1"
        " verifyhost rws1-dc1",
        "server rws2-dc1 rws2-dc1:8080",
    ]
    assert {"option httpchk GET /up", "http-check expect status 204", "retries 1"} <= set(found["backend rcs"])
    assert "rcs1-dc1:9443 ssl verify required" in servers(found["backend rcs"])[0]
    assert "maxconn 9" in found["global"]
    assert "timeout server 9m" in found["defaults"]
    assert found["frontend stats"] == ["bind 127.0.0.1:9", "{{ no template }}"]


def test_certificates_that_are_not_verified():
    desired = balancer(load_balancer_back_end_tls=["rws"], load_balancer_back_end_verify=False)
    assert "ssl verify none" in servers(sections(desired)["backend rws"])[0]


def test_certificate_for_the_name_that_is_asked():
    desired = balancer(
        hosts={"rws1-dc1": {"gir_address": "one.test"}},
        load_balancer_back_end_tls=["rws"],
        load_balancer_back_end_ca_file="/ca.pem",
    )
    assert servers(sections(desired)["backend rws"])[0].startswith("rws1-dc1 one.test:8080 ssl")
    assert "sni str(one.test) check-sni one.test verifyhost one.test" in servers(sections(desired)["backend rws"])[0]


@pytest.mark.parametrize(
    ("variables", "pool"),
    [
        ({}, False),
        (OLD, True),
        # Desktops that fail over by themselves need no pool.
        ({**OLD, "workspace_desktop_version": "8.5.118.10", "workspace_desktop_srs_version": "8.5.340.97"}, False),
        ({"load_balancer_backup_pool": True}, True),
        ({**OLD, "load_balancer_backup_pool": False}, False),
    ],
)
def test_backup_pool(variables, pool):
    """RWS of the other data center stands in where desktops need it, or where it is asked for."""
    lines = sections(balancer(**variables))["backend rws"]
    assert [line for line in servers(lines) if "backup" in line] == (POOL if pool else [])
    assert ("option allbackups" in lines) is pool


def test_no_backup_pool_outside_of_the_jurisdiction():
    germany = {"dc1": {"jurisdiction": "DE", "storage_jurisdictions": ["DE"]}}
    assert "backup" not in "".join(sections(balancer(centers=germany, **OLD))["backend rws"])
    # The other way round it is not allowed either: US may not rest in DE.
    assert "backup" not in "".join(sections(balancer("lb1-dc2", germany, **OLD))["backend rws"])
    ((rule, sentence),) = wrong(centers=germany, load_balancer_backup_pool=True)
    assert rule == "GIR878"
    assert "the recordings of dc1 may rest in no other data center (storage_jurisdictions: DE)" in sentence


def test_nothing_to_serve():
    ((rule, sentence),) = wrong(load_balancer_services=[])
    assert rule == "GIR870"
    assert sentence == (
        "load_balancer_services is empty, and no address of dc1 (https://rws.dc1.test, https://processor.dc1.test and"
        " https://rcs.dc1.test) is a name of this load balancer (lb1-dc1 and 10.0.1.9)."
    )


def test_service_that_does_not_exist():
    sentence = 'load_balancer_services has "gax", which is none of rws, processor and rcs.'
    assert wrong(load_balancer_services=["rws", "gax"])[0] == ("GIR804", sentence)


def test_ports_of_back_ends():
    ((rule, sentence),) = wrong(load_balancer_back_end_ports={"rws": 70000, "gax": 1, "rcs": "80"})
    assert rule == "GIR871"
    assert sentence == (
        "load_balancer_back_end_ports.rws is 70000, load_balancer_back_end_ports.gax is 1 and"
        ' load_balancer_back_end_ports.rcs is "80", which is no port of a service.'
    )
    assert [rule for rule, _sentence in wrong(load_balancer_back_end_ports={"rws": True})] == ["GIR871"]


@pytest.mark.parametrize(
    ("port", "shown"),
    [
        (None, "not given"),
        ("", "not given"),
        ("http", '"http", which is no port'),
        (70000, "70000, which is no port"),
        (True, "true, which is no port"),
        (0, "0, which is no port"),
    ],
)
def test_port_that_is_not_known(port, shown):
    found = wrong(hosts={"rws2-dc1": {"rws_port": port}})
    assert found == [("GIR872", f"rws_port of rws2-dc1 is {shown}, so where it listens is not known.")]
    assert wrong(hosts={"rws2-dc1": {"rws_port": port}}, load_balancer_back_end_ports={"rws": 1}) == []


def test_port_shared_by_https_and_http():
    found = wrong(centers={"dc1": {"rcs_url": "http://rcs.dc1.test:443", "processor_url": "http://p.dc1.test"}})
    assert found == [
        (
            "GIR873",
            "rws_url and rcs_url of gir_datacenters.dc1 have the same port 443, one with https and one without.",
        ),
    ]


def test_name_and_port_shared():
    """Only those that share it are named."""
    ((rule, sentence),) = wrong(centers={"dc1": {"rcs_url": "https://rws.dc1.test/"}})
    assert rule == "GIR874"
    assert sentence == (
        "rws_url and rcs_url of gir_datacenters.dc1 have the same name and port, rws.dc1.test:443, so nothing tells"
        " their requests apart."
    )


def test_tls_without_certificates():
    found = wrong(load_balancer_tls_pem=None, hosts={"rws2-dc1": {"rws_jetty_enable_ssl": True}})
    assert [rule for rule, _sentence in found] == ["GIR875", "GIR876"]
    assert "TLS with rws2-dc1," in found[1][1]


def test_health_path_that_is_no_path():
    found = wrong(load_balancer_rws_health_path="up now", load_balancer_rcs_health_path="/a b")
    names = "load_balancer_rws_health_path and load_balancer_rcs_health_path"
    assert found == [("GIR877", f'{names} are no path: "up now" and "/a b".')]


def test_further_lines():
    """A list of lines, or one line; nothing of null."""
    given = {"global": "maxconn 9", "defaults": None, "backend rws": ["retries 1", "retries 2"]}
    found = sections(balancer(load_balancer_extra_options=given))
    assert found["global"][-1] == "maxconn 9"
    assert found["backend rws"][-2:] == ["retries 1", "retries 2"]
    assert wrong(load_balancer_extra_options={"global": {"maxconn": 9}, "defaults": 9}) == [
        ("GIR803", "load_balancer_extra_options.global is a dictionary, which is no list of lines."),
        ("GIR803", "load_balancer_extra_options.defaults is 9, which is no list of lines."),
    ]


def test_everything_wrong_is_reported_at_once():
    found = wrong(
        load_balancer_os_family="Suse",
        load_balancer_tls_pem=None,
        load_balancer_rws_health_path="up now",
        hosts={"rws2-dc1": {"rws_port": None, "rws_jetty_enable_ssl": True}},
        centers={"dc1": {"rcs_url": "http://rcs.dc1.test:443"}},
    )
    assert [rule for rule, _sentence in found] == ["GIR860", "GIR872", "GIR873", "GIR875", "GIR876", "GIR877"]
