# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: which objects a query wants, in which order, and which page of them.

As the filter back ends of django-ansible-base, which AWX uses: NAME, NAME__LOOKUP, NAME of a related object after two
underscores, and the prefixes or__, not__ and chain__. An unknown name is refused with 400.
"""

import re
import urllib.parse

from standins.awx_below import ATTACHED
from standins.awx_fields import Flag, Link, Refused, Whole
from standins.awx_kind import UNITED
from standins.awx_kinds import KINDS

NOT_FILTERS = {"page", "page_size", "order_by", "order", "search", "type", "format", "count_disabled"}
PAGE_SIZE, MOST = 25, 200
_LOOKUPS = {
    "exact": lambda found, wanted: found == wanted,
    "iexact": lambda found, wanted: str(found).lower() == str(wanted).lower(),
    "contains": lambda found, wanted: str(wanted) in str(found),
    "icontains": lambda found, wanted: str(wanted).lower() in str(found).lower(),
    "startswith": lambda found, wanted: str(found).startswith(str(wanted)),
    "istartswith": lambda found, wanted: str(found).lower().startswith(str(wanted).lower()),
    "endswith": lambda found, wanted: str(found).endswith(str(wanted)),
    "iendswith": lambda found, wanted: str(found).lower().endswith(str(wanted).lower()),
    "regex": lambda found, wanted: re.search(str(wanted), str(found)) is not None,
    "gt": lambda found, wanted: found is not None and found > wanted,
    "gte": lambda found, wanted: found is not None and found >= wanted,
    "lt": lambda found, wanted: found is not None and found < wanted,
    "lte": lambda found, wanted: found is not None and found <= wanted,
    "isnull": lambda found, wanted: (found is None) == wanted,
    "in": lambda found, wanted: found in wanted,
}


def _bad(sentence):
    return Refused(400, {"detail": sentence})


def _field(kind, name):
    for each in UNITED.get(kind, (kind,)):
        if name in KINDS[each].fields:
            return KINDS[each].fields[name]
    return None


class _Condition:
    """One part of a query, such as or__organization__name=x."""

    def __init__(self, world, kind, name, text):
        parts = name.split("__")
        self.either = parts[0] == "or"
        if parts[0] in {"or", "chain"}:
            del parts[0]
        self.negated = bool(parts) and parts[0] == "not"
        if self.negated:
            del parts[0]
        lookup = parts.pop() if len(parts) > 1 and parts[-1] in _LOOKUPS else "exact"
        self._world, self._compare, self._path = world, _LOOKUPS[lookup], []
        field = None
        for number, part in enumerate(parts):
            target = self._attached(kind, part)
            field = _field(kind, part)
            known = part in {"id", "pk", "created", "modified", "organization"} or field or target
            if kind == "users" and part == "password":
                raise Refused(403, {"detail": "Filtering on password is not allowed."})
            if not known or (number < len(parts) - 1 and not target and not isinstance(field, Link)):
                model = KINDS[kind].model if kind in KINDS else "UnifiedJobTemplate"
                raise _bad(f"{model} has no field named '{part}'")
            self._path.append(("id" if part == "pk" else part, kind, target))
            kind = target or getattr(field, "kind", kind)
        last = self._path[-1][0]
        self._whole = last in {"id", "organization"} or bool(self._path[-1][2]) or isinstance(field, (Link, Whole))
        self._flag = isinstance(getattr(field, "default", None), bool) or isinstance(field, Flag) or lookup == "isnull"
        self._wanted = [self._value(each) for each in text.split(",")] if lookup == "in" else self._value(text)

    @staticmethod
    def _attached(kind, name):
        kinds = UNITED.get(kind, (kind,))
        return next((ATTACHED[each][name] for each in kinds if name in ATTACHED.get(each, {})), None)

    def _value(self, text):
        if self._flag:
            return text.lower() in {"true", "1"}
        if not self._whole:
            return text
        if text.lower() in {"none", "null"}:
            return None
        try:
            return int(text)
        except ValueError:
            raise _bad(f"Field '{self._path[-1][0]}' expected a number but got '{text}'.") from None

    def holds(self, found):
        try:
            return any(self._compare(value, self._wanted) for value in self._values(found, 0)) != self.negated
        except (TypeError, re.error) as error:
            raise _bad(f"This cannot be compared: {error}") from error

    def _values(self, found, depth):
        name, kind, target = self._path[depth]
        last = depth == len(self._path) - 1
        own = self._world.kind_of(found) if kind in UNITED else kind
        if target:
            numbers = self._world.attachments(own, found["id"], name)
            return numbers if last else self._deeper(target, numbers, depth)
        if last:
            return [found.get(name)]
        field = _field(own, name)
        return self._deeper(field.kind if field else "organizations", [found.get(name)], depth)

    def _deeper(self, kind, numbers, depth):
        others = [self._world.find(kind, number) for number in numbers]
        return [value for other in others if other for value in self._values(other, depth + 1)]


def chosen(world, kind, objects, query):
    """Those of the objects that a query wants, in its order."""
    conditions = [_Condition(world, kind, name, text) for name, text in query if name not in NOT_FILTERS]
    either = [each for each in conditions if each.either]
    every = [each for each in conditions if not each.either]
    asked = dict(query)
    types = asked["type"].split(",") if "type" in asked else None
    found = [
        one
        for one in objects
        if all(each.holds(one) for each in every)
        and (not either or any(each.holds(one) for each in either))
        and (types is None or one["type"] in types)
        and _mentions(one, asked.get("search"))
    ]
    order = asked.get("order_by") or ",".join(KINDS[kind].order if kind in KINDS else ("name",))
    for name in reversed(order.split(",")):
        field = name.lstrip("-")
        if field != "id" and found and field not in found[0]:
            raise _bad(f"Cannot resolve keyword '{field}' into field.")
        found.sort(key=lambda one: (one.get(field) is not None, one.get(field)), reverse=name.startswith("-"))
    return found


def _mentions(found, text):
    if not text:
        return True
    return any(text.lower() in str(found.get(name, "")).lower() for name in ("name", "description", "username"))


def page(path, objects, query, shown):
    """The document of one page."""
    asked = dict(query)
    size = min(max(_number(asked.get("page_size"), PAGE_SIZE), 1), MOST)
    number = _number(asked.get("page"), 1)
    last = max(-(-len(objects) // size), 1)
    if not 1 <= number <= last:
        raise Refused(404, {"detail": "Invalid page."})

    def link(other):
        rest = [(name, text) for name, text in query if name != "page"]
        return f"{path}?{urllib.parse.urlencode([*rest, ('page', other)])}"

    return {
        "count": len(objects),
        "next": link(number + 1) if number < last else None,
        "previous": link(number - 1) if number > 1 else None,
        "results": [shown(found) for found in objects[(number - 1) * size : number * size]],
    }


def _number(text, otherwise):
    try:
        return int(text)
    except (TypeError, ValueError):
        return otherwise
