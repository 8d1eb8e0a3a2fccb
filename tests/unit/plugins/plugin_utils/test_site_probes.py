# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probes of a site's own: what they answer, and what nobody may see of it."""

import http.server
import os
import re
import sys
import threading
import time

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from ansible_collections.gir.multidc.plugins.plugin_utils._report.site_probes import MOST_BYTES, run
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.probe_commands import Probe

SECRET = "hush-hush-1"


def python(code):
    return [sys.executable, "-c", code]


def asked(*probes):
    return run(probes, TlsOptions())


def answered(command=(), url="", expect=None, timeout=10):
    """The answer and its reason."""
    pattern = None if expect is None else re.compile(expect)
    (found,) = asked(Probe("lag", list(command), url, pattern, timeout))
    assert SECRET not in repr(found)
    return found.answer, found.reason


PRINTS = python(f"print('{SECRET} 5')")


@pytest.mark.parametrize(
    ("command", "expect", "answer", "reason"),
    [
        (PRINTS, None, "confirmed", ""),
        (PRINTS, " [0-9]$", "confirmed", ""),
        (PRINTS, "^0", "failed", "what it says does not match expect (status 0)"),
        (python("raise SystemExit(3)"), None, "failed", "the command ended with status 3"),
        (python("print('0'); raise SystemExit(3)"), "^0", "failed", "the command ended with status 3"),
        (python("import os; os.kill(os.getpid(), 9)"), None, "failed", "the command was ended by signal 9"),
        (["/no/such/program", SECRET], None, "failed", "the command cannot be started: No such file or directory"),
        (python("import sys; sys.stdin.read()"), None, "confirmed", ""),
        (
            python("import sys; print('0', file=sys.stderr)"),
            "0",
            "failed",
            "what it says does not match expect (status 0)",
        ),
        (["echo", "$HOME; true"], r"^\$HOME; true$", "confirmed", ""),
    ],
)
def test_command(command, expect, answer, reason):
    """It has to end well, and to write what is expected; no shell reads it, and nothing of it is shown."""
    assert answered(command, expect=expect) == (answer, reason)


def test_command_that_does_not_end(tmp_path):
    """It is killed with what it has started."""
    pid = tmp_path / "pid"
    code = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
open({str(pid)!r}, 'w').write(str(child.pid))
child.wait()
"""
    assert answered(python(code), timeout=2) == ("failed", "the command did not end within 2 seconds")
    until = time.monotonic() + 10
    while running(int(pid.read_text())) and time.monotonic() < until:
        time.sleep(0.05)
    assert not running(int(pid.read_text()))


def running(pid):
    """Whether a process still does something; one whose parent has gone may wait to be collected."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stream:
            return stream.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_command_that_writes_for_ever():
    """Only its beginning is kept, and it is not held up."""
    code = f"import sys; sys.stdout.write('x' * {MOST_BYTES * 40}); print('end')"
    assert answered(python(code), expect="^x+$") == ("confirmed", "")
    assert answered(python(code), expect="end")[0] == "failed"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with the status in the path, and with the query."""

    def do_GET(self):
        self.send_response(int(self.path[1:4]))
        self.send_header("Location", "http://elsewhere.test/")
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "expect", "answer", "reason"),
    [
        ("/200", None, "confirmed", ""),
        (f"/200?query=lag{{a='b c'}}&token={SECRET}", "query=lag%7Ba='b%20c'%7D&token", "confirmed", ""),
        ("/302", None, "confirmed", ""),
        ("/404", None, "failed", "it answers HTTP 404"),
        (f"/200?token={SECRET}", "^0", "failed", "what it says does not match expect (HTTP 200)"),
    ],
)
def test_url(server, path, expect, answer, reason):
    """Its query is sent as it stands; neither that nor the answer is shown."""
    assert answered(url=server + path, expect=expect) == (answer, reason)


def test_server_that_is_not_there():
    (found,) = asked(Probe("lag", url=f"http://127.0.0.1:1/{SECRET}", timeout=3))
    assert (found.answer, found.reason, found.url) == ("failed", "connection refused", "http://127.0.0.1:1")


def test_probes_run_at_the_same_time(server):
    """Their answers have the order of the probes, and the names that a report gives them."""
    slow = python("import time; time.sleep(1)")
    started = time.monotonic()
    found = asked(Probe("processing_queue", slow), Probe("own", slow), Probe("url", url=f"{server}/200"))
    assert time.monotonic() - started < 1.9 + (os.cpu_count() == 1)
    assert [one.name for one in found] == ["length of the processing queues", "question own", "question url"]
    assert [one.url for one in found] == ["", "", server]


def test_no_probes():
    assert asked() == []
