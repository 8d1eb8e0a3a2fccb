# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where reports are sent: `gir_report_url` and its account, judged before anything runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...module_utils._http.exchange import Address
from ...module_utils._http.redirect import same_origin
from .._components.desired import Violation
from .._components.reading import truth
from .._components.report import Report
from .._components.rule import rule
from .._topology.values import Unusable, flaw, is_blank, kind, show

URL, USERNAME, PASSWORD = "gir_report_url", "gir_report_username", "gir_report_password"
VALIDATE_CERTS, CA_PATH = "gir_validate_certs", "gir_ca_path"
# Those that only this module judges, and all that it reads.
VARIABLES = (URL, USERNAME, PASSWORD)
READ = (*VARIABLES, VALIDATE_CERTS, CA_PATH)
_EXAMPLE = "Write it as https://files.example.com/reports/gir."
# Code of managed hosts, which has no types.
_address: Callable[[str], Any] = Address

GIR676 = rule(
    676,
    f"{URL} is the http or https address of a WebDAV directory, without account, query and fragment.",
    _EXAMPLE,
    used_by=("verify",),
)
GIR677 = rule(
    677,
    f"{USERNAME} and {PASSWORD} are text, and given together or not at all.",
    "Give both, or none of them.",
    used_by=("verify",),
)


class NoAddress(ValueError):
    """What is wrong with an address, as the end of a sentence that shows no secret."""


@dataclass(frozen=True)
class Place:
    """An empty `url`: nothing is sent. It has no slash at its end. Without a user name nobody logs in."""

    url: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    validate_certs: bool = True
    ca_path: str | None = None

    def has_origin_of(self, url: str) -> bool:
        """Whether its account may be shown to an address."""
        return bool(self.url) and same_origin(address(self.url).origin, address(url).origin)


NOWHERE = Place()


def is_url(given: object) -> bool:
    """Whether something is meant as an http or https address."""
    return isinstance(given, str) and re.match(r"(?i)https?://", given.strip()) is not None


def address(given: str) -> Any:
    """The address, parsed. Raises NoAddress, whose text shows nothing of what may be an account or a token."""
    text = given.strip()
    host = text.partition("://")[2].partition("/")[0]
    if "@" in host:
        raise NoAddress("contains an account")
    if "?" in text or "#" in text:
        raise NoAddress("has a query or a fragment")
    if "@" not in text and not is_url(text):
        raise NoAddress(f"is {show(text)}, which is no http or https address")
    try:
        found = _address(text)
    except ValueError as wrong:
        # Its sentence quotes the text, unless that may hold an account.
        raise NoAddress(f"cannot be used: {str(wrong).rstrip('.')}") from None
    if any(part in (".", "..") for part in found.base_path.split("/")):
        raise NoAddress("has . or .. in its path")
    return found


def read(value: Callable[[str], object]) -> tuple[Place, list[Violation]]:
    """Where reports are sent, and what is wrong with the variables; then nothing is sent.

    `value`: the plain value of a variable, Unusable where it cannot be evaluated, None where it is not given.
    """
    report = Report("")
    url, (username, password) = _url(value(URL), report), _account(value, report)
    ca_path = value(CA_PATH)
    place = Place(
        url,
        username,
        password,
        truth(value(VALIDATE_CERTS)) is not False,
        ca_path.strip() if isinstance(ca_path, str) and ca_path.strip() else None,
    )
    return (NOWHERE if report.violations or not url else place), report.violations


def _url(given: object, report: Report) -> str:
    if given is None or is_blank(given):
        return ""
    if isinstance(given, Unusable):
        report.add(GIR676, URL, f"{URL} cannot be evaluated: {given.reason}.", given.remedy)
    elif not isinstance(given, str):
        report.add(GIR676, URL, f"{URL} is {kind(given)}, not an address.")
    else:
        try:
            return str(address(given).url)
        except NoAddress as wrong:
            remedy = ""
            if "account" in str(wrong):
                remedy = f"Give the account as {USERNAME} and {PASSWORD}, and the address without it."
            report.add(GIR676, URL, f"{URL} {wrong}.", remedy)
    return ""


def _account(value: Callable[[str], object], report: Report) -> tuple[str, str]:
    found, wrong = {}, False
    for name in (USERNAME, PASSWORD):
        given = value(name)
        if given is None or is_blank(given):
            continue
        problem = _problem(name, given)
        if problem:
            report.add(GIR677, name, f"{name} {problem}.", given.remedy if isinstance(given, Unusable) else "")
            wrong = True
        found[name] = str(given)
    if len(found) == 1 and not wrong:
        name = next(iter(found))
        other = PASSWORD if name == USERNAME else USERNAME
        report.add(GIR677, name, f"{name} is given without {other}.", f"Give {other} too, or leave {name} out.")
    return found.get(USERNAME, ""), found.get(PASSWORD, "")


def _problem(name: str, given: object) -> str:
    """What keeps it from being a part of an account, in words that show nothing of it."""
    if isinstance(given, Unusable):
        return f"cannot be evaluated: {given.reason}"
    if not isinstance(given, (str, int)) or isinstance(given, bool):
        return f"is {kind(given)}, not text"
    if flaw(str(given)):
        return flaw(str(given))
    return "contains a colon, which no user name of HTTP has" if name == USERNAME and ":" in str(given) else ""
