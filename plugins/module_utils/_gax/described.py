# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What gax_drift_info is asked to compare: private to this collection, may change at any time."""

import re
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.module_utils._gax import rivals
from ansible_collections.gir.multidc.plugins.module_utils._gax.client import GaxError, NoGaxAnswers
from ansible_collections.gir.multidc.plugins.module_utils._gax.lookup import UNCLEAR, Lookup
from ansible_collections.gir.multidc.plugins.module_utils._gax.plan import Change
from ansible_collections.gir.multidc.plugins.module_utils._gax.properties import is_text
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import ANNEX, OWNERS, PART_FIELDS, TYPES, name_of
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import ABSENT, PRESENT, Wanted, problems

# Of these nobody has seen yet whether GAX shows their annex.
MAYBE_WITHOUT_ANNEX = ("CfgAgentGroup",)


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


def other(raw: Dict[str, Any], entry: Dict[str, Any]) -> Described:
    """An object that nobody described, as it was found, with the rules about its options."""
    blank = dict.fromkeys(("folder", "tenant", "switch", "options", "annex", "properties"))
    item = Described(0, dict(blank, data_center="", **dict(entry, name=str(name_of(raw)), tenant=None)), False)
    item.raw = raw
    return item


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
    for number, entry in enumerate(params["others"]):
        if entry["type"] not in TYPES:
            text = "others[%d].type is %s, which is no type of the Configuration Server."
            found.append(text % (number, entry["type"]))
    for option in ("objects", "others"):
        for number, entry in enumerate(params[option]):
            for place, rule in enumerate(entry["foreign"]):
                found += _flaws(rule, "%s[%d].foreign[%d]" % (option, number, place))
    return found


def _flaws(rule: Dict[str, Any], where: str) -> Iterator[str]:
    for name in ("option", "value"):
        try:
            re.compile(rule[name])
        except re.error as exc:
            yield "%s.%s: '%s' is no regular expression (%s)." % (where, name, rule[name], exc)


class Reading:
    """The objects as GAX shows them, all read before anything is compared.

    `lost`: why GAX answered no more. `profiles`: all recording IVR Profiles, None where they could not be read, and
    `unread_profiles` why. `others`: objects that nobody described; `unread`: entries of which there are none to look
    at, and why.
    """

    def __init__(self, lookup: Lookup, found: List[Described], others: List[Dict[str, Any]]) -> None:
        self.lookup, self.found, self._entries = lookup, found, others
        self.profiles: Optional[List[Dict[str, Any]]] = None
        self.unread_profiles = ""
        self.shows_annex: Dict[str, bool] = {}
        self.others: List[Described] = []
        self.unread: List[Tuple[Dict[str, Any], str]] = []
        self._done: List[Dict[str, Any]] = []
        self.lost = self._read_all()
        self.unread += [(entry, self.lost) for entry in others if self.lost and entry not in self._done]

    def _read_all(self) -> str:
        """Find the objects. Why GAX answered no more, or nothing; NoGaxAnswers where it never did."""
        lost, begun = "", False
        kinds = {item.wanted.type for item in self.found} | {entry["type"] for entry in self._entries}
        for kind in sorted(kinds):
            of_kind = [item for item in self.found if item.wanted.type == kind]
            try:
                self._prepare(kind, of_kind)
                for item in of_kind:
                    begun = self._find(item) or begun
                self._read_annexes(kind, of_kind)
                for entry in self._entries:
                    if entry["type"] == kind:
                        self._read_others(entry, of_kind)
            except NoGaxAnswers as exc:
                if not begun:
                    raise
                lost = str(exc)
                break
        for item in self.found if lost else ():
            if item.state == UNCLEAR and not item.reasons:
                item.reasons = [lost]
        self.unread_profiles = self.unread_profiles or lost
        return lost

    def _prepare(self, kind: str, of_kind: List[Described]) -> None:
        """Lists of types of which several objects are described, or of which others count, too."""
        try:
            if kind == rivals.PROFILE and any(rivals.desired_place(item.wanted) for item in of_kind):
                self.profiles = self.lookup.all(kind)
            if any(entry["type"] == kind for entry in self._entries):
                self.lookup.all(kind)
            self.lookup.prepare([item.wanted for item in of_kind])
        except NoGaxAnswers:
            raise
        except GaxError as exc:
            # Then each is asked for by its name, and has its own answer.
            self.unread_profiles = str(exc)

    def _find(self, item: Described) -> bool:
        try:
            item.state, item.raw, item.reasons = self.lookup.locate(item.wanted)
        except NoGaxAnswers:
            raise
        except GaxError as exc:
            item.reasons = [str(exc)]
        except SURPRISES as exc:
            item.reasons = ["GAX shows it in a form that is not known (%s)." % type(exc).__name__]
        return True

    def _read_annexes(self, kind: str, of_kind: List[Described]) -> None:
        """Whether GAX shows any annex of the type, where one shows none."""
        field = PART_FIELDS[ANNEX]
        if kind in MAYBE_WITHOUT_ANNEX and any(item.raw is not None and field not in item.raw for item in of_kind):
            try:
                self.shows_annex[kind] = any(field in raw for raw in self.lookup.all(kind))
            except NoGaxAnswers:
                raise
            except GaxError:
                self.shows_annex[kind] = False

    def _read_others(self, entry: Dict[str, Any], of_kind: List[Described]) -> None:
        """Those that stand beside ours."""
        self._done.append(entry)
        ours = [item.raw for item in of_kind if item.raw is not None]
        field = OWNERS["tenant"][0]
        tenants = {str(raw.get(field)) for raw in ours}
        try:
            every = self.lookup.all(entry["type"])
            if entry["tenant"]:
                tenants = {str(self.lookup.owner(entry["type"], "tenant", entry["tenant"]))}
        except NoGaxAnswers:
            raise
        except GaxError as exc:
            self.unread.append((entry, str(exc)))
            return
        known = {str(raw["dbid"]) for raw in ours}
        beside = [raw for raw in every if str(raw["dbid"]) not in known]
        self.others += [other(raw, entry) for raw in beside if not tenants or str(raw.get(field)) in tenants]
