# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's login at its Screen Recording Service, step by step: private to this collection, may change at any time.

Facts: desktop-and-configuration-server.md 2.2.
"""

import json
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import urlsplit

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    CONFIRMED,
    FAILED,
    NOT_OBSERVABLE,
    confirmed,
    failed,
    not_observable,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import diff_of
from ansible_collections.gir.multidc.plugins.module_utils._http.answer import Response
from ansible_collections.gir.multidc.plugins.module_utils._http.connection import LONGEST_TIMEOUT
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import (
    REDIRECTS,
    Address,
    HttpProblem,
    HttpSession,
)
from ansible_collections.gir.multidc.plugins.module_utils._http.redirect import destination_text
from ansible_collections.gir.multidc.plugins.module_utils._http.session import Session, basic, cleaned

LOGIN, PING = "/api/v2/me", "/ping"
LOGIN_PREFLIGHT, LOGGED_IN, PING_PREFLIGHT, PINGED = "login_preflight", "login", "ping_preflight", "ping"
NAMES = ("server", "peer_server", "place", "devices")
_REASONS = {
    (LOGIN_PREFLIGHT, 403): "this origin is not accepted",
    (PING_PREFLIGHT, 403): "this origin is not accepted",
    (LOGGED_IN, 401): "the account is not accepted; there is no single sign-on, and RWS has to know the account",
    (PINGED, 401): "the session is lost, so the desktop has to log in again",
}


def problems(params: Dict[str, Any]) -> List[str]:
    """Every mistake in the options, as sentences."""
    found = _address_problems("url", params["url"], "the port of the Screen Recording Service has no known default")
    names = [entry["name"] for entry in params["login"] or []]
    if params["login"] is not None and "server" not in names:
        found.append("login has no server: give the array of filter gir.multidc.srs_login.")
    found += ["login has %s more than once." % name for name in NAMES if names.count(name) > 1]
    for entry in params["login"] or []:
        if entry["name"] in ("server", "peer_server"):
            found += _address_problems("login: %s" % entry["name"], entry["value"], "", False)
    if params["origin"] is not None:
        found += _address_problems("origin", params["origin"], "")
    elif params["login"] is None:
        found.append("origin is missing: without login nobody knows it.")
    if not 1 <= params["timeout"] <= LONGEST_TIMEOUT:
        found.append("timeout is %d; it must be between 1 and %d seconds." % (params["timeout"], LONGEST_TIMEOUT))
    return found


def _address_problems(name: str, value: Any, port_because: str, bare: bool = True) -> List[str]:
    """Why it is no address; with `port_because` it has to name its port."""
    try:
        address = Address(value)
    except ValueError as exc:
        return ["%s: %s" % (name, exc)]
    if bare and address.base_path:
        return ["%s has a path: give %s only." % (name, _origin(value))]
    if port_because and urlsplit(str(value).strip()).port is None:
        return ["%s has no port: give http://host:port or https://host:port, because %s." % (name, port_because)]
    return []


def _origin(url: str) -> str:
    """Scheme, host and port of a good address, as they were written."""
    parts = urlsplit(str(url).strip())
    return "%s://%s" % (parts.scheme, parts.netloc)


class LoginCheck:
    """The steps of one login; each is tried when what it needs has worked."""

    def __init__(self, params: Dict[str, Any], tls: Any, check_mode: bool) -> None:
        self._params, self._check_mode = params, check_mode
        self._account = basic(params["url_username"], params["url_password"])
        self._cookies = Session()
        self._http = HttpSession(Address(params["url"]), tls, params["timeout"])
        self._http.clean = self._clean
        named = {entry["name"]: entry["value"] for entry in params["login"] or []}
        self._from = {"Origin": params["origin"] or _origin(named.get("server", ""))}
        self._token = False
        self._may_be_logged_in = False

    def run(self) -> Dict[str, Any]:
        try:
            steps = self._steps()
        finally:
            self._http.close()
        observed = [step["observation"] for step in steps]
        answer = next((one for one in (FAILED, NOT_OBSERVABLE) if one in observed), CONFIRMED)
        changed = observed[0] == CONFIRMED if self._check_mode else self._may_be_logged_in
        result = {"changed": changed, "answer": answer, "steps": steps, "csrf_token": self._token}
        if changed:
            after = "%s is logged in\n" % self._params["url_username"]
            result["diff"] = diff_of("Screen Recording Service %s" % self._params["url"], after=after)
        return result

    def _steps(self) -> List[Dict[str, Any]]:
        steps = [self._preflight(LOGIN_PREFLIGHT, LOGIN)]
        if self._check_mode:
            untried = not_observable("check mode logs nobody in")
            steps += [self._step(LOGGED_IN, self._method(), LOGIN, untried), self._preflight(PING_PREFLIGHT, PING)]
            return [*steps, self._step(PINGED, "GET", PING, untried)]
        steps.append(self._login())
        steps.append(self._preflight(PING_PREFLIGHT, PING))
        if steps[1]["observation"] == CONFIRMED:
            steps.append(self._ping())
        else:
            steps.append(self._step(PINGED, "GET", PING, not_observable("nobody is logged in")))
        return steps

    def _method(self) -> str:
        return "GET" if self._params["login"] is None else "POST"

    def _preflight(self, name: str, path: str) -> Dict[str, Any]:
        """What a browser asks before it sends an account."""
        return self._try(name, "OPTIONS", path, dict(self._from))[0]

    def _login(self) -> Dict[str, Any]:
        headers = dict(self._from, Authorization="Basic " + self._account)
        if self._params["csrf"]:
            headers["X-Support-CSRFP"] = "True"
        body = None
        if self._params["login"] is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(self._params["login"]).encode("utf-8")
        step, response, sent = self._try(LOGGED_IN, self._method(), LOGIN, headers, body)
        self._may_be_logged_in = sent if response is None else 200 <= response.status < 300
        self._token = response is not None and bool(response.header("X-CSRF-Token"))
        return step

    def _ping(self) -> Dict[str, Any]:
        return self._try(PINGED, "GET", PING, dict(self._from, Authorization="Basic " + self._account))[0]

    def _try(
        self, name: str, method: str, path: str, headers: Dict[str, str], body: Optional[bytes] = None
    ) -> Tuple[Dict[str, Any], Optional[Response], bool]:
        """(the step, the answer, whether the service may have acted)."""
        try:
            response = self._http.request(method, path, headers, body, follow=False, repeat=method == "OPTIONS")
        except HttpProblem as exc:
            return self._step(name, method, path, failed(str(exc))), None, exc.sent
        self._cookies.learn(response)
        step = self._step(name, method, path, self._judged(name, response), response)
        return step, response, True

    def _judged(self, name: str, response: Response) -> Dict[str, Optional[str]]:
        """200 is what the vendor documents; of another success nobody knows what it means."""
        if response.status == 200:
            return confirmed()
        if 200 <= response.status < 300:
            return not_observable("it answers HTTP %d, where 200 is documented" % response.status)
        known = _REASONS.get((name, response.status))
        if known is None and response.status in REDIRECTS:
            place = destination_text(response.url, response.header("Location"), self._clean)
            known = "it redirects to %s; give the final address" % place
        if known is None:
            begins = response.first_line(clean=self._clean)
            known = "the answer begins: %s" % begins if begins else "the answer is empty"
        return failed("it answers HTTP %d: %s" % (response.status, known))

    def _step(
        self,
        name: str,
        method: str,
        path: str,
        observed: Dict[str, Optional[str]],
        response: Optional[Response] = None,
    ) -> Dict[str, Any]:
        allowed = response.header("Access-Control-Allow-Origin") if response is not None else None
        step: Dict[str, Any] = {"name": name, "method": method, "path": path, "status": None, "allows_origin": None}
        if response is not None:
            step["status"] = response.status
            step["allows_origin"] = allowed in ("*", self._from["Origin"])
        step.update(observed)
        return step

    def _clean(self, text: Any) -> str:
        """What a server said, without the account and the session."""
        return str(cleaned(text, [self._params["url_password"], self._account, *self._cookies.secrets()]))
