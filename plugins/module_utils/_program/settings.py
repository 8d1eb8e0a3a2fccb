# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of a program on a host: one JSON file, private because it holds a password."""

import json
import os
import stat
from typing import Any, Callable, Dict, List, Optional, Tuple

Right = Callable[[Any], bool]
Known = Dict[str, Tuple[Right, str, Any]]
Further = Callable[[Dict[str, Any]], Optional[str]]


class SettingsWrong(Exception):
    """One sentence that names the file and everything that is wrong with it."""


def is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def at_least(least: int) -> Right:
    """Whether a value is a whole number that is not below `least`."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def are_texts(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 0 and all(is_text(item) for item in value)


# Name: whether the value is right, what a right value is, and the value when there is none (... where one is needed).
# What every program needs that asks a server, and that is run one at a time.
COMMON: Known = {
    "urls": (are_texts, "a list of addresses of RWS nodes", ...),
    "validate_certs": (is_flag, "true or false", True),
    "ca_path": (is_text, "a path", None),
    "client_cert": (is_text, "a path", None),
    "client_key": (is_text, "a path", None),
    "timeout": (at_least(1), "a number of seconds, 1 or more", ...),
    "retries": (at_least(0), "a number, 0 or more", ...),
    "contact_center_id": (is_text, "the identifier of the contact center", None),
    # Without these, as an earlier release wrote it, nothing is tried again in the same run.
    "attempts": (at_least(1), "a number, 1 or more", 1),
    "retry_seconds": (at_least(1), "a number of seconds, 1 or more", 600),
    "status_file": (is_text, "a path", ...),
    "lock_file": (is_text, "a path", ...),
    "host": (is_text, "the name of this host in the inventory", ...),
}
_PATHS = ("status_file", "lock_file")


class Settings:
    """The values of the table `known` as attributes."""

    # Of COMMON, as other code of this package reads them.
    status_file: str
    lock_file: str
    host: str
    attempts: int
    retry_seconds: int

    def __init__(self, values: Dict[str, Any], known: Known, root: str = "") -> None:
        for name, (_right, _form, default) in known.items():
            setattr(self, name, values.get(name, default))
        for name in _PATHS:
            setattr(self, name, root.rstrip("/") + getattr(self, name))


def load(path: str, known: Known, root: str = "", further: Optional[Further] = None) -> Settings:
    """The settings in a file. `further`: says what is wrong with values that are right one by one, None for nothing."""
    problems: List[str] = []
    values = _read(path)
    for name in sorted(set(values) - set(known)):
        problems.append("%s is unknown" % name)
    for name, (right, form, default) in known.items():
        if name not in values:
            if default is ...:
                problems.append("%s is missing: give %s" % (name, form))
        elif not right(values[name]):
            # Not quoted: it may be a password in the wrong place.
            problems.append("%s is not %s" % (name, form))
    more = further(values) if further is not None and not problems else None
    problems += [more] if more else []
    if problems:
        raise SettingsWrong("The configuration %s is wrong: %s." % (path, "; ".join(problems)))
    return Settings(values, known, root)


def _read(path: str) -> Dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as source:
            mode = stat.S_IMODE(os.fstat(source.fileno()).st_mode)
            text = source.read()
    except OSError as exc:
        raise SettingsWrong("The configuration %s cannot be read: %s." % (path, exc.strerror)) from exc
    except ValueError as exc:
        raise SettingsWrong("The configuration %s is not UTF-8." % path) from exc
    if mode & 0o077:
        raise SettingsWrong(
            "The configuration %s holds a password and others have rights on it (mode %04o): give it mode 0600."
            % (path, mode)
        )
    try:
        values = json.loads(text)
    except ValueError as exc:
        # Neither the text nor its neighbourhood is shown: it holds the password.
        place = " in line %d" % exc.lineno if isinstance(exc, json.JSONDecodeError) else ""
        raise SettingsWrong("The configuration %s is not JSON%s." % (path, place)) from None
    if not isinstance(values, dict):
        raise SettingsWrong("The configuration %s is not a JSON object." % path)
    return values
