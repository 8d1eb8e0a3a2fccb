# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role webdav, and a real Apache httpd that serves its files where there is one.

What the role decides is tested in plugins/plugin_utils/components.
"""

import dataclasses
import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest
from support.apache import ACCOUNT, APACHE, MISSING, ROOT, Apache, Client, free_port
from support.component_runs import SECRETS, Roles

USER, PASSWORD = "recorder1", SECRETS["storage"]


@pytest.fixture(scope="module")
def storage():
    """A host with the Debian configuration, written as check mode predicts, and not changed by a second run."""
    # Below /tmp and readable for all: run by root, httpd serves as another user.
    directory = Path(tempfile.mkdtemp(prefix="gir-webdav-"))
    directory.chmod(0o755)
    port = free_port()
    try:
        users = [{"username": "old", "password": "old-Secret-9"}]
        given = {"webdav_user": ACCOUNT, "webdav_group": ACCOUNT if ROOT else None, "webdav_os_family": "Debian"}
        roles = Roles(directory, webdav_extra_users=users, **given)
        roles.variables["gir_datacenters"]["dc1"]["storage"] = {
            "voice_url": f"http://127.0.0.1:{port}/recordings",
            "screen_url": f"http://127.0.0.1:{port}/screens",
        }
        run = roles.predicted("webdav", "-vvvv", "--diff", hosts="dav1-dc1")
        yield Storage(directory, roles.hosts / "dav1-dc1", port, run)
    finally:
        shutil.rmtree(directory)


@dataclasses.dataclass
class Storage:
    directory: Path
    host: Path
    port: int
    run: object


def test_check_predicts_the_run(storage):
    """The link is made, rights are set, and no output shows a password or its hash."""
    host = storage.host
    link = host / "etc/apache2/conf-enabled/gir-recordings.conf"
    assert os.readlink(link) == "../conf-available/gir-recordings.conf"
    assert f"VirtualHost *:{storage.port}" in link.read_text()
    paths = ("etc/gir/webdav", "etc/gir/webdav/htpasswd", "mnt/recordings", "var/lib/gir-webdav")
    assert [stat.S_IMODE((host / path).stat().st_mode) for path in paths] == [0o750, 0o640, 0o750, 0o700]
    lines = (host / "etc/gir/webdav/htpasswd").read_text().splitlines()
    assert [line.split("$")[:3] for line in lines] == [
        ["recorder1:", "6", "rounds=10000"],
        ["old:", "6", "rounds=10000"],
    ]
    storage.run.says_nothing_of([*SECRETS.values(), "old-Secret-9", "$6$"])


@pytest.fixture(scope="module")
def apache(storage, not_run):
    """A real Apache httpd with the rendered Debian configuration; None where there is none."""
    if APACHE is None:
        not_run(f"the recording storage served by a real Apache httpd: {MISSING}")
        yield None
        return
    text = (storage.host / "etc/apache2/conf-enabled/gir-recordings.conf").read_text()
    with Apache(storage.directory, storage.host, text, storage.port):
        yield Client(storage.port, USER)


@pytest.mark.parametrize("share", ["recordings", "screens"])
def test_httpd_stores_sends_lists_and_deletes(storage, apache, share):
    if apache is None:
        return
    path = f"/{share}/call.php"
    assert apache.ask("PUT", path, b"<?php voice", PASSWORD)[0] == 201
    assert (storage.host / "mnt" / share / "call.php").read_bytes() == b"<?php voice"
    assert apache.ask("GET", path, password=PASSWORD) == (200, b"<?php voice")
    status, listing = apache.ask("PROPFIND", f"/{share}/", password=PASSWORD, Depth="1")
    assert status == 207 and b"call.php" in listing
    assert (
        apache.ask(
            "LOCK",
            path,
            b'<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope>'
            b"<D:locktype><D:write/></D:locktype></D:lockinfo>",
            PASSWORD,
        )[0]
        == 200
    )
    assert apache.ask("DELETE", path, password=PASSWORD)[0] == 423
    assert (storage.host / "mnt" / share / "call.php").exists()


def test_httpd_refuses_everybody_else(apache):
    if apache is None:
        return
    for password in (None, "wrong"):
        for method, path in (
            ("GET", "/recordings/.gir-health"),
            ("PUT", "/recordings/x"),
            ("PROPFIND", "/screens/"),
            ("OPTIONS", "/screens/"),
        ):
            assert apache.ask(method, path, b"x" if method == "PUT" else None, password)[0] == 401
    assert apache.ask("GET", "/recordings/", password=PASSWORD)[0] in (403, 404)
    assert apache.ask("TRACE", "/recordings/", password=PASSWORD)[0] == 405
    assert apache.ask("GET", "/etc/gir/webdav/htpasswd", password=PASSWORD)[0] in (403, 404)


def test_health_needs_no_account_and_follows_the_storage(storage, apache):
    if apache is None:
        return
    assert apache.ask("GET", "/gir-health/voice") == (200, b"voice recordings")
    assert apache.ask("GET", "/gir-health/screen") == (200, b"screen recordings")
    assert apache.ask("PUT", "/gir-health/voice", b"x")[0] in (403, 405)
    assert apache.ask("DELETE", "/gir-health/voice", password=PASSWORD)[0] in (403, 405)
    health = storage.host / "mnt/recordings/.gir-health"
    content = health.read_bytes()
    health.unlink()
    try:
        assert apache.ask("GET", "/gir-health/voice")[0] == 404
        assert apache.ask("GET", "/gir-health/screen")[0] == 200
    finally:
        health.write_bytes(content)
