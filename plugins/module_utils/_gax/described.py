# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What gax_drift_info is asked to compare: private to this collection, may change at any time."""

import re
from typing import Any, Dict, List, Optional, Set

from ansible_collections.gir.multidc.plugins.module_utils._gax.lookup import UNCLEAR
from ansible_collections.gir.multidc.plugins.module_utils._gax.plan import Change
from ansible_collections.gir.multidc.plugins.module_utils._gax.properties import is_text
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import ABSENT, PRESENT, Wanted, problems


class Described:
    """One object of the task, as it should be, and what was found of it. `thing`: what the report calls it."""

    def __init__(self, number: int, entry: Dict[str, Any], unwanted: bool) -> None:
        state = ABSENT if unwanted else PRESENT
        self.wanted = Wanted(number, dict(entry, state=state), create=not unwanted)
        self.unwanted = unwanted
        self.component = entry["component"]
        self.data_center = entry["data_center"]
        self.foreign = [Rule(given) for given in entry.get("foreign") or []]
        self.thing = "%s %s" % (self.wanted.type, self.wanted.name)
        self.state = UNCLEAR  # of the search
        self.raw: Optional[Dict[str, Any]] = None
        self.reasons: List[str] = []
        self.changes: List[Change] = []


class Rule:
    """Foreign options of one kind that change what the product does."""

    def __init__(self, given: Dict[str, Any]) -> None:
        self.part, self.section = given["part"], given["section"]
        self._option = re.compile(given["option"], re.IGNORECASE)
        self._value = re.compile(given["value"], re.IGNORECASE | re.DOTALL)
        self._unless = given["unless"]
        self.severity, self.reason = given["severity"], given["reason"]

    def names(self, section: Any, key: Any, value: Any) -> bool:
        """Whether it is about this option with this value."""
        if self.section is not None and str(section).lower() != self.section.lower():
            return False
        if key in self._unless or not self._option.fullmatch(str(key)):
            return False
        return not is_text(value) or bool(self._value.fullmatch(str(value)))


def described(params: Dict[str, Any]) -> List[Described]:
    """The objects of the task; two of one name are called with their owners."""
    found = [Described(number, entry, False) for number, entry in enumerate(params["objects"])]
    found += [Described(number, entry, True) for number, entry in enumerate(params["unwanted"])]
    named: Dict[Any, Set[Any]] = {}
    for item in found:
        named.setdefault(item.thing, set()).add(item.wanted.identity)
    for item in found:
        if len(named[item.thing]) > 1:
            item.thing = item.wanted.label
    return found


def problems_of(params: Dict[str, Any]) -> List[str]:
    """Every mistake in the options, as sentences."""
    # Several components may describe one object.
    found = list(problems([dict(entry, state=PRESENT) for entry in params["objects"]], create=True, once=False))
    unwanted = problems([dict(entry, state=ABSENT) for entry in params["unwanted"]], once=False)
    found += [text.replace("objects[", "unwanted[") for text in unwanted]
    for number, entry in enumerate(params["objects"]):
        for place, rule in enumerate(entry["foreign"]):
            for name in ("option", "value"):
                try:
                    re.compile(rule[name])
                except re.error as exc:
                    text = "objects[%d].foreign[%d].%s: '%s' is no regular expression (%s)."
                    found.append(text % (number, place, name, rule[name], exc))
    return found
