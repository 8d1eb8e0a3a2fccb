# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Apache httpd with the storage that role webdav would make, and what others ask of it."""

import base64
import contextlib
import copy
import shutil
import socket
import tempfile
from pathlib import Path

from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from ansible_collections.gir.multidc.plugins.module_utils._rws.probe import run_probes
from recorded import computed, scenarios
from support.apache import ACCOUNT, ROOT, Apache, free_port
from template_texts import text_of

USER, PASSWORD = "recorder", "dav-pass-3391"
ACCOUNT_HEADER = "Authorization: Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


class Storage:
    """What httpd serves, as files in `recordings`, and by its address `url`."""

    def __init__(self, httpd, scheme, ca_path=None):
        self.httpd = httpd
        self.recordings = httpd.host / "mnt/recordings"
        self.url = f"{scheme}://localhost:{httpd.port}/recordings"
        self.ca_path = ca_path

    @property
    def files(self):
        """The names in the storage, without httpd's directory of locks and properties."""
        return sorted(path.name for path in self.recordings.iterdir() if path.name != ".DAV")

    def probe(self, **changed):
        """The result of transaction_probe."""
        spec = {"name": "storage", "kind": "webdav", "url": self.url, "username": USER, "password": PASSWORD, **changed}
        (result,) = run_probes([spec], TlsOptions(ca_path=self.ca_path), 10, False, 1)
        return result

    @contextlib.contextmanager
    def put(self, name, size, *lines):
        """A connection that has sent the head of a PUT with so many bytes."""
        target = f"PUT /recordings/{name} HTTP/1.1"
        head = [target, "Host: localhost", ACCOUNT_HEADER, f"Content-Length: {size}", *lines, "", ""]
        with socket.create_connection(("127.0.0.1", self.httpd.port), timeout=10) as connection:
            connection.sendall("\r\n".join(head).encode())
            yield connection


def status(connection):
    """The status of the answer that comes next."""
    return int(connection.recv(4096).split()[1])


@contextlib.contextmanager
def served(lines=(), command=(), authority=None, edit=str, **variables):
    """`lines` of the main configuration; `command` starts httpd; with an `authority` TLS; `edit` changes the text."""
    # Below /tmp and readable for all.
    directory = Path(tempfile.mkdtemp(prefix="gir-storage-"))
    directory.chmod(0o755)
    try:
        port, scheme = free_port(), "http" if authority is None else "https"
        desired = _desired(port, scheme, authority, variables)
        host = directory / "host"
        for place in ("mnt/recordings", "mnt/screens", "var/lib/gir-webdav", "etc/gir/webdav"):
            (host / place).mkdir(parents=True)
            if ROOT:
                shutil.chown(host / place, ACCOUNT)
        text, accounts = (text_of("webdav", file, desired.host) for file in desired.files if file.template)
        (host / "etc/gir/webdav/htpasswd").write_text(accounts)
        command = [word.format(recordings=host / "mnt/recordings") for word in command]
        with Apache(directory, host, edit(text), port, lines, command) as httpd:
            yield Storage(httpd, scheme, None if authority is None else str(authority.ca_file))
    finally:
        shutil.rmtree(directory)


def _desired(port, scheme, authority, variables):
    base = scenarios("webdav")["minimal, TLS ends elsewhere"]
    given = copy.deepcopy(base["variables"])
    base_url = f"{scheme}://localhost:{port}"
    addresses = {"voice_url": f"{base_url}/recordings", "screen_url": f"{base_url}/screens"}
    given["gir_datacenters"]["dc1"]["storage"] = addresses
    given["gir_storage_credentials"]["dc1"] = {"username": USER, "password": PASSWORD}
    given.update(webdav_os_family="Debian", webdav_terminate_tls=authority is not None)
    if authority is not None:
        given["webdav_tls_certificate"], given["webdav_tls_key"] = map(str, authority.server_certificate("storage"))
    given.update(variables)
    desired = computed("webdav", {**base, "variables": given, "model_variables": given}, "dav1-dc1")
    assert [found for found in desired.violations if found.severity == "error"] == []
    return desired
