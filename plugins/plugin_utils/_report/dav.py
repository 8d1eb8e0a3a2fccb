# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends files to a WebDAV directory, each as a whole or not at all, and reads one back, in a bounded time.

A file is put beside the one that it replaces, and then moved over it: no reader sees a half of one. Where the server
does not move, it is put in its place directly.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...module_utils._http.exchange import REDIRECTS, Address, HttpProblem, HttpSession, TlsOptions
from ...module_utils._http.redirect import destination_text
from ...module_utils._http.session import basic, cleaned
from .._topology.values import listed
from .place import PASSWORD, URL, USERNAME, Place, address

# Of everything that a run sends, of the first answer and of small ones, and of a file.
SECONDS, ANSWER_SECONDS, FILE_SECONDS = 120.0, 10.0, 60.0
# For taking away what was begun, where the server may have died.
_LAST_SECONDS = 3.0
_TYPES = {"json": "application/json", "html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8",
          "xml": "application/xml", "gz": "application/gzip"}  # fmt: skip
# Of a file that is compared with the one to be sent.
_MOST_BYTES = 64 * 1024 * 1024
_DONE = (200, 201, 204)
_EXISTS = (405, 301)
# The server does not know it, does not want it, or reads the destination otherwise, as one behind a proxy does.
_MOVES_NOT = (400, 403, 404, 405, 409, 501, 502)
_REASONS = {
    403: f"the account may not write there; give it the right, or another {URL}",
    404: f"the directory is not there, and could not be made; make it, or correct {URL}",
    405: f"the server takes no files there; allow PUT, or correct {URL}",
    409: f"the directory is not there, and could not be made; make it, or correct {URL}",
    413: "the file is too large for the server; allow larger ones, or write fewer formats than all",
    423: "the file is locked there; unlock it",
    500: "it may lack the right to write there; read its log",
    501: f"the server takes no files there; allow PUT, or correct {URL}",
    507: f"there is no room; make room there, or give another {URL}",
}
# Code of managed hosts, which has no types.
_address: Callable[[str], Any] = Address
_session: Callable[..., Any] = HttpSession
_tls: Callable[..., Any] = TlsOptions
_basic: Callable[[str, str], str] = basic
_cleaned: Callable[[object, Sequence[str]], str] = cleaned


class NotSent(Exception):
    """Why, with the remedy. `alone`: of this file only; another one may still be taken. `silent`: nobody answered."""

    def __init__(self, reason: str, alone: bool = False, silent: bool = False) -> None:
        super().__init__(reason)
        self.alone, self.silent = alone, silent


@dataclass(frozen=True)
class Sent:
    """`urls`: name to address. `problems`: why something is not there, a sentence each with its remedy.

    `silent`: the server gave no answer, so that another attempt would only wait again.
    """

    urls: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    silent: bool = False


def send(place: Place, files: Mapping[str, bytes], seconds: float = SECONDS) -> Sent:
    """Send files by name; nothing without an address."""
    if not place.url or not files:
        return Sent()
    urls: dict[str, str] = {}
    failed: dict[str, list[str]] = {}
    reason, silent = "", False
    with contextlib.closing(Directory(place, seconds)) as directory:
        for name, content in files.items():
            if not reason:
                try:
                    urls[name] = directory.replace(name, content)
                    continue
                except NotSent as problem:
                    if problem.alone:
                        failed.setdefault(str(problem), []).append(name)
                        continue
                    reason, silent = str(problem), problem.silent
            failed.setdefault(reason, []).append(name)
    return Sent(urls, tuple(not_sent(place, names, why) for why, names in failed.items()), silent)


def not_sent(place: Place, names: Sequence[str], why: object) -> str:
    """The sentence about files that are not there."""
    return f"Not sent to {place.url}: {listed(names)}: {why}."


class Directory:
    """One directory of a server, for `seconds` from now on."""

    def __init__(self, place: Place, seconds: float = SECONDS) -> None:
        self._place, found = place, address(place.url)
        self._path = str(found.base_path)
        self._origin = str(found.url).removesuffix(self._path)
        self._end = time.monotonic() + seconds
        self._seconds = seconds
        self._session = _session(_address(self._origin), _tls(place.validate_certs, place.ca_path))
        hidden = [place.password, _basic(place.username, place.password)] if place.username else []
        self._session.clean = lambda text: _cleaned(text, hidden)
        self._headers = {"Authorization": f"Basic {hidden[1]}"} if hidden else {}
        # What the server said to making the directory; 0 before it was asked.
        self._made = 0
        self._moves = True

    def close(self) -> None:
        """Leave the server."""
        self._session.close()

    def replace(self, name: str, content: bytes) -> str:
        """Put a file there as a whole, and return its address. Raises NotSent; then the old one is still there."""
        if not self._made:
            self._made = self._make(f"{self._path}/")
        path, kind = f"{self._path}/{name}", _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        if self._moves:
            part = f"{path}.{secrets.token_hex(4)}.part"
            try:
                self._put(part, content, kind)
                self._moves = self._move(part, path)
            except NotSent:
                self._remove(part)
                raise
            if self._moves:
                return f"{self._origin}{path}"
            self._remove(part)
        self._put(path, content, kind)
        return f"{self._origin}{path}"

    def has(self, name: str, *forms: bytes) -> bool:
        """Whether a file is there in one of these forms; no, where the server does not show it. Raises NotSent."""
        self._session.max_bytes = _MOST_BYTES
        answer = self._ask("GET", f"{self._path}/{name}", FILE_SECONDS)
        return answer.status == 200 and bytes(answer.body) in forms

    def read(self, path: str, most: int) -> bytes | None:
        """What is at a path of the server; None where nothing is. Raises NotSent."""
        self._session.max_bytes = most
        answer = self._ask("GET", path, FILE_SECONDS)
        if answer.status in (404, 410):
            return None
        if answer.status != 200:
            raise self._refused(answer, {403: "the account may not read it; give it the right"})
        if answer.fault:
            raise NotSent(str(answer.fault))
        return bytes(answer.body)

    # -- requests ------------------------------------------------------------------------------------------------

    def _make(self, path: str) -> int:
        """Make a directory, with those above it where they are missing. The status; what it means, PUT shows."""
        if path == "/":
            # Shows in a short time whether anybody is there.
            self._ask("OPTIONS", path, ANSWER_SECONDS)
            return _EXISTS[0]
        status = int(self._ask("MKCOL", path, ANSWER_SECONDS).status)
        above = path[: path.rstrip("/").rfind("/") + 1]
        if status in (404, 409) and above != "/":
            made = self._make(above)
            if made not in (*_DONE, *_EXISTS):
                return made
            status = int(self._ask("MKCOL", path, ANSWER_SECONDS).status)
        return status

    def _put(self, path: str, content: bytes, kind: str) -> None:
        answer = self._ask("PUT", path, FILE_SECONDS, {"Content-Type": kind}, content)
        if answer.status not in _DONE:
            raise self._refused(answer, _REASONS)

    def _move(self, part: str, path: str) -> bool:
        """Whether the server has done it."""
        to = {"Destination": f"{self._origin}{path}", "Overwrite": "T"}
        answer = self._ask("MOVE", part, ANSWER_SECONDS, to)
        if answer.status in _DONE:
            return True
        if answer.status in _MOVES_NOT:
            return False
        raise self._refused(answer, _REASONS)

    def _remove(self, path: str) -> None:
        with contextlib.suppress(NotSent):
            self._ask("DELETE", path, _LAST_SECONDS)

    def _ask(
        self, method: str, path: str, most: float, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Any:
        left = self._end - time.monotonic()
        if left <= 0:
            raise NotSent(f"the {self._seconds:g} s for it are over; see why that server is slow", silent=True)
        self._session.timeout = min(most, left)
        try:
            return self._session.request(method, path or "/", {**self._headers, **(headers or {})}, body)
        except HttpProblem as problem:
            reason = re.sub(r"\bca_path\b", "gir_ca_path", str(problem))
            raise NotSent(f"{reason}; see that the server runs, or correct {URL}", silent=True) from None

    def _refused(self, answer: Any, reasons: Mapping[int, str]) -> NotSent:
        """The error for an answer."""
        status = int(answer.status)
        said = f"the server answers HTTP {status}"
        if status in REDIRECTS:
            where = destination_text(answer.url, answer.header("Location"), self._session.clean)
            return NotSent(f"{said} and leads to {where}, where no account is sent; give the final address as {URL}")
        if status == 401:
            if not self._place.username:
                return NotSent(f"{said}: it wants an account; give {USERNAME} and {PASSWORD}")
            return NotSent(f"{said}: it does not take the account; correct {USERNAME} and {PASSWORD}")
        if status in (404, 409) and self._made not in (*_DONE, *_EXISTS, 0, status):
            said = f"{said}, and HTTP {self._made} to making the directory"
        if status in reasons:
            return NotSent(f"{said}: {reasons[status]}", alone=status in (413, 423))
        return NotSent(f"{said}; read its log", alone=status >= 500)
