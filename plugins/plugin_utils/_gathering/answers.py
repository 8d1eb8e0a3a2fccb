# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hosts and APIs answer, held against the form that it has to have: everything behind it trusts the types.

A host may be of anybody. One that answers in another form is one that could not be compared, and takes nobody along.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import (
    BOTH,
    CHANGED,
    CONFIRMED,
    DRIFT,
    INFERRED,
    NOT_APPLIED,
    NOT_CHECKED,
    UNKNOWN,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.lifecycle_fields import TASK_FIELDS
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import names, objects, rws_state
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle.shown import API as LIFECYCLE
from ansible_collections.gir.multidc.plugins.plugin_utils._stdin import UNEXPECTED

# Of these a host itself knows how bad they are, and of these that they mean nothing.
_RATED_BY_HOSTS = ("unit.drop_in",)
_NOISE_OF_HOSTS = ("unit.drop_in", "beside.site_file")
# More than any time stamp, size or number of copies is.
_LARGEST = 1e15
_DEEPEST = 20
# As in docs/drift-report.schema.json.
_CHECK = re.compile(r"[a-z_]+\.[a-z_]+")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")

# Gives the value as it is used. Raises _Unexpected.
Form = Callable[[object], Any]


class _Unexpected(Exception):
    """Something is of another form."""


def checked(answer: object, api: str = "") -> dict[str, Any]:
    """The answer of a host, or of an API, without what does not belong there; a failure where its form is another one.

    `api`: gax, rws or dns; empty for a host.
    """
    return _checked(answer, _record(_OF_APIS[api] if api else _OF_HOST))


def checked_ledger(answer: object) -> dict[str, Any]:
    """The same of an answer of module ledger."""
    return _checked(answer, _LEDGER)


def checked_status(answer: object) -> dict[str, Any]:
    """The same of an answer of host_status_info."""
    return _checked(answer, _record(_OF_STATUS, "clock", "problems"))


def _checked(answer: object, form: Form) -> dict[str, Any]:
    try:
        found = _mapping(answer)
        for state in ("unreachable", "failed"):
            if found.get(state):
                return {state: True, "msg": _clean(str(found.get("msg") or ""))}
        return dict(form(found))
    except _Unexpected:
        return {"failed": True, "msg": UNEXPECTED}


def _clean(text: str) -> str:
    """What can be written: a name on a host may be of no encoding, and stays another one than others."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Unexpected
    return _clean(value)


def _number(value: object) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < _LARGEST:
        raise _Unexpected
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise _Unexpected
    return int(_number(value))


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Unexpected
    return value


def _mapping(value: object) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise _Unexpected
    return value


def _plain(value: object, depth: int = 0) -> Any:
    """What somebody else reads who trusts nothing of it, as far as it can be written."""
    if depth > _DEEPEST:
        raise _Unexpected
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Mapping):
        return {_text(name): _plain(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, depth + 1) for one in value]
    return value


def _or_none(form: Form) -> Form:
    return lambda value: None if value is None else form(value)


def _one_of(*known: str) -> Form:
    def form(value: object) -> Any:
        if value not in known:
            raise _Unexpected
        return value

    return form


def _list(form: Form) -> Form:
    def of_list(value: object) -> list[Any]:
        if not isinstance(value, list):
            raise _Unexpected
        return [form(one) for one in value]

    return of_list


def _by_name(form: Form) -> Form:
    return lambda value: {_text(name): form(one) for name, one in _mapping(value).items()}


def _record(forms: Mapping[str, Form], *needed: str, further: Form | None = None) -> Form:
    """Members by name: the `needed` ones, and others where they are there. `further`: of any other, which are left
    out without it."""

    def form(value: object) -> dict[str, Any]:
        given = _mapping(value)
        if any(name not in given for name in needed):
            raise _Unexpected
        found = {name: of(given[name]) for name, of in forms.items() if name in given}
        if further is not None:
            found.update((_text(name), further(one)) for name, one in given.items() if name not in forms)
        return found

    return form


def _check(value: object) -> str:
    if not _CHECK.fullmatch(_text(value)):
        raise _Unexpected
    return _text(value)


def _moment(value: object) -> str | None:
    """A file may have a time of no year that reports can show."""
    return _text(value) if _MOMENT.fullmatch(_text(value)) else None


_TEXT_OR_NONE = _or_none(_text)
_OF_DIFFERENCE: Mapping[str, Form] = {
    "outcome": _one_of(DRIFT, NOT_CHECKED),
    "check": _check,
    **dict.fromkeys(("component", "object", "key"), _text),
    **dict.fromkeys(("expected", "actual", "changed_by"), _TEXT_OR_NONE),
    "cause": _one_of(CHANGED, NOT_APPLIED, BOTH, UNKNOWN),
    "confidence": _one_of(CONFIRMED, INFERRED),
    "since": _or_none(_moment),
    "secret": _switch,
    **dict.fromkeys(("reason", "data_center", "severity"), _text),
}
_DIFFERENCE = _record(_OF_DIFFERENCE, *_OF_DIFFERENCE)
# What no documented request of RWS shows, see rws_drift_info.
_OF_RWS = _record({**_OF_DIFFERENCE, "observable": _switch, "rewritten": _switch}, *_OF_DIFFERENCE)
_NOISE = _record({**_OF_DIFFERENCE, "noise": _text}, *_OF_DIFFERENCE, "noise")


def _difference(value: object) -> Any:
    """One of a host, which says how bad it is only where nobody else can know."""
    found = _DIFFERENCE(value)
    return found if found["check"] in _RATED_BY_HOSTS else {**found, "severity": ""}


def _noise(value: object) -> Any:
    found = _NOISE(value)
    if found["check"] not in _NOISE_OF_HOSTS or not found["noise"]:
        raise _Unexpected
    return {**found, "severity": ""}


def _keystore(value: object) -> Any:
    """As _keystore/view.py makes it."""
    found = _record(
        {
            **dict.fromkeys(("component", "path"), _text),
            **dict.fromkeys(("problem", "unreadable", "type", "hidden", "unchecked", "sha256"), _TEXT_OR_NONE),
            **dict.fromkeys(("size", "mtime"), _or_none(_number)),
            "exists": _switch,
            "opened": _or_none(_switch),
            "unreachable_aliases": _list(_text),
            "entries": _or_none(_list(_ENTRY)),
        },
        *("component", "path", "exists"),
        further=_plain,
    )(value)
    if (found.get("entries") or found.get("unreachable_aliases")) and not found.get("type"):
        raise _Unexpected
    return found


_ENTRY = _record(
    {**dict.fromkeys(("alias", "kind", "fingerprint"), _text), "chain": _plain, "key": _TEXT_OR_NONE},
    *("alias", "kind", "fingerprint", "chain", "key"),
    further=_plain,
)
# As module_utils/_ledger/operations.py sums them up.
_OPERATION = _record(
    {
        **dict.fromkeys(("operation", "kind", "verb", "mode", "from", "to", "user", "attested_by"), _text),
        **dict.fromkeys(("reason", "outcome", "stage"), _text),
        **dict.fromkeys(("began", "ended"), _or_none(_moment)),
        "ok": _or_none(_switch),
        "seconds": _number,
        "stages": _list(_record({"stage": _text, "seconds": _number}, "stage", "seconds")),
    },
    *("operation", "kind", "verb", "mode", "from", "to", "user", "attested_by", "reason", "outcome", "stage"),
    *("began", "ended", "ok", "seconds", "stages"),
)
_OPERATIONS = _record(
    {"found": _list(_OPERATION), "problems": _list(_record({"name": _text, "reason": _text}, "name", "reason"))},
    *("found", "problems"),
)
# As module_utils/_ledger/repairs.py finds them.
_REPAIRS = _record({"operation": _text, "at": _text, "repaired": _list(_text)}, "operation", "at", "repaired")
# What stands in the file is read by _ledger/entry.py, and in the older facts by the rules of the map.
_LEDGER = _record(
    {
        "ledger": _or_none(lambda value: _plain(_mapping(value))),
        **dict.fromkeys(("unreadable", "digest", "path"), _TEXT_OR_NONE),
        "legacy": _or_none(_record({"unreadable": _or_none(_by_name(_text))}, further=_plain)),
        "operations": _or_none(_OPERATIONS),
        "repairs": _or_none(_list(_REPAIRS)),
    }
)
# As module_utils/_drift/program_status.py makes it.
_PROGRAM = _record(
    {"component": _text, "path": _text, "installed": _or_none(_number), "status": _TEXT_OR_NONE},
    *("component", "path", "installed", "status"),
)
_OF_KIT = ("made", "data_center", "collection", "inventory")
_MARKERS = _record({"markers": _list(_by_name(_text))}, "markers")
_PLATFORM = _record({"os_family": _text, "service_manager": _text, "ipv6_addresses": _list(_text)})

# As module_utils/_kit/look.py makes it.
_KIT = _record(
    {
        "path": _text,
        "exists": _switch,
        **dict.fromkeys(("problem", "damaged"), _TEXT_OR_NONE),
        "kit": _or_none(_record(dict.fromkeys(_OF_KIT, _text), *_OF_KIT)),
    },
    *("path", "exists", "problem", "damaged", "kit"),
)

_OF_HOST: Mapping[str, Form] = {
    "differences": _list(_difference),
    "noise": _or_none(_list(_noise)),
    "observed": _or_none(_by_name(_by_name(_text))),
    "installed": _or_none(_by_name(_TEXT_OR_NONE)),
    "kept": _or_none(_by_name(_whole)),
    "platform": _or_none(_PLATFORM),
    "maintenance": _or_none(_MARKERS),
    "index_update": _or_none(_PROGRAM),
    "hold_keeper": _or_none(_PROGRAM),
    "keystore": _or_none(_keystore),
    "ledger": _or_none(_LEDGER),
    "kit": _or_none(_KIT),
    "times": _or_none(_by_name(_number)),
}
_SEEN = {"observation": _text, "observation_reason": _TEXT_OR_NONE}
_TASKS = _list(_record(dict.fromkeys(TASK_FIELDS, _plain), *TASK_FIELDS))
_RULE = _record({"enabled": _switch, "at": _text, "tasks": _TASKS}, "enabled", "at", "tasks", further=_plain)
_PLACE = _record(
    {
        **_SEEN,
        "location": _text,
        "rules": _list(
            _record(
                {**_SEEN, "name": _TEXT_OR_NONE, "rule": _or_none(_RULE), "other_constants": _list(_text)},
                *(*_SEEN, "name", "rule", "other_constants"),
            )
        ),
    },
    *(*_SEEN, "location", "rules"),
)
_OF_APIS: Mapping[str, Mapping[str, Form]] = {
    objects.HOST: {"differences": _list(_DIFFERENCE), "unreachable_reason": _TEXT_OR_NONE},
    rws_state.HOST: {
        "differences": _list(_OF_RWS),
        "unanswered": _TEXT_OR_NONE,
        "nodes": _list(_record({"site": _TEXT_OR_NONE}, further=_plain)),
    },
    names.HOST: {
        "records": _list(
            _record({"type": _text, "value": _list(_text), "ttl": _or_none(_number)}, "type", "value", "ttl")
        )
    },
    LIFECYCLE: {"locations": _list(_PLACE)},
}
_LOCK = _record(
    {
        "problem": _TEXT_OR_NONE,
        "held": _or_none(
            _record(
                {
                    **dict.fromkeys(("operation", "verb", "user", "controller", "claimed_at", "until"), _text),
                    **dict.fromkeys(("age_seconds", "limit_minutes"), _whole),
                    "stale": _switch,
                    "preempted_by": _or_none(_by_name(_text)),
                    "process": _text,
                },
                *("operation", "verb", "user", "controller", "claimed_at", "until", "age_seconds", "limit_minutes"),
                *("stale", "preempted_by"),
            )
        ),
    },
    *("problem", "held"),
)
_HOLDS = _record(
    {
        "problem": _TEXT_OR_NONE,
        "holds": _list(
            _record(
                {
                    **dict.fromkeys(("id", "reason", "user", "controller", "set_at", "until"), _text),
                    **dict.fromkeys(("minutes", "left_seconds"), _whole),
                    "ended": _switch,
                },
                *("id", "reason", "user", "controller", "set_at", "until", "minutes", "left_seconds", "ended"),
            )
        ),
    },
    *("problem", "holds"),
)
_UNIT = _record(
    {
        **dict.fromkeys(("unit", "load", "active", "sub", "enabled"), _text),
        **dict.fromkeys(("trouble", "health"), _TEXT_OR_NONE),
        "since": _or_none(_moment),
        "pending": _switch,
    },
    *("unit", "load", "active", "sub", "enabled", "trouble", "health", "since", "pending"),
)
_OF_STATUS: Mapping[str, Form] = {
    "clock": _number,
    "problems": _list(_record({"part": _text, "reason": _text}, "part", "reason")),
    "ledger": _or_none(_LEDGER),
    "lock": _or_none(_LOCK),
    "hold": _or_none(_HOLDS),
    "maintenance": _or_none(_MARKERS),
    "keystore": _or_none(_keystore),
    "index_update": _or_none(_PROGRAM),
    "hold_keeper": _or_none(_PROGRAM),
    "units": _or_none(_by_name(_UNIT)),
    "installed": _or_none(_by_name(_TEXT_OR_NONE)),
    "site_guard": _or_none(_record({"kept_down": _list(_text), "sentence": _text}, "kept_down", "sentence")),
}
