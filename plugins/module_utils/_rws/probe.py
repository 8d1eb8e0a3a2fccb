# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Transactions that prove a service works: private to this collection, may change at any time.

A probe never raises: whatever happens becomes the reason of its result.
"""

import concurrent.futures
import time
import uuid
from typing import Any, Dict, List

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import FAILED, NOT_OBSERVABLE
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import (
    REDIRECTS,
    Address,
    HttpProblem,
    HttpSession,
)
from ansible_collections.gir.multidc.plugins.module_utils._http.redirect import destination_text
from ansible_collections.gir.multidc.plugins.module_utils._http.session import basic, cleaned
from ansible_collections.gir.multidc.plugins.module_utils._rws import large_upload, undocumented
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsClient, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import contact_centers
from ansible_collections.gir.multidc.plugins.module_utils._rws.playback import Player, Unplayable
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN, OPS

PROBE_NAME = ".gir-multidc-probe-"


def problems(params: Dict[str, Any]) -> List[str]:
    """Limits that are none, as sentences."""
    limits = [(name, params[name]) for name in ("timeout", "threads")]
    limits += [("probes[%d].timeout" % number, probe["timeout"]) for number, probe in enumerate(params["probes"])]
    return [
        "%s is %d; it must be between 1 and 3600." % (name, value)
        for name, value in limits
        if value is not None and not 0 < value <= 3600
    ]


class Failed(Exception):
    """The transaction did not work; the message says why."""


class Probe:
    """One probe: what to try, and what came of it."""

    def __init__(self, spec, tls, timeout, check_mode):
        self.spec = spec
        self.tls = tls
        self.timeout = spec.get("timeout") or timeout
        self.check_mode = check_mode
        # Of a storage that lets nobody delete.
        self.keeps = bool(spec.get("read_only"))
        self.details = {}
        self.note = None
        self.large_upload = None
        self.through_rcs = None
        if spec["kind"] == "webdav":
            self.large_upload = large_upload.not_asked("the storage has to work for that")

    def run(self):
        started, reason = time.monotonic(), None
        try:
            getattr(self, "_" + self.spec["kind"])()
        except (Failed, HttpProblem, RwsError, Unplayable) as exc:
            # Sentences of ours; what they quote of an answer is clean.
            reason = str(exc)
        except Exception as exc:
            # One broken probe must not cost the results of the others.
            reason = "unexpected %s: %s" % (type(exc).__name__, self._clean(exc))
        return {
            "name": self.spec["name"],
            "kind": self.spec["kind"],
            "url": self._shown_url(),
            "ok": reason is None,
            "reason": reason,
            "note": self.note,
            "seconds": round(time.monotonic() - started, 3),
            "large_upload": self.large_upload,
            "through_rcs": self.through_rcs,
            "details": self.details,
        }

    def _shown_url(self):
        """The address without what may be a password."""
        url = self.spec["url"]
        scheme, separator, rest = url.partition("://")
        host, slash, path = rest.partition("/")
        return scheme + separator + host.rpartition("@")[2] + slash + path

    def _clean(self, text):
        """What a server said, without the account."""
        password = self.spec.get("password") or ""
        token = basic(self.spec["username"], password) if self.spec.get("username") else ""
        return cleaned(text, [password, token] if password else [])

    def _address(self) -> Address:
        try:
            return Address(self.spec["url"])
        except ValueError as exc:
            raise Failed(str(exc)) from exc

    def _session(self) -> HttpSession:
        session = HttpSession(self._address(), self.tls, self.timeout)
        session.clean = self._clean
        return session

    def _credentials(self):
        if not self.spec.get("username") or self.spec.get("password") is None:
            raise Failed("username and password are needed for a %s probe and not given" % self.spec["kind"])
        return self.spec["username"], self.spec["password"]

    def _authorization(self):
        return {"Authorization": "Basic " + basic(*self._credentials())}

    # -- rws -----------------------------------------------------------------------------------------------------

    def _rws(self):
        account = self._credentials()
        self._address()
        client = RwsClient(
            [self.spec["url"]], {OPS: account, ADMIN: account}, self.tls, self.timeout, 0, check_mode=True
        )
        try:
            found = contact_centers(client)
            if not found:
                raise Failed("RWS answers, but has no contact center; its sync node creates it at the first start")
            self.details["contact_centers"] = [identifier for identifier, _uri in found]
            self.details["version"] = self._version(client)
        except RwsError as exc:
            raise Failed(str(exc).replace("url_username and url_password", "username and password")) from exc
        finally:
            client.close()

    # -- playback ------------------------------------------------------------------------------------------------

    def _playback(self) -> None:
        if not self.spec.get("recording"):
            self.note = "no recording is named that could be fetched"
            return
        account = self._credentials()
        self._address()
        client = RwsClient([self.spec["url"]], {OPS: account}, self.tls, self.timeout, 0, check_mode=True)
        player = Player(self.spec, self.tls, self.timeout)
        client.secrets = (self.spec["rcs_password"],) if self.spec.get("rcs_password") else ()
        try:
            through_rws, self.through_rcs, self.details = player.play(client)
        except RwsError as exc:
            if exc.status_code == 6:
                text = "this RWS has no recording %s; name one that is kept, and that this data center knows"
                raise Failed(text % self._clean(self.spec["recording"])) from exc
            raise Failed(str(exc).replace("url_username and url_password", "username and password")) from exc
        finally:
            client.close()
        for leg in (through_rws, self.through_rcs):
            if leg["answer"] == FAILED:
                raise Failed(leg["reason"])
        if through_rws["answer"] == NOT_OBSERVABLE:
            self.note = through_rws["reason"]

    @staticmethod
    def _version(client):
        """The version, where this RWS tells it: the fields of that answer are not documented."""
        answer, _reason = undocumented.ask(client, lambda: client.get("/diagnostics/version"))
        value = (answer or {}).get("version")
        return str(value) if value is not None else None

    # -- webdav --------------------------------------------------------------------------------------------------

    def _webdav(self):
        headers = self._authorization()
        session = self._session()
        try:
            if self.check_mode or self.keeps:
                self._webdav_look(session, headers)
            else:
                self._webdav_write(session, headers)
                self.large_upload = large_upload.ask(session, headers, "/%s%s" % (PROBE_NAME, uuid.uuid4().hex))
                if self.large_upload["answer"] == FAILED:
                    raise Failed(self.large_upload["reason"])
        finally:
            session.close()

    def _webdav_look(self, session, headers):
        answer = session.request("PROPFIND", "/", dict(headers, Depth="0"))
        if answer.status != 207:
            raise Failed(self._webdav_reason("PROPFIND", answer))
        why = "check mode" if self.check_mode else "nobody may delete there"
        self.note = "%s: the folder was only looked at; no probe file was written" % why
        self.large_upload = large_upload.not_asked("%s: no file was offered" % why)

    def _webdav_write(self, session, headers):
        path = "/%s%s" % (PROBE_NAME, uuid.uuid4().hex)
        content = ("gir.multidc probe %s\n" % uuid.uuid4().hex).encode("ascii")
        self.details["file"] = path[1:]
        status = None
        try:
            answer = session.request(
                "PUT", path, dict(headers, **{"Content-Type": "application/octet-stream"}), content
            )
            status = answer.status
            if answer.status not in (200, 201, 204):
                raise Failed(self._webdav_reason("PUT", answer))
            answer = session.request("GET", path, headers)
            if answer.status != 200:
                raise Failed(self._webdav_reason("GET", answer))
            if answer.fault:
                raise Failed("the probe file was written, but reads back different: %s" % answer.fault)
            if answer.body != content:
                raise Failed(
                    "the probe file was written, but reads back different (%d bytes for %d)"
                    % (len(answer.body), len(content))
                )
        except (Failed, HttpProblem) as exc:
            # The file may be there although its writing failed: leave nothing behind.
            removed = self._removed(session, path, headers)
            refused = status is not None and 300 <= status < 500
            never_sent = isinstance(exc, HttpProblem) and not exc.sent and status is None
            if not (removed or refused or never_sent):
                raise Failed("%s; the probe file %s may be left behind" % (exc, path[1:])) from exc
            raise
        answer = session.request("DELETE", path, headers)
        if answer.status not in (200, 202, 204):
            raise Failed("%s; the probe file %s is left behind" % (self._webdav_reason("DELETE", answer), path[1:]))
        answer = session.request("GET", path, headers)
        if answer.status not in (404, 410):
            raise Failed(
                "the probe file %s was deleted, but the server still answers HTTP %d for it" % (path[1:], answer.status)
            )

    @staticmethod
    def _removed(session, path, headers):
        """Whether the file is certainly not there any more."""
        try:
            return session.request("DELETE", path, headers).status in (200, 202, 204, 404, 410)
        except HttpProblem:
            return False

    def _webdav_reason(self, method, answer):
        words = {
            401: "the user name or the password is not accepted",
            403: "this user may not do that, or the web server may not write into its folder",
            404: "the folder does not exist",
            405: "WebDAV is not enabled for this address",
            409: "the folder does not exist",
            423: "the file is locked",
            507: "the storage is full",
        }
        known = words.get(answer.status)
        if answer.status in REDIRECTS:
            place = destination_text(answer.url, answer.header("Location"), self._clean)
            known = "it redirects to %s; name the final address" % place
        if known is None:
            begins = answer.first_line(clean=self._clean)
            known = "the answer begins: %s" % begins if answer.body else "the answer is empty"
        return "%s was answered with HTTP %d: %s" % (method, answer.status, known)

    # -- http ----------------------------------------------------------------------------------------------------

    def _http(self):
        headers = self._authorization() if self.spec.get("username") else {}
        session = self._session()
        try:
            answer = session.request("GET", "" if session.address.base_path else "/", headers, follow=False)
        finally:
            session.close()
        self.details["status"] = answer.status
        expected = self.spec.get("expect_status")
        if expected:
            if answer.status not in expected:
                listed = ", ".join(str(status) for status in expected)
                raise Failed(
                    "it answers HTTP %d where %s is expected: %s"
                    % (answer.status, listed, answer.first_line(clean=self._clean) or "empty answer")
                )
        elif answer.status >= 500:
            said = answer.first_line(clean=self._clean) or "empty answer"
            raise Failed("it answers HTTP %d: %s" % (answer.status, said))


def run_probes(specs, tls, timeout, check_mode, threads):
    """Results of all probes, in the order given. With `check_mode` nothing is written."""
    if not specs:
        return []
    tls.prepare([url for spec in specs for url in [spec["url"]] + (spec.get("rcs_url") or [])])
    probes = [Probe(spec, tls, timeout, check_mode) for spec in specs]
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(threads, len(probes))) as pool:
        return list(pool.map(Probe.run, probes))
