# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs: what may be one, and what must not stand in it."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from .report import Report
from .values import Value, kind, show_url

_HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?\.?")
_API_PATHS = ("/api/v2", "/internal-api", "/api/contact-centers")


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


def same(value: str | None) -> str | None:
    """The form in which two spellings of one address are equal; nothing of nothing."""
    if value is None:
        return None
    parts = urlsplit(value)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme.lower())
    return f"{parts.scheme.lower()}://{(parts.hostname or '').rstrip('.')}:{port}{parts.path.rstrip('/')}"


def crosses_unencrypted(value: str) -> bool:
    """True for http to another machine: on the loopback interface nobody listens."""
    parts = urlsplit(value)
    return parts.scheme.lower() == "http" and not _is_loopback(parts.hostname or "")


def _check(report: Report, path: str, value: str) -> None:
    parts: SplitResult | None
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        # Raised for a bad port and for brackets without an address; the message would repeat the value.
        parts, host, port = None, None, 0
    good_port = port is None or port > 0
    if (
        parts is None
        or parts.scheme.lower() not in ("http", "https")
        or not host
        or not good_port
        or not _is_host(host)
        or re.search(r"[\s\\]", value)
        or not value.isprintable()
        or parts.netloc.endswith(":")
    ):
        report.add("GIR401", path, f"{path} is {show_url(value)}: that is no http or https URL.")
        return
    if "@" in parts.netloc:
        report.add("GIR402", path, f"{path} holds an account: {show_url(value)}.")
    if "?" in value or "#" in value:
        report.add("GIR403", path, f"{path} has a query or a fragment: {show_url(value)}.")


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            ipaddress.IPv6Address(host.split("%", 1)[0])
        except ValueError:
            return False
        return True
    return bool(_HOST_NAME.fullmatch(host))


def _is_loopback(host: str) -> bool:
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
