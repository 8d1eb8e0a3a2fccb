# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST form of media lifecycle rules, as somebody who knows it writes it down: private, may change at any time.

No page of the vendor shows it. So nothing here knows an address or a name of RWS: all of it is in the template, which
is judged as a whole before anything is asked. docs/media-lifecycle-api.md describes it.
"""

import re
from typing import Any, Dict, Iterable, List, Optional, Set, Tuple
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_fields as fields
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_paths as paths
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN, OPS

READ, REPLACE, CREATE, UPDATE, DELETE = "read", "replace", "create", "update", "delete"
WRITES = (REPLACE, CREATE, UPDATE, DELETE)
ACCOUNTS = (OPS, ADMIN)
METHODS = ("POST", "PUT", "PATCH", "DELETE")
REFUSE, NO_RULES = "refuse", "no_rules"
LOCATION, CONTACT_CENTER, RULE_ID, RULE_NAME = "location", "contact_center", "rule_id", "rule_name"
RULE, RULES = "rule", "rules"
# Which placeholders each request knows, and which its body has as a whole text.
_TEXTS = {
    READ: {LOCATION, CONTACT_CENTER},
    REPLACE: {LOCATION, CONTACT_CENTER},
    CREATE: {LOCATION, CONTACT_CENTER, RULE_NAME},
    UPDATE: {LOCATION, CONTACT_CENTER, RULE_NAME, RULE_ID},
    DELETE: {LOCATION, CONTACT_CENTER, RULE_NAME, RULE_ID},
}
_WHOLE = {REPLACE: RULES, CREATE: RULE, UPDATE: RULE}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_BAD_PATH = re.compile(r"[?#\s\\\x00-\x1f]|//|(?:^|/)\.\.?(?:/|$)")
_SCALARS = (str, int, float, bool)

# What is wrong, a sentence, and what to do about it.
Flaw = Tuple[str, str]


class Template:
    """A template without a flaw. `contact_center` is filled in where a path asks for it."""

    def __init__(self, given: Dict[str, Any]) -> None:
        given = _without_nulls(given)
        self.given = given
        self.account = given["account"]
        self.rules_at = paths.parse(given[READ]["rules_at"]) or []
        self.missing_is_empty = given[READ].get("not_found", REFUSE) == NO_RULES
        self.rule = _fields(given["rule"], fields.RULE_FIELDS)
        self.task = _fields(given["task"], fields.TASK_FIELDS)
        self.rule_constants = _constants(given["rule"])
        self.task_constants = _constants(given["task"])
        self.read_only = [path for path in map(paths.parse, given["rule"].get("read_only") or []) if path is not None]
        self.contact_center: Optional[str] = None

    def offers(self, request: str) -> bool:
        """Whether the template says how this is asked for."""
        return bool(self.given.get(request))

    @property
    def of_every_location(self) -> bool:
        """Whether one answer has the rules of all locations."""
        read = self.given[READ]
        return LOCATION not in _placeholders([read["path"], read.get("query")])

    @property
    def needs_contact_center(self) -> bool:
        return CONTACT_CENTER in _placeholders([self.given.get(name) for name in (READ, *WRITES)])

    def request(
        self, name: str, location: str, rule: Optional[Dict[str, Any]] = None, whole: Any = None
    ) -> Tuple[str, str, Optional[Dict[str, Any]], Any]:
        """(method, path, query, body). `rule`: its name and id; `whole`: what `{rule}` or `{rules}` stands for."""
        request = self.given[name]
        texts = {LOCATION: location, CONTACT_CENTER: self.contact_center or "", RULE_NAME: "", RULE_ID: ""}
        texts.update(rule or {})
        path = _PLACEHOLDER.sub(lambda match: quote(texts[match.group(1)], safe=""), request["path"])
        query = _filled(request.get("query"), texts, {}) or None
        wholes = {"{%s}" % _WHOLE[name]: whole} if name in _WHOLE else {}
        return request.get("method", "GET"), path, query, _filled(request.get("body"), texts, wholes)


def _without_nulls(given: Any, depth: int = 4) -> Any:
    """A template in which what is null is left out, except in bodies and constants, where JSON has it."""
    if not isinstance(given, dict) or depth == 0:
        return given
    return {
        name: item if name in ("body", "constants") else _without_nulls(item, depth - 1)
        for name, item in given.items()
        if item is not None
    }


def _fields(given: Dict[str, Any], kinds: Dict[str, str]) -> Dict[str, fields.Field]:
    return {name: fields.Field(name, kinds[name], mapping) for name, mapping in given["fields"].items()}


def _constants(given: Dict[str, Any]) -> List[Tuple[paths.Path, Any]]:
    found = [(paths.parse(path), value) for path, value in sorted((given.get("constants") or {}).items())]
    return [(path, value) for path, value in found if path is not None]


def _filled(value: Any, texts: Dict[str, str], wholes: Dict[str, Any]) -> Any:
    """A value with its placeholders replaced: plain text, in which nothing is evaluated."""
    if isinstance(value, dict):
        return {key: _filled(item, texts, wholes) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, texts, wholes) for item in value]
    if not isinstance(value, str):
        return value
    return wholes[value] if value in wholes else _PLACEHOLDER.sub(lambda match: texts[match.group(1)], value)


def _placeholders(value: Any) -> Set[str]:
    if isinstance(value, dict):
        return _placeholders(list(value.values()))
    if isinstance(value, list):
        return {name for item in value for name in _placeholders(item)}
    return set(_PLACEHOLDER.findall(value)) if isinstance(value, str) else set()


# -- judging -----------------------------------------------------------------------------------------------------------


def flaws(given: Any, where: str = "template") -> List[Flaw]:
    """Everything that is wrong with a template. `where`: the variable or option that has it."""
    if not isinstance(given, dict):
        return [("%s is no dictionary." % where, "Write it as docs/media-lifecycle-api.md shows.")]
    given = _without_nulls(given)
    found = _keys(given, where, ("account", READ, *WRITES, "rule", "task"), ("account", READ, "rule", "task"))
    if "account" in given and given["account"] not in ACCOUNTS:
        found.append(_choice("%s.account" % where, given["account"], ACCOUNTS))
    ways = [name for name in (CREATE, UPDATE, DELETE) if given.get(name) is not None]
    if given.get(REPLACE) is not None and ways:
        sentence = "%s has %s and also %s, which are two ways to write." % (where, REPLACE, " and ".join(ways))
        found.append((sentence, "Give replace where RWS takes all rules of a location at once, else the others."))
    for name in (READ, *WRITES):
        if given.get(name) is not None:
            found += _of_request(name, given[name], "%s.%s" % (where, name))
    for part, kinds in (("rule", fields.RULE_FIELDS), ("task", fields.TASK_FIELDS)):
        if given.get(part) is not None:
            found += _of_part(given[part], "%s.%s" % (where, part), kinds)
    return found + _of_the_whole(given, where)


def _keys(given: Dict[str, Any], where: str, known: Iterable[str], needed: Iterable[str] = ()) -> List[Flaw]:
    known = tuple(known)
    remedy = "Use %s." % ", ".join(known)
    found = [("%s has the key '%s', which is not known." % (where, key), remedy) for key in given if key not in known]
    lacking = [key for key in needed if given.get(key) is None]
    if lacking:
        found.append(("%s has no %s." % (where, ", ".join(lacking)), "Add it; docs/media-lifecycle-api.md says what."))
    return found


def _choice(where: str, value: Any, choices: Iterable[str]) -> Flaw:
    return ("%s is %s." % (where, _shown(value)), "Choose one of %s." % ", ".join(choices))


def _shown(value: Any) -> str:
    return "'%s'" % value if isinstance(value, (str, int, float)) else "no text"


def _of_request(name: str, given: Any, where: str) -> List[Flaw]:
    if not isinstance(given, dict):
        return [("%s is no dictionary." % where, "Give its path, and what else the request needs.")]
    known: Tuple[str, ...] = ("method", "path", "query", "body")
    needed: Tuple[str, ...] = ("method", "path")
    if name == READ:
        known, needed = ("method", "path", "query", "rules_at", "not_found"), ("path", "rules_at")
    found = _keys(given, where, known, needed)
    methods = ("GET",) if name == READ else METHODS
    if given.get("method") is not None and given["method"] not in methods:
        found.append(_choice("%s.method" % where, given["method"], methods))
    if given.get("path") is not None:
        found += _of_path(given["path"], "%s.path" % where)
    query = given.get("query")
    if query is not None and not (isinstance(query, dict) and all(isinstance(one, _SCALARS) for one in query.values())):
        found.append(("%s.query is no dictionary of texts." % where, 'Write it as {location: "{location}"}.'))
    if name == READ:
        if given.get("rules_at") is not None and paths.parse(given["rules_at"]) is None:
            found.append(_no_path("%s.rules_at" % where, given["rules_at"]))
        if given.get("not_found") not in (None, REFUSE, NO_RULES):
            found.append(_choice("%s.not_found" % where, given["not_found"], (REFUSE, NO_RULES)))
    whole = _WHOLE.get(name)
    found += _of_placeholders(name, given, where, whole)
    if whole and "{%s}" % whole not in _texts(given.get("body")):
        sentence = "%s.body has no text that is {%s} and nothing else, so no rule would be sent." % (where, whole)
        found.append((sentence, 'Put "{%s}" where it belongs.' % whole))
    return found


def _of_placeholders(name: str, given: Dict[str, Any], where: str, whole: Optional[str]) -> List[Flaw]:
    found, known = [], sorted(_TEXTS[name])
    for part in ("path", "query", "body"):
        allowed = known + ([whole] if whole and part == "body" else [])
        for one in sorted(_placeholders(given.get(part)) - set(allowed)):
            sentence = "%s.%s has the placeholder {%s}, which is not known there." % (where, part, one)
            found.append((sentence, "Use %s." % ", ".join("{%s}" % other for other in allowed)))
    alone = "{%s}" % whole
    if whole and any(alone in text and text != alone for text in _texts(given.get("body"))):
        found.append(("%s.body has {%s} within a text." % (where, whole), "Let the text be the placeholder alone."))
    return found


def _texts(value: Any) -> List[str]:
    if isinstance(value, dict):
        return _texts(list(value.values()))
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def _of_path(path: Any, where: str) -> List[Flaw]:
    if not isinstance(path, str) or not path.startswith("/") or _BAD_PATH.search(path):
        sentence = "%s is %s, which is no plain path below /api/v2." % (where, _shown(path))
        return [(sentence, "Begin with a slash; give what follows a question mark as query.")]
    if path.startswith("/api/"):
        return [("%s is '%s', but /api/v2 is put before it." % (where, path), "Leave out /api/v2.")]
    return []


def _no_path(where: str, value: Any) -> Flaw:
    return ("%s is %s, which is no path into JSON." % (where, _shown(value)), "Write it as schedule.rules.")


def _of_part(given: Any, where: str, kinds: Dict[str, str]) -> List[Flaw]:
    if not isinstance(given, dict):
        return [("%s is no dictionary." % where, "Give its fields.")]
    is_rule = kinds is fields.RULE_FIELDS
    found = _keys(given, where, ("fields", "constants", *(("read_only",) if is_rule else ())), ("fields",))
    taken: Dict[str, str] = {}
    mapped = given.get("fields") or {}
    if not isinstance(mapped, dict):
        return found + [("%s.fields is no dictionary." % where, "Give a path for each field.")]
    found += _keys(mapped, "%s.fields" % where, kinds, [name for name in kinds if name in fields.NEEDED])
    for name, kind in kinds.items():
        if mapped.get(name) is not None:
            found += _of_field(name, kind, mapped[name], "%s.fields.%s" % (where, name), taken)
    constants = given.get("constants") or {}
    if not isinstance(constants, dict):
        found.append(("%s.constants is no dictionary." % where, "Give a value for each path."))
        constants = {}
    for path in constants:
        if paths.parse(path) is None:
            found.append(_no_path("%s.constants has a key that" % where, path))
        else:
            found += _twice(path, "%s.constants.%s" % (where, path), taken)
    read_only = given.get("read_only") or []
    if not isinstance(read_only, list) or any(paths.parse(path) is None for path in read_only):
        found.append(("%s.read_only is no list of paths." % where, "Write it as [uri, createdAt]."))
    return found


def _twice(path: str, where: str, taken: Dict[str, str]) -> List[Flaw]:
    other = taken.setdefault(path, where)
    if other == where:
        return []
    return [("%s and %s have the same path, %s." % (other, where, path), "Give each its own.")]


def _of_field(name: str, kind: str, given: Any, where: str, taken: Dict[str, str]) -> List[Flaw]:
    if not isinstance(given, dict):
        return [("%s is no dictionary." % where, "Write it as {path: name}.")]
    allowed = fields.OPTIONS[kind] - ({"when_empty"} if name in fields.NEEDED else set())
    found = _keys(given, where, ("path", *sorted(allowed)), ("path",))
    if given.get("path") is not None:
        if paths.parse(given["path"]) is None:
            found.append(_no_path("%s.path" % where, given["path"]))
        else:
            found += _twice(given["path"], where, taken)
    empties = (fields.OMIT, fields.NULL, *((fields.EMPTY,) if kind not in (fields.DAYS, fields.BOOLEAN) else ()))
    if "when_empty" in allowed and given.get("when_empty") not in (None, *empties):
        found.append(_choice("%s.when_empty" % where, given["when_empty"], empties))
    return found + _of_options(name, kind, given, where)


def _of_options(name: str, kind: str, given: Dict[str, Any], where: str) -> List[Flaw]:
    found: List[Flaw] = []
    if "values" in given and "values" in fields.OPTIONS[kind]:
        choices = fields.SWITCH if kind == fields.BOOLEAN else fields.CHOICES_OF[name]
        found += _of_values(given["values"], choices, "%s.values" % where, kind != fields.CHOICES)
    if kind == fields.CLOCK and "format" in given:
        parts = fields.clock_parts(given["format"]) if isinstance(given["format"], str) else []
        if parts not in (["H", "M"], ["H", "M", "S"]):
            sentence = "%s.format is %s, which does not have each of hour, minute and second once."
            sentence %= (where, _shown(given["format"]))
            found.append((sentence, "Use {HH}, {MM} and {SS}, or {H}, {M} and {S} for numbers without a zero."))
    if kind == fields.DAYS:
        factor = given.get("factor", 1)
        if isinstance(factor, bool) or not isinstance(factor, int) or factor < 1:
            found.append(("%s.factor is %s." % (where, _shown(factor)), "Give how many units a day has, as 86400000."))
        if not isinstance(given.get("as_text", False), bool):
            found.append(_choice("%s.as_text" % where, given["as_text"], fields.SWITCH))
    separator = given.get("separator", ",")
    if "separator" in fields.OPTIONS[kind] and (not isinstance(separator, str) or not separator):
        found.append(("%s.separator is no text." % where, 'Write it as separator: ",".'))
    names = given.get("pairs")
    if kind == fields.PAIRS and "pairs" in given:
        ends = [names.get(end) for end in ("key", "value")] if isinstance(names, dict) and len(names) == 2 else []
        if not ends or not all(isinstance(end, str) and end for end in ends) or ends[0] == ends[1]:
            found.append(("%s.pairs does not name two members." % where, "Write it as {key: name, value: value}."))
    return found


def _of_values(given: Any, choices: Tuple[str, ...], where: str, whole: bool) -> List[Flaw]:
    if not isinstance(given, dict) or not given:
        return [("%s is no dictionary." % where, "Give the value of RWS for each of %s." % ", ".join(choices))]
    names = [str(key).lower() if choices is fields.SWITCH else str(key) for key in given]
    found = [_choice("%s has a key that" % where, name, choices) for name in names if name not in choices]
    lacking = [choice for choice in choices if choice not in names]
    if whole and lacking:
        found.append(("%s has no %s." % (where, ", ".join(lacking)), "Give the value of RWS for it."))
    if not all(isinstance(value, _SCALARS) for value in given.values()):
        found.append(("%s has a value that is neither text, number nor boolean." % where, "Correct it."))
    elif len({(isinstance(value, bool), value) for value in given.values()}) < len(given):
        found.append(("%s has a value twice, so nobody could read it back." % where, "Give each its own."))
    return found


def _of_the_whole(given: Dict[str, Any], where: str) -> List[Flaw]:
    """What only shows when parts are seen together."""
    parts = given.get("rule")
    mapped = parts.get("fields") if isinstance(parts, dict) else None
    mapped = mapped if isinstance(mapped, dict) else {}
    requests = {name: given[name] for name in (READ, *WRITES) if isinstance(given.get(name), dict)}
    found = []
    for name, request in requests.items():
        if RULE_ID in _placeholders(list(request.values())) and not mapped.get("id"):
            sentence = "%s.%s uses {rule_id}, but %s.rule.fields has no id." % (where, name, where)
            found.append((sentence, "Say where RWS shows it."))
    read = requests.get(READ, {"path": "{%s}" % LOCATION})
    if not mapped.get("location") and LOCATION not in _placeholders([read.get("path"), read.get("query")]):
        sentence = "%s.read does not use {location}, and %s.rule.fields has no location." % (where, where)
        found.append((sentence, "Use the placeholder, or say where a rule shows its location."))
    return found
