# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands beside managed files: copies with secrets, further site files, markers, whatever else is hostile."""

import json
import os
import socket

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._drift import copies, site_files
from compared_host import KEPT, ComparedHost

PLACE = "/etc/rws/application.yaml"
SECRET = "opsPassword: s3cr3t-of-the-ops\n"
FILES = [{"path": PLACE, "content": SECRET, "mode": "0640"}]
CONF = "/etc/httpd/conf.d/gir-recordings.conf"
OURS = 'Alias "/rec" "/mnt/recordings"\n<Directory "/mnt/recordings">\n  Dav On\n  Require valid-user\n</Directory>\n'


@pytest.fixture
def host(tmp_path):
    made = ComparedHost(tmp_path, directories=[{"path": "/etc/rws"}], files=FILES)
    made.apply()
    return made


COPIES = (
    "application.yaml.bak",
    "application.yaml~",
    ".application.yaml.swp",
    "#application.yaml#",
    "application.bak",
    "application.yaml.2026-11-27",
    "application-20261127.yaml",
    "application.old.yaml",
    "application_copy.yaml",
    "application.yaml.rpmsave",
    "application.yaml.dpkg-old",
    "Copy of application.yaml",
    "old-application.yaml",
    "application.1",
)


@pytest.mark.parametrize("name", COPIES)
def test_copy_of_a_secret_file_is_known_by_its_name(name):
    assert copies.is_copy_name("application.yaml", name)


@pytest.mark.parametrize("name", ["application.yaml", "application.log.20261127", "applications.yaml", "rws.yaml"])
def test_other_file_is_no_copy(name):
    assert not copies.is_copy_name("application.yaml", name)


def test_copy_that_everybody_may_read_is_found(host):
    host.write("/etc/rws/application.yaml.bak", SECRET, 0o644)
    one = host.only(secrets=["s3cr3t"])
    assert (one["check"], one["object"]) == ("beside.secret_copy", "/etc/rws/application.yaml.bak")
    assert one["expected"] != one["actual"]
    assert host.ask()["observed"]["rws"]["files"] == "equal"


def test_copy_that_is_closed_or_without_secrets_is_none(host):
    host.write("/etc/rws/application.yaml.bak", SECRET, 0o640)
    host.write("/etc/rws/application.yaml.old", "port: 1\n", 0o644)
    host.path("/etc/rws/application.yaml.save").mkdir()
    assert host.found() == []


def test_copy_of_accounts_counts_as_secret_whatever_is_in_it(tmp_path):
    accounts = {"path": "/etc/rws/htpasswd", "content": "a:$6$x$y\n", "mode": "0640", "secret": True}
    host = ComparedHost(tmp_path, directories=[{"path": "/etc/rws"}], files=[*FILES, accounts])
    host.apply()
    host.write("/etc/rws/htpasswd.save", "a:$6$x$y\n", 0o644)
    assert host.found() == [("beside.secret_copy", "/etc/rws/htpasswd.save", "")]


def test_copy_that_cannot_be_read_as_text_counts_as_secret(host):
    host.write("/etc/rws/application.yaml.bak", b"\0\1", 0o644)
    with open(host.write("/etc/rws/application.yaml.old", "", 0o644), "wb") as large:
        large.truncate(1 << 34)
    assert [found[1] for found in host.found()] == ["/etc/rws/application.yaml.bak", "/etc/rws/application.yaml.old"]


def test_copies_beyond_a_number_are_named_and_not_opened(host, monkeypatch):
    monkeypatch.setattr(copies, "MOST_OPENED", 1)
    for number in (1, 2):
        host.write(f"/etc/rws/application.yaml.{number}", SECRET, 0o644)
    assert host.found() == [("beside.read", "/etc/rws", ""), ("beside.secret_copy", "/etc/rws/application.yaml.1", "")]


def test_kept_copies_that_are_open_are_found(tmp_path):
    host = ComparedHost(tmp_path, directories=[{"path": "/etc/rws"}], files=FILES)
    host.write(PLACE, "opsPassword: foreign\n")
    host.apply()
    [name] = [path.name for path in host.path(f"{KEPT}/first").iterdir() if path.name != "files.json"]
    assert host.found() == []
    assert host.ask()["kept"] == {f"{KEPT}/first": 1, f"{KEPT}/pending": 1}
    host.path(f"{KEPT}/first/{name}").chmod(0o644)
    assert host.found() == [("beside.secret_copy", f"{KEPT}/first/{name}", "")]
    for kept in host.path(f"{KEPT}/pending").iterdir():
        kept.chmod(0o644)
    assert len(host.found()) == 1
    host.path(f"{KEPT}/pending").chmod(0o755)
    assert ("beside.secret_copy", f"{KEPT}/pending", "") in host.found()


# -- further site files ----------------------------------------------------------------------------------------------


@pytest.fixture
def httpd(tmp_path):
    place = {"path": "/etc/httpd/conf.d", "ours": [CONF, "/mnt/recordings/.gir-health"]}
    made = ComparedHost(tmp_path, files=[{"path": CONF, "content": OURS}], beside={"site_directories": [place]})
    made.apply()
    return made


OPENS = '<Directory "/mnt/recordings">\n Require all granted\n</Directory>\n'
SITE_FILES = {
    "opens the storage": ("zz.conf", OPENS, "opens /mnt/recordings to everybody"),
    "DAV": ("zz.conf", "<Location /x>\nDav On\n</Location>\n", "switches WebDAV on"),
    "shipped name about the storage": ("userdir.conf", OPENS, "opens /mnt/recordings"),
    "shipped name opens addresses": ("ssl.conf", "<Location />\nRequire all granted\n</Location>\n", "opens something"),
    "a directive that nobody knows": ("zz.conf", "SomethingNew on\n", "changes what httpd does"),
    "continued": ("zz.conf", "Require all \\\n granted\n", "opens something"),
    "a log that is a program": ("zz.conf", 'CustomLog "|/bin/sh" x\n', "changes what httpd does"),
}


@pytest.mark.parametrize("case", SITE_FILES)
def test_further_site_file_says_what_it_does(httpd, case):
    name, content, said = SITE_FILES[case]
    httpd.write(f"/etc/httpd/conf.d/{name}", content)
    one = httpd.only()
    assert (one["check"], one["object"]) == ("beside.site_file", f"/etc/httpd/conf.d/{name}")
    assert said in one["reason"]


HARMLESS = {
    "comments": ("zz.conf", "# Require all granted\n\n   # Dav On\n"),
    "what httpd tells": ("zz.conf", "ServerTokens Prod\n<IfModule x>\nKeepAlive On\n</IfModule>\n"),
    "shipped": ("autoindex.conf", "Alias /icons/ /usr/x\n<Directory /usr>\nRequire all granted\n</Directory>\n"),
    "not read by httpd": ("README", OPENS),
    "a copy": ("zz.conf.bak", OPENS),
}


@pytest.mark.parametrize("case", HARMLESS)
def test_harmless_site_file_is_no_finding(httpd, case):
    name, content = HARMLESS[case]
    httpd.write(f"/etc/httpd/conf.d/{name}", content)
    assert httpd.found() == []


def test_site_file_that_is_no_file_is_told(httpd):
    place = httpd.path("/etc/httpd/conf.d")
    os.mkfifo(place / "fifo.conf")
    (place / "gone.conf").symlink_to("nowhere")
    (place / "more.conf").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(place)
        server.bind("socket.conf")
        found = httpd.ask()["differences"]
    assert [one["actual"] for one in found] == ["a FIFO", "a symbolic link to nowhere", "a directory", "a socket"]
    assert "leads nowhere" in found[1]["reason"]


def test_too_many_site_files_are_bounded(httpd, monkeypatch):
    monkeypatch.setattr(site_files, "MOST_READ", 2)
    for number in range(4):
        httpd.write(f"/etc/httpd/conf.d/{number}.conf", OPENS)
    assert [found[0] for found in httpd.found()] == ["beside.read", "beside.site_file", "beside.site_file"]


# -- links, what must not be there, markers --------------------------------------------------------------------------

LINK = {"path": "/etc/enabled.conf", "target": "available.conf"}


def test_link_is_compared_by_its_target(tmp_path):
    host = ComparedHost(tmp_path, links=[LINK])
    host.write("/etc/x", "")
    assert host.found() == [("link.missing", LINK["path"], "")]
    host.path(LINK["path"]).symlink_to("elsewhere")
    assert host.only()["actual"] == "a symbolic link to elsewhere"
    host.path(LINK["path"]).unlink()
    host.write(LINK["path"], "")
    assert (host.only()["check"], host.only()["actual"]) == ("link.target", "a file")
    host.path(LINK["path"]).unlink()
    host.path(LINK["path"]).symlink_to("available.conf")
    answer = host.ask()
    assert (answer["differences"], answer["observed"]["rws"]["links"]) == ([], "equal")


def test_what_must_not_be_there_is_found(tmp_path):
    paths = ["/etc/systemd/system/a.timer", "/opt/a", "/etc/nowhere/b", "/etc/gone"]
    host = ComparedHost(tmp_path, absent={"paths": paths, "units": ["a.timer"]})
    host.write(paths[0], "")
    host.path("/opt/a").mkdir(parents=True)
    host.path("/etc/gone").symlink_to("nowhere")
    found = host.ask()
    assert [(one["check"], one["actual"]) for one in found["differences"]] == [
        ("absent.present", "a file"),
        ("absent.present", "a directory"),
        ("absent.present", "a symbolic link to nowhere"),
    ]
    assert found["observed"]["rws"]["absent"] == "differs"


MARKER = {"component": "rws", "who": "alice", "why": "disk", "until": "2026-12-01"}
MARKERS = {
    "one": (json.dumps(MARKER), [MARKER]),
    "several": (json.dumps([MARKER, {"why": "x"}]), [MARKER, {"why": "x"}]),
    "garbage": ("{", None),
    "another object": ('{"a": 1}', None),
    "no text": ("\0", None),
    "deep": ("[" * 50000, None),
}


@pytest.mark.parametrize("case", MARKERS)
def test_maintenance_marker_is_read_or_told(host, case):
    content, markers = MARKERS[case]
    host.more["maintenance"] = "/var/lib/gir_multidc/maintenance.json"
    assert host.ask()["maintenance"] is None
    host.write(host.more["maintenance"], content)
    answer = host.ask()
    assert answer["maintenance"] == (markers and {"markers": markers})
    assert [one["check"] for one in answer["differences"]] == ([] if markers else ["file.read"])


def test_marker_that_is_a_fifo_is_not_waited_for(host):
    host.more["maintenance"] = "/etc/rws/marker"
    os.mkfifo(host.path("/etc/rws/marker"))
    assert "a FIFO" in host.only()["reason"]
