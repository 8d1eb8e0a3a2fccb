# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an earlier report from the server to which reports are sent. No other one is shown that account."""

from __future__ import annotations

import contextlib
from typing import Any

from .._report import dav
from .._report.place import URL, NoAddress, Place, address
from .reading import MOST_BYTES, NoReport, Refused, of_text

FILE = "drift.json"


def url_of(given: str, place: Place, variable: str) -> str:
    """The address of the report; that of a directory stands for drift.json in it. Raises Refused."""
    try:
        found = str(address(given).url)
    except NoAddress as wrong:
        raise Refused(f"{variable} {wrong}; give the address of a report below {URL}.") from None
    if not place.url:
        # No reason not to compare, as a directory without a report is none.
        raise NoReport(f"{variable} names {found}, but there is no {URL} that can be used. Give {URL}, or a path.")
    if not place.has_origin_of(found):
        raise Refused(
            f"{variable} names {found}, which is another server than that of {URL}, so that its account is not sent "
            "there; give an address of the same scheme, host and port."
        )
    is_directory = given.strip().endswith("/") or found == place.url
    return f"{found}/{FILE}" if is_directory else found


def read_url(given: str, place: Place, variable: str, absent: str) -> tuple[str, dict[str, Any]]:
    """The address of the report, and the report. Raises Refused, and NoReport where there is none.

    `absent`: what to do where there is none, as a sentence.
    """
    url = url_of(given, place, variable)
    said = f"{variable} names {url}, "
    with contextlib.closing(dav.Directory(place)) as directory:
        try:
            content = directory.read(str(address(url).base_path), MOST_BYTES)
        except dav.NotSent as reason:
            raise NoReport(f"{said}which cannot be read: {reason}.", reason.silent) from None
    if content is None:
        raise NoReport(f"{said}which does not exist. {absent}")
    try:
        return url, of_text(content.decode("utf-8"), said)
    except UnicodeDecodeError:
        raise NoReport(f"{said}which is no JSON. Give a report that gir.multidc.drift wrote as JSON.") from None
