# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of Configuration Server, through the HTTP API of GAX; or what a person sets at a GAX console."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from . import programs, shell
from .facts import Facts, ObjectChange, OptionChange, Secret
from .sheet import Credential, Step

_API = "/gax/api"
_LOOP = """\
while read FILE TYPE NAME; do
  $PY gir_set.py $FILE < /dev/null || continue
  curl -sS --config gir-gax.curlrc --request PUT --data-binary @$FILE.new --output $FILE.answer \\
    --write-out "$FILE $TYPE $NAME HTTP %{http_code}\\n" \\
    "$GAX/gax/api/cfg/objects/$TYPE/$(cat $FILE.dbid)" < /dev/null
  curl -sS --config gir-gax.curlrc --output $FILE.json \\
    "$GAX/gax/api/cfg/objects?brief=false&type=$TYPE&name=$NAME" < /dev/null
  $PY gir_set.py $FILE check < /dev/null
done < objects"""
_READ = """\
cat objects sources | while read FILE TYPE NAME; do
  curl -sS --config gir-gax.curlrc --output $FILE.json \\
    "$GAX/gax/api/cfg/objects?brief=false&type=$TYPE&name=$NAME" < /dev/null
done"""
_READ_ONLY = (
    "HTTP 4xx or 5xx: Configuration Server may take no writes now, because its master was in the lost data center."
    " Leave the desktops as they are, note it as open, and repeat this step when it is writable."
)


def steps(facts: Facts, changes: Sequence[ObjectChange], why: str) -> list[Step]:
    """All objects in one session. Values that nobody may print are copied from another object, or set by a person."""
    found = [one for one in changes if one.options]
    if not found:
        return []
    able = [one for one in map(_able, found) if one.options] if facts.gax.urls else []
    rest = [one for one in (_by_hand(one, able) for one in found) if one.options]
    made = [_login(facts), _set(able, why)] if able else []
    return made + ([_console(rest, why)] if rest else [])


def _able(change: ObjectChange) -> ObjectChange:
    fit = tuple(one for one in change.options if not one.secret or one.copy)
    return ObjectChange(change.type, change.name, fit)


def _by_hand(change: ObjectChange, able: Sequence[ObjectChange]) -> ObjectChange:
    done = {(one.type, one.name): one.options for one in able}.get((change.type, change.name), ())
    return ObjectChange(change.type, change.name, tuple(one for one in change.options if one not in done))


def _login(facts: Facts) -> Step:
    account = facts.gax.account or Secret("", "", "")
    body = json.dumps({"username": account.username, "password": "PASSWORD", "isPasswordEncrypted": False})
    login = "\n".join(
        [
            f"for GAX in {shell.quoted(*facts.gax.urls)}; do",
            "  CODE=$(curl -sS --config gir-gax.curlrc --data @gax-login.json --output login.answer"
            f' --write-out "%{{http_code}}" "$GAX{_API}/session/login")',
            '  echo "$GAX HTTP $CODE"; case $CODE in 000|5*) ;; *) break ;; esac',
            "done",
        ]
    )
    options = [
        "max-time = 60",
        'cookie = "gax.jar"',
        'cookie-jar = "gax.jar"',
        'header = "Content-Type: application/json"',
        *facts.gax.curl,
    ]
    return Step(
        "Log in to GAX",
        credentials=(Credential("gax-login.json", body, account.variable, account.place),),
        commands=(shell.written("gir-gax.curlrc", options), login),
        expect="HTTP 204 from one GAX.",
        otherwise="HTTP 401 or 403: correct gax-login.json; each refused login counts against the account. HTTP 000"
        " everywhere: no GAX answers; set what the next step names at any GAX or Genesys Administrator, or"
        " note it as open.",
    )


def _set(changes: Sequence[ObjectChange], why: str) -> Step:
    names = {(one.type, one.name): f"object-{number}" for number, one in enumerate(changes, 1)}
    sources: dict[tuple[str, str], str] = {}
    for one in changes:
        for option in one.options:
            key = one.type, option.copy
            if option.copy and key not in names:
                sources.setdefault(key, f"source-{len(sources) + 1}")
    known = {**names, **sources}
    rows = {names[one.type, one.name]: [_row(option, one.type, known) for option in one.options] for one in changes}
    text = ",\n ".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    shown = "; ".join(f"{names[one.type, one.name]} is {one.type} {shell.one_line(one.name)}" for one in changes)
    return Step(
        f"Change the objects in Configuration Server: {why}",
        f"{shown}. Each is read, changed, written back as a whole, and read again.",
        commands=(
            shell.written("objects", _lines(names)),
            shell.written("sources", _lines(sources)),
            shell.written("changes", f"{{{text}}}".split("\n")),
            _READ,
            _LOOP,
            f'curl -sS --config gir-gax.curlrc --request POST --output logout.answer "$GAX{_API}/session/logout"',
        ),
        expect="For each object HTTP 200, then 'as it should be' for each option.",
        otherwise=f"{_READ_ONLY} DIFFERENT: somebody works at the same object; run the loop again.",
        unseen="Whether running desktops and Resource Manager took it up: ask one agent, and look at one"
        " new recording."
        " An agent group whose own annex names an eServices site is not moved: correct it at a GAX console.",
    )


def _lines(names: dict[tuple[str, str], str]) -> list[str]:
    return [f"{file} {kind} {quote(name, safe='')}" for (kind, name), file in names.items()]


def _row(option: OptionChange, kind: str, known: dict[tuple[str, str], str]) -> list[str | None]:
    source = known[kind, option.copy] if option.copy else None
    return [option.part, option.section, option.key, None if option.copy else option.value, source]


def _console(changes: Sequence[ObjectChange], why: str) -> Step:
    items = [
        f"{one.type} {shell.one_line(one.name)}, {_PARTS[option.part]}: [{shell.one_line(option.section)}]"
        f" {shell.one_line(option.key)} {_value(option)}"
        for one in changes
        for option in one.options
    ]
    return Step(
        f"Set by hand at a GAX console: {why}",
        items=tuple(items),
        expect="The console shows the new values after a reload.",
        otherwise=_READ_ONLY,
    )


_PARTS = {"options": "Application Options", "userproperties": "annex"}


def _value(option: OptionChange) -> str:
    if option.secret:
        return f"= the value that {option.copy} has there" if option.copy else "= a secret; see the inventory"
    return "is taken out" if option.value is None else f"= {json.dumps(option.value, ensure_ascii=True)}"


PREPARED = {programs.SET: programs.SET_TEXT, programs.LEDGER: programs.LEDGER_TEXT}
