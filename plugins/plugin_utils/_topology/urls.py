# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs: what may be one, what must not stand in it, and which two are one address."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from .report import Report
from .values import Value, kind, show_url

_BEGINNING = re.compile(r"(https?)://([^/?#]*)([^?#]*)", re.IGNORECASE)
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
_NUMERIC = re.compile(r"([^.]*\.)*[0-9]+\.?")
_PORT = re.compile(r"0{0,5}[1-9][0-9]{0,4}")
_PATH = re.compile(r"([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_API_PATHS = ("/api/v2", "/internal-api", "/api/contact-centers")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_URL = ("GIR401", "that is no http or https URL")
# What all that is behind a URL has to have in common; other parts are judged where they have a meaning.
OF_HOST_AND_PORT = ("GIR410", "GIR411", "GIR412")


def url(report: Report, path: str, value: Value) -> str | None:
    """The URL without a slash at its end, when it is a good one."""
    if report.unusable(path, value):
        return None
    if not isinstance(value, str):
        report.add("GIR002", path, f"{path} is {kind(value)}, not a URL.")
        return None
    before = len(report.violations)
    _check(report, path, value)
    return value.rstrip("/") if len(report.violations) == before else None


def base_url(report: Report, path: str, value: Value) -> str | None:
    """A URL to which the roles add the path of the API."""
    found = url(report, path, value)
    if found is None or not isinstance(value, str):
        return None
    for api in _API_PATHS:
        if (urlsplit(found).path + "/").find(api + "/") >= 0:
            report.add("GIR404", path, f"{path} is {show_url(value)}: it ends with the path of the API.")
            return None
    return found


def same(value: str) -> str:
    """The form in which two spellings of one good URL are equal."""
    parts = urlsplit(value)
    scheme, host = parts.scheme.lower(), plain_host(parts.hostname or "")
    if ":" in host:
        host = f"[{host}]"
    path = _ESCAPE.sub(_unescaped, parts.path).rstrip("/")
    return f"{scheme}://{host}:{parts.port or _DEFAULT_PORTS[scheme]}{path}"


def plain_host(host: str) -> str:
    """The form in which two spellings of one host are equal. An IPv4 address within IPv6 is that IPv4 address."""
    text = host.strip("[]").rstrip(".").lower()
    if ":" not in text:
        return text
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return text
    return str(address.ipv4_mapped or address)


def _unescaped(escape: re.Match[str]) -> str:
    letter = chr(int(escape[0][1:], 16))
    return letter if _UNRESERVED.fullmatch(letter) else escape[0].upper()


def crosses_unencrypted(value: str) -> bool:
    """True for http to another machine: on the loopback interface nobody listens."""
    return value[:5].lower() == "http:" and not is_loopback(value)


def is_loopback(value: str) -> bool:
    """True for a good URL whose host is the machine that asks."""
    host = plain_host(urlsplit(value).hostname or "")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    if ":" not in host and not host.startswith("127."):
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check(report: Report, path: str, value: str) -> None:
    problem = _problem(value)
    if problem is not None:
        rule_id, what = problem
        report.add(rule_id, path, f"{path} is {show_url(value)}: {what}.")
        return
    beginning = _BEGINNING.match(value)
    if beginning is not None and "@" in beginning[2]:
        report.add("GIR402", path, f"{path} holds an account: {show_url(value)}.")
    if "?" in value or "#" in value:
        report.add("GIR403", path, f"{path} has a query or a fragment: {show_url(value)}.")


def flaw_of_place(value: str) -> tuple[str, str] | None:
    """One of OF_HOST_AND_PORT that the URL breaks, and what is wrong with it."""
    beginning = _BEGINNING.match(value)
    found = None if beginning is None else _problem_of_place(beginning[2].rpartition("@")[2])
    return found if found is not None and found[0] in OF_HOST_AND_PORT else None


def _problem(value: str) -> tuple[str, str] | None:
    """The rule that the URL breaks, and what is wrong; no part of it is repeated, as it may be an account."""
    if not value.isprintable() or re.search(r"[\s\\]", value):
        return "GIR401", "a URL has no blank, no line break and no backslash"
    beginning = _BEGINNING.match(value)
    if beginning is None:
        return _NO_URL
    problem = _problem_of_place(beginning[2].rpartition("@")[2])
    if problem is None and (not _PATH.fullmatch(beginning[3]) or _has_dots(beginning[3])):
        problem = "GIR414", "its path has a part that not everybody reads alike"
    return problem


def _problem_of_place(where: str) -> tuple[str, str] | None:
    """Of host and port."""
    if where.startswith("["):
        address, closed, rest = where[1:].partition("]")
        colon, port = rest[:1], rest[1:]
        problem = _problem_of_ipv6(address) if closed and colon in ("", ":") else _NO_URL
    elif where.count(":") > 1:
        bare = any(_is_ipv6(text.partition("%")[0]) for text in (where, where.rpartition(":")[0]))
        return ("GIR411", "the IPv6 address stands without brackets") if bare else _NO_URL
    else:
        host, colon, port = where.partition(":")
        problem = None if _is_host(host) else ("GIR401", "it has no host, or one that is no name and no address")
    if problem is None and colon and not (_PORT.fullmatch(port) and int(port) < 65536):
        problem = "GIR410", "its port is no number from 1 to 65535"
    return problem


def _problem_of_ipv6(text: str) -> tuple[str, str] | None:
    address, zone, _name = text.partition("%")
    if not _is_ipv6(address):
        return "GIR401", "what stands in brackets is no IPv6 address"
    if zone:
        return "GIR412", "its address has a zone"
    if ipaddress.IPv6Address(address).is_link_local:
        return "GIR412", "its address is link-local, which has a meaning on one network only"
    return None


def is_decorated_ipv6(text: str) -> bool:
    """Whether it is an IPv6 address with brackets or a zone, or one that means another host on each network."""
    address = text.strip("[]").partition("%")[0]
    return _is_ipv6(address) and (address != text or ipaddress.IPv6Address(address).is_link_local)


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _is_host(host: str) -> bool:
    if len(host) > 253 or not _HOST_NAME.fullmatch(host):
        return False
    if not _NUMERIC.fullmatch(host):
        return True
    try:
        ipaddress.IPv4Address(host.rstrip("."))
    except ValueError:
        return False
    return True


def _has_dots(path: str) -> bool:
    """Whether a part of the path is . or .., which some resolve and others send."""
    return any(part in (".", "..") for part in re.sub("%2e", ".", path, flags=re.IGNORECASE).split("/"))
