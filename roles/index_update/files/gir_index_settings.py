# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of the index update: one JSON file, private because it holds the password."""

import json
import os
import stat

INDEXES = ("recordings", "screen_recordings")


class SettingsWrong(Exception):
    """One sentence that names the file and everything that is wrong with it."""


def _text(value):
    return isinstance(value, str) and value.strip() != ""


def _number(least):
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def _urls(value):
    return isinstance(value, list) and len(value) > 0 and all(_text(url) for url in value)


def _indexes(value):
    return (
        isinstance(value, list)
        and len(value) > 0
        and len(set(map(str, value))) == len(value)
        and (all(name in INDEXES for name in value))
    )


# Name: whether the value is right, what a right value is, and the value when there is none (... where one is needed).
KNOWN = {
    "urls": (_urls, "a list of addresses of RWS nodes", ...),
    "username": (_text, "the name of the ops account", ...),
    "password": (_text, "the password of the ops account", ...),
    "validate_certs": (lambda value: isinstance(value, bool), "true or false", True),
    "ca_path": (_text, "a path", None),
    "client_cert": (_text, "a path", None),
    "client_key": (_text, "a path", None),
    "timeout": (_number(1), "a number of seconds, 1 or more", ...),
    "retries": (_number(0), "a number, 0 or more", ...),
    "contact_center_id": (_text, "the identifier of the contact center", None),
    "indexes": (_indexes, "a list of %s, each at most once" % " and ".join(INDEXES), ...),
    "overlap_hours": (_number(0), "a number of hours, 0 or more", ...),
    "window_hours": (_number(1), "a number of hours, 1 or more", ...),
    "first_hours": (_number(1), "a number of hours, 1 or more", ...),
    "most_windows": (_number(1), "a number, 1 or more", ...),
    # Without these, as an earlier release wrote it, nothing is tried again in the same run.
    "attempts": (_number(1), "a number, 1 or more", 1),
    "retry_seconds": (_number(1), "a number of seconds, 1 or more", 600),
    "status_file": (_text, "a path", ...),
    "lock_file": (_text, "a path", ...),
    "host": (_text, "the name of this host in the inventory", ...),
}


class Settings:
    """The values of KNOWN as attributes."""

    def __init__(self, values, root=""):
        for name, (_right, _form, default) in KNOWN.items():
            setattr(self, name, values.get(name, default))
        for name in ("status_file", "lock_file"):
            setattr(self, name, root.rstrip("/") + getattr(self, name))


def load(path, root=""):
    problems = []
    values = _read(path)
    for name in sorted(set(values) - set(KNOWN)):
        problems.append("%s is unknown" % name)
    for name, (right, form, default) in KNOWN.items():
        if name not in values:
            if default is ...:
                problems.append("%s is missing: give %s" % (name, form))
        elif not right(values[name]):
            # Not quoted: it may be a password in the wrong place.
            problems.append("%s is not %s" % (name, form))
    if not problems and values["most_windows"] * values["window_hours"] <= values["overlap_hours"]:
        problems.append("most_windows times window_hours is not more than overlap_hours, so no run would get ahead")
    if problems:
        raise SettingsWrong("The configuration %s is wrong: %s." % (path, "; ".join(problems)))
    return Settings(values, root)


def _read(path):
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
