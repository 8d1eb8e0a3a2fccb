# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a service is healthy: private to this collection, may change at any time."""

import contextlib
import time
from typing import Any, Callable, Dict, List, Optional, cast

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    Observation,
    confirmed,
    not_observable,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._http import reach
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import (
    Address,
    HttpProblem,
    HttpSession,
    TlsOptions,
    explain,
)

SPEC = {
    "url": {"type": "str"},
    "status": {"type": "list", "elements": "int", "default": [200]},
    "port": {"type": "int"},
    "host": {"type": "str"},
    "timeout": {"type": "int", "default": 120},
    "stable_for": {"type": "int", "default": 3},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}
# The options by which a module names a service and the signs that it is well.
SERVICE = {"name": {"type": "str", "required": True}, "health": {"type": "dict", "default": {}, "options": SPEC}}
_TRUE, _FALSE = ("y", "yes", "on", "1", "true", "t", "1.0"), ("n", "no", "off", "0", "false", "f", "0.0")
# Where a port is tried when nobody says: a service may listen on one family alone.
LOOPBACK = ("127.0.0.1", "::1")
_INTERVAL = 0.3
_PROBE_TIMEOUT = 10
# The first look is given this much, however short the time is; a later one ends with it.
_FIRST_LOOK = 1.0
_SHORTEST_LOOK = 0.1


def typed(given: Dict[str, Any]) -> Dict[str, Any]:
    """The options as a module would read them, where no module has read them."""
    found = {}
    for name, value in given.items():
        if name not in SPEC:
            raise Refusal("health has no option %s: take it out, or correct its name" % name)
        kind = _KINDS[name]
        try:
            if value is not None:
                found[name] = _READ[kind](value)
        except (KeyError, TypeError, ValueError):
            raise Refusal("health.%s is %s: give %s" % (name, value, _WORDS[kind])) from None
    return found


def _numbers(value: Any) -> List[int]:
    return [int(str(one)) for one in (value if isinstance(value, list) else str(value).split(","))]


def _switch(value: Any) -> bool:
    return {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}[str(value).lower()]


_READ: Dict[str, Callable[[Any], Any]] = {
    "str": str,
    "path": str,
    "int": lambda value: int(str(value)),
    "bool": _switch,
    "list": _numbers,
}
_KINDS = {name: str(cast(Dict[str, Any], spec)["type"]) for name, spec in SPEC.items()}
_WORDS = {"str": "text", "path": "a path", "int": "a number", "bool": "true or false", "list": "a list of numbers"}


class Health:
    """The signs by which a unit is known to be well: it stays active, its port is open, its address answers."""

    def __init__(self, wanted):
        self.wanted = {name: spec.get("default") for name, spec in SPEC.items()}
        self.wanted.update(wanted or {})
        try:
            self.address = Address(self.wanted["url"]) if self.wanted["url"] else None
        except ValueError as error:
            raise Refusal(str(error)) from error
        self._tls = TlsOptions(self.wanted["validate_certs"], self.wanted["ca_path"])
        for name in ("timeout", "stable_for"):
            if self.wanted[name] < 0:
                raise Refusal("health.%s is %d: give seconds, 0 or more" % (name, self.wanted[name]))
        if self.wanted["port"] is not None and not 0 < self.wanted["port"] < 65536:
            raise Refusal("health.port is %d: give a number from 1 to 65535" % self.wanted["port"])
        if self.wanted["stable_for"] > self.wanted["timeout"]:
            raise Refusal(
                "health.stable_for is %d seconds, more than health.timeout, which is %d: the service could never pass"
                % (self.wanted["stable_for"], self.wanted["timeout"])
            )

    @property
    def can_be_asked(self) -> bool:
        """Whether there is a port or an address."""
        return self.wanted["port"] is not None or self.address is not None

    def ask(self, seconds: float) -> Optional[str]:
        """Why an active unit does not answer within the seconds, asked once, or None."""
        reason: Optional[str] = self._probe(seconds)
        return reason

    def seen(self) -> Observation:
        """What a unit that passed is known to be: without a port or an address nobody asked the service itself."""
        if self.can_be_asked:
            return confirmed()
        return not_observable(
            "The unit is active; its health was not asked, because health names neither port nor url."
        )

    def now(self, unit):
        """Why the unit is not well at this moment, or None."""
        return unit.trouble() if not unit.look().is_active else self._probe(_PROBE_TIMEOUT)

    def wait(self, unit):
        """Wait until the unit is well and stays so; return why it is not, or None."""
        deadline = time.monotonic() + self.wanted["timeout"]
        life, since, shortest = None, 0, _FIRST_LOOK
        while True:
            unit.look()
            # A probe may take long: what it saw counts only if the service is the same afterwards.
            before, reason = unit.life, None
            if unit.is_active:
                reason = self._probe(max(shortest, min(_PROBE_TIMEOUT, deadline - time.monotonic())))
                shortest = _SHORTEST_LOOK
                unit.look()
            now = time.monotonic()
            if not unit.is_active:
                life, reason = None, unit.trouble()
                # An end from which systemd does not start it again.
                if unit.active in ("failed", "inactive"):
                    return reason
            elif unit.life != before or unit.life != life:
                life, since = unit.life, now
                reason = reason or "it did not stay active for %d seconds" % self.wanted["stable_for"]
            if unit.is_active and reason is None and now - since >= self.wanted["stable_for"]:
                return None
            if now >= deadline:
                return "%s, still after %d seconds" % (reason or "it was restarted", self.wanted["timeout"])
            time.sleep(_INTERVAL)

    def _probe(self, seconds):
        """Why port or address are not as they should be, or None; both have the same seconds."""
        deadline = reach.Deadline(seconds)
        if self.wanted["port"] is not None:
            reason = self._connect(deadline)
            if reason:
                return reason
        return self._ask(deadline.patience()) if self.address else None

    def _connect(self, deadline):
        host, port = self.wanted["host"], self.wanted["port"]
        # In brackets as an address of a server has it, which a resolver does not know.
        names = [host.strip("[]")] if host else LOOPBACK
        shown = " or ".join(names)
        try:
            entries = [entry for name in names for entry in reach.resolve(name, port, deadline)]
            with contextlib.closing(reach.first_open(entries, deadline)):
                return None
        except (OSError, UnicodeError) as error:
            return "port %d of %s does not answer (%s)" % (port, shown, explain(error, self._tls, shown))

    def _ask(self, timeout):
        session = HttpSession(self.address, self._tls, timeout)
        try:
            status = session.request("GET", "", follow=False).status
        except HttpProblem as problem:
            return "%s does not answer (%s)" % (self.address.url, problem)
        finally:
            session.close()
        if status in self.wanted["status"]:
            return None
        expected = " or ".join(str(number) for number in self.wanted["status"])
        return "%s answers %d and not %s" % (self.address.url, status, expected)
