# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a storage takes large files, asked of servers that answer as some in the field do.

What Apache httpd answers is in plugin_utils/components/test_storage_served.py.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http import offer
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import Address, HttpSession, TlsOptions
from ansible_collections.gir.multidc.plugins.module_utils._rws import large_upload
from slow_servers import serving

COLLECTIONS = next(path for path in sys.path if (Path(path) / "ansible_collections" / "gir" / "multidc").exists())
PROGRAM = """
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import Address, HttpSession, TlsOptions
from ansible_collections.gir.multidc.plugins.module_utils._rws import large_upload
session = HttpSession(Address(sys.argv[2]), TlsOptions(), 5)
print(large_upload.ask(session, {"Authorization": "Basic x"}, "/x"))
"""
SEND_IT = b"HTTP/1.1 100 Continue\r\n\r\n"
SECRET = "dav-pass-3391"
ACCOUNT = {"Authorization": f"Basic {SECRET}"}
LARGE, SMALL = str(5 << 30), "1"


def answer(status):
    return b"HTTP/1.1 %d Said so\r\nContent-Length: 0\r\n\r\n" % status


class Server:
    """`says(size, known)` gives the bytes for an offer; None: silence. `left`: how often DELETE finds a file."""

    def __init__(self, says, left=0):
        self.says = says
        self.left = left
        self.requests = []
        self.received = b""

    def play(self, stream, ended):
        while True:
            head = self._head(stream)
            if not head:
                return
            method, fields = head[0].split()[0], dict(line.split(": ", 1) for line in head[1:])
            self.requests.append((method, fields.get("Content-Length"), fields.get("Authorization") is not None))
            if method == "DELETE":
                self.left -= 1
                stream.sendall(answer(204 if self.left >= 0 else 404))
                continue
            assert fields["Expect"] == "100-continue"
            said = self.says(fields["Content-Length"], "Authorization" in fields)
            if not said:
                ended.wait(0 if said is not None else 10)
                return
            stream.sendall(said)
            self.received += stream.recv(65536)
            return

    @staticmethod
    def _head(stream):
        text = b""
        while not text.endswith(b"\r\n\r\n"):
            some = stream.recv(1)
            if not some:
                return []
            text += some
        return text.decode().strip().split("\r\n")


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """The servers here change their mind at once, or never, and notice at once that nobody sends the file."""
    monkeypatch.setattr(offer, "_SECOND_THOUGHTS", 0.05)
    monkeypatch.setattr(large_upload, "_BETWEEN_LOOKS", 0.01)


def asked(server, timeout=0.2):
    with serving(server.play) as port:
        session = HttpSession(Address(f"http://127.0.0.1:{port}/recordings"), TlsOptions(), timeout)
        try:
            found = large_upload.ask(session, ACCOUNT, "/.gir-multidc-probe-1")
        finally:
            session.close()
    assert server.received == b"", "a byte of the file was sent"
    assert SECRET not in str(found)
    return found["answer"], found["reason"] or ""


def test_server_that_judges():
    """It is confirmed only where somebody without an account is refused, and each offer is cleaned up after."""
    server = Server(lambda _size, known: SEND_IT if known else answer(401))
    assert asked(server, 5) == ("confirmed", "")
    removed = ("DELETE", None, True)
    assert server.requests == [("PUT", LARGE, True), removed, ("PUT", LARGE, False), removed]


def test_interim_answers_are_no_promise():
    early = b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    found = asked(Server(lambda _size, known: early + (SEND_IT if known else answer(401))), 5)
    assert found == ("confirmed", "")
    assert asked(Server(lambda *_offer: early))[0] == "not observable"


REFUSALS = {
    "limit": (answer(413), "HTTP 413: set the limit of the web server"),
    "quota": (answer(507), "HTTP 507: the storage has no room for it"),
    "proxy that promises before it asks": (SEND_IT + answer(413), "is refused with HTTP 413"),
    "another status": (answer(400), "is not taken, and one of 1 byte is: it answers HTTP 400"),
    "silence": (None, "one of 1 byte is: no answer came in time"),
    "closed": (b"", "it closed the connection without an answer"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_large_file_is_refused(case):
    said, words = REFUSALS[case]
    found, reason = asked(Server(lambda size, known: said if size == LARGE else SEND_IT))
    assert found == "failed" and words in reason


IGNORANT = {
    "everybody may": (lambda size, known: SEND_IT, "from somebody without an account too"),
    "silence": (lambda size, known: None, "does not use Expect: 100-continue"),
    "expectation failed": (lambda size, known: answer(417), "it answers HTTP 417"),
    "done without the file": (lambda size, known: answer(201), "it answers HTTP 201"),
    "redirect": (lambda size, known: answer(307), "it answers HTTP 307"),
    "no HTTP": (lambda size, known: b"SSH-2.0-x\r\n", "what it sends is no HTTP"),
    "no end": (lambda size, known: b"HTTP/1.1 100 " + b"x" * 70000, "what it sends is no HTTP"),
}


@pytest.mark.parametrize("case", IGNORANT)
def test_nobody_can_tell(case):
    says, words = IGNORANT[case]
    found, reason = asked(Server(says))
    assert found == "not observable" and words in reason


def test_part_of_the_file_is_deleted():
    server = Server(lambda _size, known: SEND_IT if known else answer(401), left=2)
    assert asked(server, 5) == ("confirmed", "")
    assert server.left < 0


def test_file_that_cannot_be_deleted_is_named():
    found, reason = asked(Server(lambda *_offer: SEND_IT, left=1000), 5)
    assert found == "failed"
    assert reason.endswith("the file .gir-multidc-probe-1 may be left behind: delete it")


def test_server_that_is_gone():
    session = HttpSession(Address("http://127.0.0.1:1/recordings"), TlsOptions(), 1)
    found = large_upload.ask(session, ACCOUNT, "/.gir-multidc-probe-1")
    assert found["answer"] == "failed" and found["reason"].endswith("cannot be asked: connection refused")


def test_oldest_python(oldest_python):
    """As managed hosts run it."""
    for python in oldest_python:
        server = Server(lambda _size, known: SEND_IT if known else answer(401), left=1)
        with serving(server.play) as port:
            words = [python, "-c", PROGRAM, COLLECTIONS, f"http://127.0.0.1:{port}"]
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
        assert (done.stdout, done.stderr) == ("{'answer': 'confirmed', 'reason': None}\n", "")
