# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between objects as they should be and as GAX shows them: private to this collection, may change.

Nothing is written. What is wrong with one object hides nothing of the others, and what GAX does not show is not taken
for missing. The comparison is that of gax_objects, see plan.py and rivals.py.
"""

import contextlib
import re
from typing import Any, Dict, List, Optional, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import (
    DRIFT,
    NOT_CHECKED,
    difference,
    not_checked,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.module_utils._common.said import MASK
from ansible_collections.gir.multidc.plugins.module_utils._gax import rivals
from ansible_collections.gir.multidc.plugins.module_utils._gax.described import (
    MAYBE_WITHOUT_ANNEX,
    Described,
    Reading,
    Rule,
    described,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.lookup import UNCLEAR, Lookup
from ansible_collections.gir.multidc.plugins.module_utils._gax.plan import (
    FIELDS,
    Change,
    changed,
    examine,
    left_in_other_case,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.properties import (
    Unchangeable,
    entries,
    is_text,
    secrets_in,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import (
    ANNEX,
    CREATABLE,
    OPTIONS,
    OWNERS,
    PART_FIELDS,
    name_of,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import PARTS, Wanted

CHECKS = {FIELDS: "object.property", OPTIONS: "object.option", ANNEX: "object.annex"}
READ, RIVAL, OTHER_CASE = "object.read", "object.rival", "object.other_case"
# What must not be set leads recordings to where they may not rest.
UNWANTED_SEVERITY = "recordings_at_risk"
ENABLED, DISABLED = "CFGEnabled", "CFGDisabled"
# GAX masks by rules of its own, so asterisks count whatever an option is called; a few of them may be a pattern.
_MASKED, _OF_SECRET = re.compile(r"\*{3,}"), re.compile(r"\*+")
_UNKNOWN_FORM = "GAX shows it in a form that is not known (%s)."
_CASE = "names are case-sensitive, and which of the two the product reads nobody can see"


def compare_objects(this: Any) -> Dict[str, Any]:
    """The result of gax_drift_info."""
    found = described(this.params)
    lookup = Lookup(this.client)
    this.client.secrets_read = lambda: list(secrets_in(lookup.seen(), Redactor(this.params["secret_keys"])))
    read = Reading(lookup, found, this.params["others"])
    comparison = Comparison(read, Redactor(this.params["secret_keys"]))
    comparison.compare()
    return {
        "changed": False,
        "differences": comparison.differences,
        "objects": [comparison.answer(item) for item in found if not item.unwanted],
        "unreachable_reason": read.lost or None,
    }


class Comparison:
    """First everything is read, then compared: what is secret in one object is secret in the texts of all."""

    def __init__(self, read: Reading, redactor: Redactor) -> None:
        self.read, self.redactor = read, redactor
        self.differences: List[Dict[str, Any]] = []
        self._known: Dict[Tuple[str, str, str], str] = {}
        self._outcomes: Dict[str, Set[str]] = {}
        # Several components may describe one object.
        self._same: Dict[Tuple[str, str], List[Described]] = {}
        for item in read.found:
            if item.raw is not None:
                self._same.setdefault(_identity(item.raw), []).append(item)

    def compare(self) -> None:
        """Fill `differences`."""
        for item in self.read.found:
            for sections in item.wanted.parts.values():
                self.redactor.learn(sections)
        self._learn()
        for item in self.read.found:
            try:
                self._compare(item)
            except SURPRISES as exc:
                self._not_checked(item, _UNKNOWN_FORM % type(exc).__name__)
        self._compare_rivals()
        self._compare_others()

    def _learn(self) -> None:
        """What stands under the name of a secret, only in objects of ours: a site has hundreds of thousands of
        options."""
        for item in self.read.found:
            for part in PARTS if item.raw is not None else ():
                try:
                    held = entries(item.raw, part)
                except SURPRISES:
                    # Whoever compares it says so.
                    continue
                for entry in held:
                    with contextlib.suppress(*SURPRISES):
                        if self.redactor.is_secret(entry.get("key")):
                            self.redactor.learn(entry.get("value"), secret=True)

    def _compare(self, item: Described) -> None:
        if item.state == UNCLEAR:
            self._not_checked(item, " ".join(item.reasons))
        elif item.raw is None:
            self._missing(item)
        else:
            self._compare_found(item, item.raw)

    def _missing(self, item: Described) -> None:
        reasons = list(item.reasons)
        if item.unwanted:
            if reasons:
                self._not_checked(item, " ".join(reasons))
            return
        if not reasons and item.wanted.type not in CREATABLE:
            reasons = ["%s: there is no such object; create it in GAX, or correct the name." % item.wanted.label]
        self._add("object.missing", item, "", expected="present", reason=" ".join(reasons))

    def _compare_found(self, item: Described, raw: Dict[str, Any]) -> None:
        wanted = item.wanted
        if self._hides_annex(item, raw):
            wanted.parts.pop(ANNEX, None)
            item.foreign = [rule for rule in item.foreign if rule.part != ANNEX]
            text = "GAX shows no annex of any %s, so nobody can tell what is in it. Look at it in another tool."
            self._not_checked(item, text % wanted.type, ANNEX)
        if raw.get("state") == DISABLED and not item.unwanted and "state" not in wanted.fields:
            self._add("object.state", item, "", expected=ENABLED, actual=DISABLED)
        changes, faults = examine(wanted, raw)
        doubtful = set()
        for fault in faults:
            key = "%s/%s" % (fault.section, fault.key)
            doubtful.add((fault.part, fault.section, fault.key))
            if fault.near:
                near = [one if name is None else "%s/%s" % (one, name) for one, name in fault.near]
                self._add(OTHER_CASE, item, key, expected=key, actual=" and ".join(near), reason=_sentence(_CASE))
            else:
                self._not_checked(item, _sentence(fault.error), key if fault.section is not None else fault.part)
        item.changes = [change for change in changes if (change.part, change.section, change.key) not in doubtful]
        for change in item.changes:
            self._changed(item, change)
        self._compare_case(item, raw)
        for rule in item.foreign:
            self._foreign(item, raw, rule)

    def _hides_annex(self, item: Described, raw: Dict[str, Any]) -> bool:
        asked = item.wanted.parts.get(ANNEX) or [rule for rule in item.foreign if rule.part == ANNEX]
        kind = item.wanted.type
        shows = self.read.shows_annex.get(kind, kind not in MAYBE_WITHOUT_ANNEX)
        return bool(asked) and PART_FIELDS[ANNEX] not in raw and not shows

    def _changed(self, item: Described, change: Change) -> None:
        key = change.key if change.section is None else "%s/%s" % (change.section, change.key)
        before = None if change.before is None else str(change.before)
        asterisks = _OF_SECRET if self.redactor.is_secret(change.key) else _MASKED
        hidden = before is not None and asterisks.fullmatch(before)
        if hidden and not item.unwanted:
            self._not_checked(item, "GAX shows asterisks in the place of its value, so nobody can compare it.", key)
            return
        if item.unwanted:
            more = {"severity": UNWANTED_SEVERITY, "reason": "It must not be set."}
            self._add("object.unwanted", item, key, change.key, None, before, **more)
            return
        self._add(CHECKS[change.part], item, key, change.key, change.after, before)

    def _compare_case(self, item: Described, raw: Dict[str, Any]) -> None:
        try:
            near = left_in_other_case(item.wanted, raw)
        except Unchangeable:
            return
        for _part, asked, there in near:
            self._add(OTHER_CASE, item, asked, expected=asked, actual=there, reason=_sentence(_CASE))

    def _foreign(self, item: Described, raw: Dict[str, Any], rule: Rule) -> None:
        try:
            held = entries(raw, rule.part)
        except Unchangeable as exc:
            self._not_checked(item, _sentence(exc), rule.part)
            return
        asked = self._asked(item, raw, rule.part)
        for entry in held:
            section, key, value = (entry.get(name) for name in ("section", "key", "value"))
            if (str(section).lower(), str(key).lower()) in asked or not rule.names(section, key, value):
                continue
            actual = str(value) if is_text(value) else "<no text>"
            more = {"severity": rule.severity, "reason": rule.reason}
            self._add("object.foreign", item, "%s/%s" % (section, key), key, None, actual, **more)

    def _asked(self, item: Described, raw: Dict[str, Any], part: str) -> Set[Tuple[str, str]]:
        """What somebody asked for, or asked to be taken out, or to be left alone, in small letters: other forms of
        these names have a finding of their own."""
        same = self._same.get(_identity(raw), [item])
        return {
            (section.lower(), key.lower())
            for one in same
            for section, options in (one.wanted.parts.get(part) or {}).items()
            for key in options or {}
        }

    # -- rivals ------------------------------------------------------------------------------------------------------

    def _compare_rivals(self) -> None:
        try:
            self._compare_profiles()
        except SURPRISES as exc:
            component = next(item.component for item in self.read.found if item.wanted.type == rivals.PROFILE)
            reason = "GAX shows a profile in a form that is not known (%s)." % type(exc).__name__
            self.differences.append(not_checked(RIVAL, component, rivals.PROFILE, reason))

    def _compare_profiles(self) -> None:
        mine = [item for item in self.read.found if item.wanted.type == rivals.PROFILE and not item.unwanted]
        recording = [item for item in mine if rivals.desired_place(item.wanted)]
        if not recording:
            return
        if self.read.profiles is None:
            text = "Whether another recording IVR Profile has the same geo-location cannot be known: %s"
            reason = text % self.read.unread_profiles
            self.differences.append(not_checked(RIVAL, recording[0].component, rivals.PROFILE, reason))
            return
        known = {str(item.raw["dbid"]) for item in mine if item.raw is not None}
        later = [changed(item.raw, item.changes) for item in mine if item.raw is not None]
        later += [raw for raw in self.read.profiles if str(raw["dbid"]) not in known]

        def unread(raw: Dict[str, Any], text: str) -> None:
            if str(raw["dbid"]) not in known:
                thing = "%s %s" % (rivals.PROFILE, name_of(raw))
                self.differences.append(not_checked(RIVAL, recording[0].component, thing, _sentence(text)))

        places = rivals.by_place(later, unread)
        for item in recording:
            place = rivals.desired_place(item.wanted)
            for rival in rivals.rivals_of(item.wanted.name, place, item.raw or self._new(item.wanted), places):
                self._rival(item, rival, str(place))

    def _new(self, wanted: Wanted) -> Dict[str, Any]:
        """What is known of a profile that is missing: its tenant."""
        tenant = wanted.owners.get("tenant")
        dbid = self.read.lookup.owner(wanted.label, "tenant", tenant) if tenant else None
        return {OWNERS["tenant"][0]: dbid}

    def _rival(self, item: Described, rival: Dict[str, Any], place: str) -> None:
        name = name_of(rival)
        text = "It is enabled and has the geo-location of %s, so Resource Manager records a call with any of them. %s"
        more = {"reason": text % (item.thing, rivals.REMEDY % name), "data_center": item.data_center}
        thing = "%s %s" % (rivals.PROFILE, name)
        actual = "%s/%s = %s" % (rivals.SECTION, rivals.PLACE, place)
        if (RIVAL, thing, "") not in self._known:
            self._known[RIVAL, thing, ""] = DRIFT
            self.differences.append(difference(RIVAL, item.component, thing, "", None, actual, **more))

    # -- others ------------------------------------------------------------------------------------------------------

    def _compare_others(self) -> None:
        for entry, reason in self.read.unread:
            text = "Whether others of its type change what the product does cannot be known: %s" % reason
            self.differences.append(not_checked(READ, entry["component"], entry["type"], text))
        for item in self.read.others:
            try:
                for rule in item.foreign:
                    self._foreign(item, item.raw or {}, rule)
            except SURPRISES as exc:
                self._not_checked(item, _UNKNOWN_FORM % type(exc).__name__)

    # -- results -----------------------------------------------------------------------------------------------------

    def _add(self, check: str, item: Described, key: str, option: str = "", *values: Any, **more: Any) -> None:
        """One difference; `values` of an `option`, expected and actual, are shown without its secrets."""
        if option:
            more["expected"], more["actual"], more["secret"] = self._texts(option, *values)
        if (check, item.thing, key) not in self._known:
            self._known[check, item.thing, key] = DRIFT
            more["data_center"] = item.data_center
            self.differences.append(difference(check, item.component, item.thing, key, **more))

    def _texts(
        self, option: str, expected: Optional[str], actual: Optional[str]
    ) -> Tuple[Optional[str], Optional[str], bool]:
        """Both values as anybody may see them, and whether nothing of them may be seen."""
        shown = [self.redactor.data({option: value})[option] for value in (expected, actual)]
        secret = MASK in shown or shown[0] == shown[1]
        return shown[0], shown[1], secret

    def _not_checked(self, item: Described, reason: str, key: str = "") -> None:
        if (READ, item.thing, key) not in self._known:
            self._known[READ, item.thing, key] = READ
            more = {"key": key, "data_center": item.data_center}
            self.differences.append(not_checked(READ, item.component, item.thing, reason, **more))

    def answer(self, item: Described) -> Dict[str, Any]:
        """One object, and what was found of it."""
        if not self._outcomes:
            for one in self.differences:
                self._outcomes.setdefault(one["object"], set()).add(one["outcome"])
        found = self._outcomes.get(item.thing, set())
        worst = next((outcome for outcome in (NOT_CHECKED, DRIFT) if outcome in found), "equal")
        return {
            "object": item.thing,
            "component": item.component,
            "data_center": item.data_center,
            "dbid": str(item.raw.get("dbid")) if item.raw is not None else None,
            "outcome": worst,
        }


def _identity(raw: Dict[str, Any]) -> Tuple[str, str]:
    """Of an object, whatever GAX gives as its type and number."""
    return str(raw.get("type")), str(raw.get("dbid"))


def _sentence(text: object) -> str:
    """The end of a sentence as one of its own."""
    said = str(text)
    return said[:1].upper() + said[1:] + ("" if said.endswith(".") else ".")
