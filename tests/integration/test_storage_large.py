# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recording of 1.1 GiB in a real Apache httpd, and what verify says of it as MCP and as RWS."""

import shutil
import tempfile
from pathlib import Path

import pytest
from support.apache import ACCOUNT, APACHE, MISSING, ROOT, Apache, Client, free_port
from support.component_runs import SECRETS, Roles

SIZE = 1100 << 20
PIECE = bytes(1 << 20)
HOST = "dav1-dc1"
LARGE = "recording storage, a file of 5 GiB http://127.0.0.1:"


@pytest.fixture
def site():
    """Below /tmp and readable for all: run by root, httpd serves as another user."""
    assert APACHE, MISSING
    directory = Path(tempfile.mkdtemp(prefix="gir-large-"))
    directory.chmod(0o755)
    try:
        roles = Roles(directory, webdav_user=ACCOUNT, webdav_group=ACCOUNT if ROOT else None, webdav_os_family="Debian")
        url = f"http://127.0.0.1:{free_port()}"
        roles.variables["gir_datacenters"]["dc1"]["storage"].update(
            voice_url=f"{url}/recordings", screen_url=f"{url}/screens"
        )
        yield roles
    finally:
        shutil.rmtree(directory)


def served(site, **variables):
    """httpd with what the role writes."""
    site.run("webdav", hosts=HOST, **variables).succeeded()
    host = site.hosts / HOST
    text = (host / "etc/apache2/conf-enabled/gir-recordings.conf").read_text()
    port = int(site.variables["gir_datacenters"]["dc1"]["storage"]["voice_url"].split(":")[2].split("/")[0])
    return Apache(site.directory, host, text, port)


def test_recording_of_more_than_1_gib(site):
    """Apache httpd from 2.4.54 on refused it before."""
    with served(site) as httpd:
        client = Client(httpd.port, "recorder1")
        pieces = (PIECE for _number in range(SIZE // len(PIECE)))
        length = {"Content-Length": str(SIZE)}
        assert client.ask("PUT", "/recordings/call", pieces, SECRETS["storage"], **length)[0] == 201
        assert (httpd.host / "mnt/recordings/call").stat().st_size == SIZE
        chunked = (PIECE for _number in range(SIZE // len(PIECE)))
        assert client.ask("PUT", "/recordings/call", chunked, SECRETS["storage"])[0] == 204
        assert (httpd.host / "mnt/recordings/call").stat().st_size == SIZE


def test_verify_asks_as_every_host_does(site):
    """The storage works in both cases; what it says to a large file is an answer of its own."""
    tried = {("mcp1-dc1", "voice"), ("rws1-dc1", "voice"), ("rws1-dc1", "screen")}
    for limit, found in ((0, "confirmed"), (1 << 30, "failed")):
        with served(site, webdav_max_upload_size=limit) as httpd:
            run = site.playbook("verify", "--limit", "mcp1-dc1,rws1-dc1", webdav_max_upload_size=limit)
            run.refused("Failed: ").says_nothing_of(SECRETS.values())
            for host, kind in tried:
                assert f"{found} dc1 {host}: {kind} {LARGE}{httpd.port}" in run.flat
                assert f"confirmed dc1 {host}: {kind} recording storage http://127.0.0.1:{httpd.port}" in run.flat
            names = [path.name for root in ("recordings", "screens") for path in (httpd.host / "mnt" / root).iterdir()]
            assert set(names) <= {".gir-health", ".DAV"}
