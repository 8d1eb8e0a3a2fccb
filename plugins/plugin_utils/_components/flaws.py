# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that have the type of their variable, and would break something later. No sentence shows a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .._topology.urls import flaw_of_place
from .._topology.values import NOT_SHOWN, flaw, printable, show, show_url
from .addresses import is_name_or_address
from .desired import Json
from .options import PORTS, Limits, Row
from .report import Report
from .rule import rule

GIR800 = rule(
    800,
    "Text that YAML would read as a number with a fraction, such as a version, is in quotes.",
    "Write it in quotes.",
)
GIR806 = rule(
    806,
    "Text is one line, without blanks at its ends and without control characters.",
    "Write it on one line, in quotes where YAML needs them; in a block, use |- instead of | and >- instead of >.",
)
GIR807 = rule(
    807,
    "A number is neither less than its least value nor more than its largest one.",
    "Give a number within its limits, or leave the variable out.",
)
GIR808 = rule(
    808,
    "A port is a number from 1 to 65535.",
    "Give a number from 1 to 65535.",
)
GIR809 = rule(
    809,
    "An address is http:// or https://, a host or an IPv6 address in brackets, a good port, and no blank.",
    "Write it as https://host.example.com:8443/path or https://[2001:db8::5]:8443/path.",
)

# By the rule of the map that says the same of its URLs.
_REMEDIES = {
    "GIR410": "Correct the port, or remove it with its colon: then it is 80 for http and 443 for https.",
    "GIR411": "Write it as http://[2001:db8::5]:8080/path.",
    "GIR412": "Give a name, or an address that every host can reach.",
}
_NAMES_OF_ACCOUNTS = ("username", "password")
_KEYS_OF_ACCOUNTS = (*_NAMES_OF_ACCOUNTS, "host", "port", "backup_host", "backup_port")
# What stands before the last @ may be an account, which other rules and products judge.
_ADDRESS = re.compile(
    r"(?i:https?)://(?:[^\s/?#\\]*@)?(\[[^\s/?#\\\]]+\]|[^\s/?#\\:\[\]@]+)(?::([0-9]{1,5}))?(?:[/?#][^\s\\]*)?"
)


def member(row: Row, path: str, key: object, value: object) -> str:
    """The path of a member of a dictionary. Among accounts, a key that is not known may be a misplaced password."""
    shown = printable(str(key)[:80])
    may_be_secret = row.about.secret or any(one.secret for one in (row.about.shape or {}).values())
    # An account stands under the name of what it is for; anything else may stand under a password.
    is_account = path == row.variable and isinstance(value, dict) and any(name in value for name in _NAMES_OF_ACCOUNTS)
    if may_be_secret and not is_account and key not in _KEYS_OF_ACCOUNTS and key not in (row.about.shape or ()):
        return f"{path}.{NOT_SHOWN}"
    return f"{path}.{shown}"


def checked_text(row: Row, path: str, text: str, report: Report) -> str:
    """The text as it was meant: without what nobody sees at its ends."""
    # Nearly every text is good.
    if text.isprintable() and text == text.strip():
        return text
    found = "" if row.about.verbatim else flaw(text)
    if not found:
        return text
    report.add(GIR806, row.variable, f"{path} {found}.")
    return text.strip()


def check_leaves(row: Row, path: str, value: Json, report: Report) -> None:
    """Every text below a dictionary or list; names of keys are judged by those who know them."""
    if isinstance(value, str):
        checked_text(row, path, value, report)
    for here, item in members(row, path, value):
        check_leaves(row, here, item, report)


def members(row: Row, path: str, value: Json) -> Iterator[tuple[str, Json]]:
    """What a dictionary or list holds, each with its path; of anything else nothing."""
    if isinstance(value, dict):
        yield from ((member(row, path, key, item), item) for key, item in value.items())
    elif isinstance(value, list):
        yield from ((f"{path}[{number}]", item) for number, item in enumerate(value))


def report_fraction(row: Row, path: str, value: float, secret: bool, report: Report) -> None:
    """Nobody knows which text it was."""
    shown = "a number" if secret else f"the number {show(value)}"
    sentence = f"{path} is {shown}, where text belongs: YAML makes one number of 1.10 and 1.1."
    report.add(GIR800, row.variable, sentence)


def is_good_number(limits: Limits, variable: str, path: str, number: int, report: Report) -> bool:
    """Whether the number is within its limits."""
    least, largest = limits.least, limits.largest
    if least <= number and (largest is None or number <= largest):
        return True
    if limits is PORTS:
        report.add(GIR808, variable, f"{path} is {show(number)}, which is no port: ports are 1 to 65535.")
        return False
    said = f"less than {least}" if number < least else f"more than {largest}"
    remedy = f"Give {least} or more." if largest is None else f"Give a number from {least} to {largest}."
    report.add(GIR807, variable, f"{path} is {show(number)}, which is {said}.", remedy)
    return False


def check_address(row: Row, path: str, text: str, report: Report) -> None:
    """Whether everybody reads the same host and port in an address; its path and account are not judged."""
    match = _ADDRESS.fullmatch(text)
    if match is not None:
        host, port = match.group(1), match.group(2)
        good_port = port is None or 1 <= int(port) <= 65535
        if good_port and is_name_or_address(host.strip("[]")) and (":" in host) == host.startswith("["):
            return
    place = flaw_of_place(text)
    if place is None:
        report.add(GIR809, row.variable, f"{path} is {show_url(text)}, which is no address.")
        return
    rule_id, what = place
    report.add(GIR809, row.variable, f"{path} is {show_url(text)}: {what}.", _REMEDIES[rule_id])
