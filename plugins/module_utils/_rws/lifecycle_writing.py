# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rws_media_lifecycle was asked for and what it answers: private to this collection, may change at any time.

Rules that purge destroy recordings. So nothing is written without the name of who approved it, a rule that nobody asked
for is shown and kept, what cannot be read is not written over, and what was written is read back.
"""

import hashlib
import json
import time
from typing import Any, Dict, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common import observation
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import pattern_problems
from ansible_collections.gir.multidc.plugins.module_utils._common.values import SecretValues
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_reading as reading
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_rules as rules
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_template as templates
from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import (
    CREATED,
    DELETED,
    DONE,
    NOT_DONE,
    UNCHANGED,
    UNKNOWN,
    UPDATED,
    Request,
    carry_out,
    diff,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError

# How the requests of a template are called that bring about an action.
_REQUEST_OF = {CREATED: templates.CREATE, UPDATED: templates.UPDATE, DELETED: templates.DELETE}
_DAY = 86400
_PLAN_DAYS = 1


class Operation:
    """What happens to one rule, in the form in which `changes` carries it out and shows it."""

    def __init__(
        self,
        location: str,
        name: str,
        action: str,
        desired: Optional[Dict[str, Any]],
        before: Optional[rules.Stored],
        reasons: List[str],
        secrets: SecretValues,
    ) -> None:
        self.location, self.name, self.action = location, name, action
        self.desired, self.stored, self.reasons = desired, before, reasons
        self.secrets = secrets
        self.outcome = UNCHANGED if action == UNCHANGED else NOT_DONE
        self.observed = observation.confirmed()
        if action != UNCHANGED:
            self.observed = observation.not_observable("It was not written.")

    @property
    def label(self) -> str:
        return "%s at %s" % (self.name, self.location)

    def before(self) -> Any:
        return None if self.stored is None else self.secrets.redacted(self.stored.rule or self.stored.raw)

    def after(self) -> Any:
        return None if self.desired is None else self.secrets.redacted(self.desired)

    def describe(self) -> Dict[str, Any]:
        return dict(
            self.observed,
            location=self.location,
            name=self.name,
            action=self.action,
            outcome=self.outcome,
            reasons=self.reasons,
        )


class Unobserved(Operation):
    """A rule that cannot be compared, and so is not written."""

    def __init__(self, location: str, name: str, reason: str, secrets: SecretValues) -> None:
        super().__init__(location, name, UNCHANGED, None, None, [], secrets)
        self.outcome = NOT_DONE
        self.observed = observation.not_observable(reason)


def problems(params: Dict[str, Any]) -> List[str]:
    """Every mistake in the options of a task that writes."""
    flaws = templates.flaws(params["template"])
    template = None if flaws else templates.Template(params["template"])
    return pattern_problems(params) + ["%s %s" % flaw for flaw in flaws] + rules.problems(params, template)


# -- writing -----------------------------------------------------------------------------------------------------------


def ensure(this: Any) -> Dict[str, Any]:
    """The result of rws_media_lifecycle."""
    template, secrets = reading.template_of(this), SecretValues(patterns=this.params["secret_keys"])
    operations: List[Operation] = []
    requests: List[Request] = []
    foreign: List[Dict[str, Any]] = []
    for place in this.params["locations"]:
        listing = reading.listed(this, template, place["location"])
        planned, others = _plan(template, place, listing, secrets)
        operations += planned
        foreign += [dict(reading.shown(template, one, secrets), location=place["location"]) for one in others]
        requests += requests_of(this, template, place["location"], planned, listing)
    reading.tell_unseen(this, template)
    unobserved = [one for one in operations if isinstance(one, Unobserved)]
    for one in unobserved:
        this.unknown("Rule %s" % one.label, str(one.observed["observation_reason"]))
    if foreign:
        this.warn("RWS has media lifecycle rules that nobody asked for, which are kept: %s." % _named(foreign))
    plan = _plan_of(operations)
    if plan is not None:
        _require(this, template, operations, plan)
    failure, changed = carry_out(requests, this.check_mode)
    failures = [failure] if failure else []
    if changed and not this.check_mode:
        failures += _confirm(this, template, operations)
    if unobserved:
        text = "Not compared, and so not written: %s. See not_observable; correct the template."
        failures.append(text % ", ".join(one.label for one in unobserved))
    return {
        "changed": changed,
        "failure": " ".join(failures) or None,
        "results": [one.describe() for one in operations],
        "foreign": foreign,
        "plan": plan,
        "approved_by": this.params["approved_by"],
        "diff": diff([one for one in operations if not isinstance(one, Unobserved)]),
    }


def _named(found: List[Dict[str, Any]]) -> str:
    return ", ".join("%s at %s" % (one["name"] or "one without a readable name", one["location"]) for one in found)


def _plan(
    template: templates.Template, place: Dict[str, Any], listing: reading.Listing, secrets: SecretValues
) -> Tuple[List[Operation], List[rules.Stored]]:
    """(what happens to each rule that the task names, the rules that it does not name)."""
    location: str = place["location"]
    found: List[Operation] = []
    wanted: List[Tuple[str, Optional[Dict[str, Any]]]]
    wanted = [(rule["name"], rules.normal(rule)) for rule in place["rules"] or []]
    wanted += [(name, None) for name in place["absent"] or []]
    for name, rule in wanted:
        same = [one for one in listing.stored if one.name == name]
        reason = listing.reason
        if reason is None and len(same) > 1:
            reason = "RWS has %d rules of this name; remove all but one in GAX." % len(same)
        if reason is None and rule is not None and same and same[0].rule is None:
            reason = "; ".join(same[0].reasons) + "."
        if reason is None and not same and any(one.name is None for one in listing.stored):
            reason = "RWS has a rule there whose name cannot be read."
        if reason is not None:
            found.append(Unobserved(location, name, reason, secrets))
            continue
        before = same[0] if same else None
        action = UNCHANGED
        reasons: List[str] = []
        if rule is None:
            action = DELETED if before is not None else UNCHANGED
        elif before is None:
            action = CREATED
        else:
            reasons = rules.differences(template, rule, before)
            action = UPDATED if reasons else UNCHANGED
        found.append(Operation(location, name, action, rule, before, reasons, secrets))
    named = {name for name, _rule in wanted}
    return found, [one for one in listing.stored if one.name not in named]


def _plan_of(operations: List[Operation]) -> Optional[str]:
    """The day and a digest of everything that would be changed; None where nothing would."""
    planned = [
        [one.label, one.action, one.stored and one.stored.raw, one.desired]
        for one in operations
        if one.action != UNCHANGED
    ]
    if not planned:
        return None
    digest = hashlib.sha256(json.dumps(planned, sort_keys=True).encode("utf-8")).hexdigest()
    return "%s-%s" % (_day(0), digest[:16])


def _day(before: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - before * _DAY))


def _require(this: Any, template: templates.Template, operations: List[Operation], plan: str) -> None:
    """Refuse what the template does not offer, and what nobody approved."""
    todo = [one for one in operations if one.action != UNCHANGED]
    lacking = sorted({_REQUEST_OF[one.action] for one in todo if not template.offers(_REQUEST_OF[one.action])})
    if lacking and not template.offers(templates.REPLACE):
        text = "The template has no %s, which %s needs; add it, or make the change in GAX. Nothing was changed."
        raise RwsError(text % (", ".join(lacking), ", ".join(one.label for one in todo)))
    if this.check_mode:
        return
    if not (this.params["approved_by"] or "").strip():
        text = "Rules would change: %s. Look at them with --check --diff, and give the name of who approves them as "
        text += "approved_by. Nothing was changed."
        raise RwsError(text % ", ".join("%s (%s)" % (one.label, one.action) for one in todo))
    approved = this.params["approved_plan"]
    valid = ["%s-%s" % (_day(before), plan.rpartition("-")[2]) for before in range(_PLAN_DAYS + 1)]
    if approved and approved not in valid:
        text = "approved_plan is %s, but the plan is %s: rules changed since, or it is older than a day. Look at it "
        text += "with --check --diff, and approve it anew. Nothing was changed."
        raise RwsError(text % (approved, plan))


def requests_of(
    this: Any, template: templates.Template, location: str, operations: List[Operation], listing: reading.Listing
) -> List[Request]:
    """What carries out the operations of a location: one request for all of them, or one for each."""
    if template.offers(templates.REPLACE):
        return [Request(operations, lambda: _replace(this, template, location, operations, listing))]
    return [Request([one], lambda one=one: _send(this, template, one)) for one in operations]


def _write(this: Any, template: templates.Template, location: str, request: Any, confirm: Any, what: str) -> None:
    method, path, query, body = request
    _get, greeting, _query, _body = template.request(templates.READ, location)
    find_out = "Read %s with rws_media_lifecycle_info before you go on." % what
    this.client.write(
        method, path, body, account=template.account, query=query, greeting=greeting, confirm=confirm, find_out=find_out
    )


def _replace(
    this: Any, template: templates.Template, location: str, operations: List[Operation], listing: reading.Listing
) -> None:
    """Write all rules of a location at once, and those of others that stand in the same list unchanged."""
    now = reading.listing(this.client, template, location)
    own = [one.raw for one in now.stored]
    if now.reason is not None or own != [one.raw for one in listing.stored]:
        text = "The rules of %s changed in the meantime, or cannot be read any more, so they were not written. "
        raise RwsError(text % location + "Look at them with --check --diff.")
    todo = [one for one in operations if one.action != UNCHANGED]
    # Another location may have an equal rule, so each is known by being this very one.
    spoken_of = {id(own[listing.stored.index(one.stored)]): one for one in todo if one.stored is not None}
    wanted = []
    for raw in now.raws:
        change = spoken_of.get(id(raw))
        if change is None:
            wanted.append(rules.sendable(template, raw))
        elif change.desired is not None:
            wanted.append(rules.written(template, change.desired, location, change.stored))
    wanted += [
        rules.written(template, one.desired, location, None)
        for one in todo
        if one.stored is None and one.desired is not None
    ]
    request = template.request(templates.REPLACE, location, whole=wanted)

    def confirm() -> bool:
        return all(_holds(this, template, one) for one in todo)

    _write(this, template, location, request, confirm, "the rules of %s" % location)


def _send(this: Any, template: templates.Template, one: Operation) -> None:
    name = _REQUEST_OF[one.action]
    texts = {templates.RULE_NAME: one.name, templates.RULE_ID: ""}
    if one.stored is not None and "id" in template.rule:
        texts[templates.RULE_ID] = template.rule["id"].read(one.stored.raw) or ""
    needs_id = "{%s}" % templates.RULE_ID in json.dumps(template.given[name])
    if needs_id and not texts[templates.RULE_ID]:
        raise RwsError("RWS shows no identifier of rule %s, so it cannot be named; nothing was sent." % one.label)
    whole = None if one.desired is None else rules.written(template, one.desired, one.location, one.stored)
    request = template.request(name, one.location, texts, whole)
    _write(this, template, one.location, request, lambda: _holds(this, template, one), "rule %s" % one.label)


# -- reading back ------------------------------------------------------------------------------------------------------


def _holds(this: Any, template: templates.Template, one: Operation) -> Optional[bool]:
    """Whether RWS shows what was asked of it; None where nobody can tell."""
    listing = reading.listing(this.client, template, one.location)
    return None if listing.reason is not None else _why_not(template, one, listing) is None


def _why_not(template: templates.Template, one: Operation, listing: reading.Listing) -> Optional[str]:
    found = [other for other in listing.stored if other.name == one.name]
    if one.desired is None:
        return "RWS still shows the rule." if found else None
    if len(found) != 1:
        return "RWS shows %d rules of this name." % len(found)
    if found[0].rule is None:
        return "RWS shows it in a form that the template does not explain: %s." % "; ".join(found[0].reasons)
    differing = rules.differences(template, one.desired, found[0])
    return "RWS shows other values of %s." % ", ".join(differing) if differing else None


def _confirm(this: Any, template: templates.Template, operations: List[Operation]) -> List[str]:
    """Read back what was written; a sentence for each rule that is not as it was asked for."""
    failures: List[str] = []
    listings: Dict[str, reading.Listing] = {}
    for one in operations:
        if one.outcome not in (DONE, UNKNOWN):
            continue
        if one.location not in listings:
            listings[one.location] = _read_back(this, template, one.location)
        listing = listings[one.location]
        why = None if listing.reason is not None else _why_not(template, one, listing)
        if listing.reason is not None:
            one.observed = observation.not_observable(listing.reason)
            this.unknown("Rule %s after the write" % one.label, listing.reason)
        elif why is not None:
            one.observed = observation.failed(why)
            failures.append("Rule %s was written, but: %s" % (one.label, why))
        else:
            one.observed = observation.confirmed()
    return failures


def _read_back(this: Any, template: templates.Template, location: str) -> reading.Listing:
    try:
        return reading.listing(this.client, template, location)
    except RwsError as exc:
        return reading.Listing([], [], str(exc))
