# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recording storages: what the role wrote on a host gives the variables that it wrote that with."""

import pytest
from adopted_system import CENTRAL, System, centers_of, central, hosts_of, seeded, variables, written_again
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption import webdav

TLS = {"webdav_tls_certificate": "/tls/cert.pem", "webdav_tls_key": "/tls/key.pem"}
DEBIAN = "/etc/apache2/conf-available/gir-recordings.conf"
RED_HAT = "/etc/httpd/conf.d/gir-recordings.conf"
HTPASSWD = "/etc/gir/webdav/htpasswd"


def served(change=None, **given):
    """A system with storages; the seed knows the platform of no host. `change`: of the map of data centers."""
    system = System(also=["webdav"], **{**TLS, "gir_datacenters": centers_of(change), **given})
    for seed in system.seed.values():
        del seed["webdav_os_family"]
    return system


def plain(centers):
    for center in centers.values():
        center["storage"] = {kind: url.replace("https", "http") for kind, url in center["storage"].items()}


def on_port(centers):
    for center in centers.values():
        center["storage"] = {kind: url.replace(".test/", ".test:8443/") for kind, url in center["storage"].items()}


def at_root(centers):
    centers["dc2"]["storage"]["voice_url"] = "https://dav.dc2.test"


def one_inside_the_other(centers):
    centers["dc1"]["storage"].update(screen_url="https://dav.dc1.test/recordings/screens")


LINES = ["KeepAlive On", "<Location /x>", "    Require ip ::1", "</Location>"]
WAYS = {
    "usual": (None, {}),
    "Red Hat": (None, {"webdav_os_family": "RedHat"}),
    "plain": (plain, {}),
    "own port": (on_port, {}),
    "address without a path": (at_root, {}),
    "screens below voice": (one_inside_the_other, {}),
    "TLS ends before": (None, {"webdav_terminate_tls": False, "webdav_port": 8080}),
    "TLS ends before, usual port": (None, {"webdav_terminate_tls": False}),
    "TLS begins here": (plain, {"webdav_terminate_tls": True}),
    "another port": (None, {"webdav_port": 9443, "webdav_listen": False}),
    "own Listen on 443": (None, {"webdav_listen": True}),
    "no probes": (None, {"webdav_health_path": None}),
    "further options": (None, {"webdav_directory_options": ["FollowSymLinks", "Indexes"], "webdav_realm": "our realm"}),
    "limits": (None, {"webdav_max_upload_size": 0, "webdav_tls_protocols": ["-all", "+TLSv1.2"]}),
    "places": (
        None,
        {
            "webdav_voice_root": "/srv/voice",
            "webdav_screen_root": "/srv/screen",
            "webdav_lock_directory": "/locks",
            "webdav_health_path": "/probe/here",
            "webdav_tls_chain": "/tls/chain.pem",
        },
    ),
    "further lines": (None, {"webdav_extra_options": LINES}),
}


@pytest.mark.parametrize(("change", "given"), WAYS.values(), ids=WAYS)
def test_what_was_written_would_be_written_again(adopt, change, given):
    """Nothing of the configuration is lost, and no variable is found that was not given."""
    system = served(change, **given)
    adoption = adopt(system=system)
    written, there = written_again(adoption, system, "webdav")
    assert written == there
    assert [path for path in (DEBIAN, RED_HAT) if path in there["dav1"]] != []
    found = adoption["effective"]("dav2")
    assert {name: found.get(name) for name in given} == given
    derived = {"webdav_port", "webdav_listen", "webdav_terminate_tls", "webdav_storage"} - set(given)
    assert [name for name in derived if name in found] == [], "it follows from the addresses"


@pytest.mark.parametrize(
    "lines",
    [
        ['<Location "/other">', "    Dav On", "</Location>", "LogLevel info"],
        ["LimitRequestBody 0"],
        ["SSLProtocol -all +TLSv1.3", 'SSLCertificateChainFile "/tls/other.pem"'],
        ['Alias "/x" "/srv/x"', '<Directory "/srv/x">', "</Directory>", '<Location "/x">', "    Dav On", "</Location>"],
        ['Alias "/probe/voice" "/srv/x/.gir-health"', '<Location "/probe">', "    Dav Off", "</Location>"],
    ],
)
@pytest.mark.parametrize("probes", ["/.gir-health", None])
def test_further_lines_that_look_like_the_template(adopt, lines, probes):
    system = served(webdav_extra_options=lines, webdav_health_path=probes)
    adoption = adopt(system=system)
    assert adoption["effective"]("dav1")["webdav_extra_options"] == lines
    written, there = written_again(adoption, system, "webdav")
    assert written == there


def test_a_further_line_that_begins_tls(adopt):
    """The variables say that it ends elsewhere."""
    lines = ["SSLEngine On", 'SSLCertificateFile "/tls/own.pem"']
    system = served(plain, webdav_extra_options=lines)
    adoption = adopt(system=system)
    assert "webdav_terminate_tls" not in adoption["effective"]("dav1")
    written, there = written_again(adoption, system, "webdav")
    assert written == there


def test_a_configuration_with_one_kind_of_recordings(adopt):
    system = served()
    text = system.files["dav1"][DEBIAN]["content"]
    system.put("dav1", DEBIAN, text.replace('<Location "/screens">', '<Location "/other">'))
    (line,) = told(adopt(system=system))
    assert "dav1: gir-recordings.conf has another form: it does not serve both kinds of recordings" in line


def test_hosts_that_differ_are_kept_apart(adopt):
    """A variable of one host stands there."""
    own = {"dav2": {"webdav_realm": "backup", "webdav_os_family": "RedHat"}}
    adoption = adopt(system=System(also=["webdav"], own=own, **TLS))
    assert hosts_of(adoption)["dc2"]["hosts"]["dav2"]["webdav_realm"] == "backup"
    assert adoption["effective"]("dav1")["webdav_os_family"] == "Debian"
    assert adoption["effective"]("dav2")["webdav_os_family"] == "RedHat"


def test_hosts_of_a_central_storage(adopt):
    system = central(also=["webdav"], **TLS)
    adoption = adopt(system=system)
    written, there = written_again(adoption, system, "webdav")
    assert written == there and "# Recording storage central" in there["dav1"][DEBIAN]
    assert variables(adoption)["gir_central_storage"] == CENTRAL
    assert [name for host in ("dav1", "dav2") for name in adoption["effective"](host) if name == "webdav_storage"] == []


def test_a_host_that_serves_another_storage(adopt):
    """The storage of the primary may stand elsewhere; a host says itself whose recordings it holds."""
    system = System(also=["webdav"], own={"dav2": {"webdav_storage": "dc1"}}, **TLS)
    adoption = adopt(system=system)
    assert adoption["effective"]("dav2")["webdav_storage"] == "dc1"
    assert "webdav_storage" not in adoption["effective"]("dav1")


def told(adoption):
    return [line for line in adoption["by_hand"] if line.startswith("webdav_")]


def test_another_web_server_is_left_to_the_operator(adopt):
    system = served()
    del system.files["dav1"][DEBIAN]
    system.put("dav2", DEBIAN, "<VirtualHost *:80>\n</VirtualHost>\n")
    adoption = adopt(system=system)
    first, second = told(adoption)
    assert "dav1 has no gir-recordings.conf" in first
    assert "dav2: gir-recordings.conf has another form: it was not written by this collection" in second
    assert adoption["effective"]("dav2")["webdav_os_family"] == "Debian"


def test_an_account_that_nothing_gives_is_named(adopt):
    system = served()
    hashed = system.files["dav1"][HTPASSWD]["content"]
    system.put("dav1", HTPASSWD, hashed + "old-recorder:$6$x$hash\n# a remark\n")
    del system.files["dav2"][HTPASSWD]
    lines = told(adopt(system=system))
    assert lines == [
        "webdav_extra_users: dav1: old-recorder has an account; only the hash of its password is known",
        f"webdav_htpasswd_path: dav2: {HTPASSWD} was not read; give it in the seed",
    ]


def test_an_account_that_the_seed_gives_is_known(adopt):
    users = [{"username": "old-recorder", "password": "dav-old-9"}]
    system = served(webdav_extra_users=users)
    seeded(system, webdav_extra_users=users)
    assert "old-recorder:" in system.files["dav1"][HTPASSWD]["content"]
    adoption = adopt(system=system)
    assert told(adoption) == []
    assert "dav-old-9" in adoption["files"]["group_vars/gir/vault.yml"]


@pytest.mark.parametrize("text", ["", "# Recording storage dc1\n", "<VirtualHost *:80>\n</VirtualHost>\n"])
def test_a_text_of_another_origin_is_refused(text):
    with pytest.raises(ValueError, match="not written by this collection"):
        webdav.read(text)
