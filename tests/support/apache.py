# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Apache httpd that serves what role webdav writes, on a free port of this machine."""

import base64
import http.client
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

APACHE = shutil.which("apache2", path=os.environ.get("PATH", "") + ":/usr/sbin")
MISSING = "no apache2 was found (Debian: apache2-bin)"
ROOT = os.geteuid() == 0
# Run by root, httpd serves as another user.
ACCOUNT = "www-data" if ROOT else pwd.getpwuid(os.geteuid()).pw_name
_MODULES = ("mpm_event", "authn_core", "authz_core", "reqtimeout")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def release():
    """The numbers of httpd's version."""
    said = subprocess.run([APACHE, "-v"], capture_output=True, text=True, check=True).stdout
    return tuple(int(number) for number in re.search(r"Apache/([0-9.]+)", said).group(1).split("."))


class Apache:
    """Runs in the block. `host`: the directory with what the role writes, below which the paths of `text` are."""

    def __init__(self, directory, host, text, port, lines=(), command=()):
        self.directory = Path(directory)
        self.host = Path(host)
        self.port = port
        # What starts httpd, for one that shall find another world.
        self._command = [*command]
        self._process = None
        included = self.directory / "included.conf"
        included.write_text(re.sub(r'"(?=/(mnt|etc|var)/)', f'"{host}', text))
        self._configuration = self._main_configuration(included, lines)

    def _main_configuration(self, included, lines):
        """What Debian's apache2.conf holds around the file."""
        found = [f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in _MODULES]
        found += [
            f"ServerRoot {self.directory}",
            f"PidFile {self.directory}/pid",
            f"ErrorLog {self.directory}/error.log",
            "ServerName localhost",
            f"DefaultRuntimeDir {self.directory}",
            "<Directory />",
            "Require all denied",
            "</Directory>",
        ]
        found += [f"User {ACCOUNT}", f"Group {ACCOUNT}"] if ROOT else []
        # Twice, as when httpd checks a new file beside its older self.
        found += [*lines, f"Include {included}", f"Include {included}"]
        path = self.directory / "httpd.conf"
        path.write_text("\n".join(found) + "\n")
        return str(path)

    def __enter__(self):
        self._process = subprocess.Popen([*self._command, APACHE, "-X", "-f", self._configuration])
        try:
            self._wait_until_open()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_exc):
        self.stop()

    def stop(self, by=signal.SIGTERM):
        """End httpd; SIGKILL is what the kernel does to it when memory runs out."""
        self._process.send_signal(by)
        self._process.wait(timeout=20)

    @property
    def world(self):
        """The root directory as httpd finds it."""
        return Path(f"/proc/{self._process.pid}/root")

    def _wait_until_open(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        log = self.directory / "error.log"
        raise AssertionError(f"httpd does not answer: {log.read_text() if log.exists() else 'no log'}")


class Client:
    """Asks with HTTP Basic where a password is given."""

    def __init__(self, port, user):
        self.port = port
        self.user = user

    def ask(self, method, path, body=None, password=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        if password is not None:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{self.user}:{password}".encode()).decode()
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content
