# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of media lifecycle as RWS shows them in a run: against the map, and beside what a person said."""

import copy
import json

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.values import SecretValues
from ansible_collections.gir.multidc.plugins.module_utils._rws.lifecycle_rules import normal
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import ContactCenterState, Desired
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Run
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import apis, judged
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.answers import checked
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import RULES, of_verb
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.observing import Observed
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle import marks
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle.shown import API, wanted
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle.standing import standings
from ansible_collections.gir.multidc.plugins.plugin_utils._status import media_lifecycle as area
from ansible_collections.gir.multidc.plugins.plugin_utils._stdin import UNEXPECTED
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.lifecycle_api import LifecycleApi
from lifecycle_cases import PLACE, TODAY, center, model, off, purge, rule, task, told
from lifecycle_cases import export as pasted
from support.lifecycle_forms import NESTED
from test_status_media_lifecycle import context

KEY = f"media_lifecycle/{API}"
ACCOUNT = {"gir_rws_ops_username": "ops", "gir_rws_ops_password": "ops-Secret-1"}
GIVEN = {"gir_media_lifecycle_api": NESTED, **ACCOUNT}
ATTESTED = {PLACE: {"nightly": {"by": "alice", "on": "2026-11-25", "rule": marks.mark(PLACE, rule())}}}


def shown(one, **more):
    """A rule as rws_media_lifecycle_info returns it."""
    seen = SecretValues().redacted(normal(one))
    found = {"name": one["name"], "rule": seen, "observation": "confirmed", "observation_reason": None,
             "other_constants": []}  # fmt: skip
    return {**found, **more}


def unread(name):
    return shown(rule(), name=name, rule=None, observation="not observable", observation_reason="jobs is 3.")


def answer(*rules, **more):
    place = {"location": f"{PLACE}/", "observation": "confirmed", "observation_reason": None, "rules": list(rules)}
    return {"locations": [{**place, **more}]}


def asked(*rules, **variables):
    known = context({**center(*rules), "rws_url": "https://rws.dc1"}, hosts=(), **{**GIVEN, **variables})
    known.model["active"] = "dc1"
    return known


def stand(rules, seen, **variables):
    """(answer, text, differences) of each point, by its name."""
    found = area.points(asked(*rules, **variables), {KEY: seen} if seen else {})
    return {
        one.name: (one.answer, one.text, {item["key"]: item["actual"] for item in one.facts["differences"]})
        for one in found
        if one.name.startswith("rule")
    }


NAME = f"rule nightly of {PLACE}"


def test_rws_is_asked_only_with_a_form_and_an_account():
    asks = area.asks(asked(rule()))
    assert list(asks) == [KEY]
    ask = asks[KEY]
    assert (ask.host, ask.module) == ("localhost", "gir.multidc.rws_media_lifecycle_info")
    assert ask.arguments == {
        "url": ["https://rws.dc1"], "url_username": "ops", "url_password": "ops-Secret-1", "validate_certs": True,
        "timeout": 4, "retries": 0, "template": NESTED, "locations": [PLACE], "secret_keys": [],
    }  # fmt: skip
    assert "Secret" not in repr(ask)
    lacking = [{"gir_media_lifecycle_api": wrong} for wrong in (None, {"account": "x"}, Unusable("no"))]
    for less in (*lacking, {"gir_rws_ops_password": None}):
        assert area.asks(asked(rule(), **less)) == {}


@pytest.mark.parametrize(
    ("seen", "says", "differs"),
    [
        (answer(shown(rule())), "RWS showed it so in this run.", None),
        (answer(shown(rule(enabled=False))), "enabled is Disabled in GAX", {"enabled": "Disabled"}),
        (answer(shown(rule("nightly", task(max_age_days=9)))), "max_age_days is 9", {"max_age_days": "9"}),
        (answer(shown(rule("nightly", task(call_types=["Inbound"])))), "call_types", {"call_types": "Inbound"}),
        (answer(shown(rule("nightly", task(), purge()))), "tasks is", {"tasks": "backup of voice and purge of screen"}),
        (answer(shown(rule(), other_constants=["schedule.zone"])), "zone", {"schedule.zone": "another value"}),
        (answer(), "RWS did not show it in this run.", {"": None}),
        (answer(shown(rule()), shown(rule())), "RWS has 2 rules of this name.", {"rules of this name": "2"}),
    ],
)
def test_what_rws_shows_counts_before_everything_that_was_said(seen, says, differs):
    """Both an attestation and an export say otherwise in each case."""
    showed = pasted("nightly,Disabled, Every day at 01:00:00: backup, range: 1 to 2 days old, voice,", "2026-11-27")
    attested = {} if differs is None else ATTESTED
    exports = {PLACE: showed} if differs is None else {}
    found = stand([rule()], seen, media_lifecycle_attestations=attested, media_lifecycle_exports=exports)
    state, text, differences = found[NAME]
    assert state == ("confirmed" if differs is None else "failed") and says in text
    assert differences == (differs or {})


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        ({"failed": True, "msg": "No RWS node\nanswers."}, "did not show the rules in this run: No RWS node answers"),
        (None, "it was not asked, see gir_rws_ops_username"),
        (answer(observation="not observable", observation_reason="GET gave 404."), "in this run: GET gave 404"),
        (answer(unread("nightly")), "cannot be read: jobs is 3"),
        (answer(unread(None)), "whose name cannot be read, and which may be this one"),
    ],
)
def test_what_rws_does_not_show_stays_as_it_was_said(seen, why):
    state, text, _differences = stand([rule()], seen)[NAME]
    assert state == "not observable" and why in text and "Nobody attested it" in text
    assert stand([rule()], seen, media_lifecycle_attestations=ATTESTED)[NAME][0] == "confirmed"


def test_what_is_hidden_is_never_taken_for_equal():
    secret = rule("nightly", task(attached_data={"password": "attached-Secret-1"}))
    state, text, _differences = stand([secret], answer(shown(secret)))[NAME]
    assert (state, "does not show the attached_data" in text) == ("not observable", True)
    form = copy.deepcopy(NESTED)
    del form["task"]["fields"]["include_labels"]
    labelled = rule("nightly", task(include_labels=["a"]))
    given = {"gir_media_lifecycle_api": form}
    assert stand([labelled], answer(shown(rule())), **given)[NAME][0] == "not observable"
    state, text, _differences = stand([rule()], answer(shown(rule())), **given)[NAME]
    assert (state, text) == (
        "confirmed", "RWS showed it so in this run; the template has no path for include_labels."
    )  # fmt: skip


def test_rules_that_the_map_has_not_are_said_and_an_older_export_of_them_is_not():
    seen = answer(shown(off()), unread("odd"), unread(None), shown(rule()))
    gone = pasted("gone,Enabled, Every day at 01:00:00: purge, range: 1 to 2 days old, voice,")
    found = stand([rule()], seen, media_lifecycle_exports={PLACE: gone})
    assert {name: one[0] for name, one in found.items()} == {
        NAME: "confirmed",
        f"rule old ones of {PLACE}": "failed",
        f"rule odd of {PLACE}": "failed",
        f"rule nameless rule 1 of {PLACE}": "not observable",
    }
    assert "purge of screen" in found[f"rule old ones of {PLACE}"][1]
    unasked = stand([rule()], {"failed": True, "msg": "no"}, media_lifecycle_exports={PLACE: gone})
    assert f"rule gone of {PLACE}" in unasked


class Gatherer:
    def __init__(self, known):
        self.value = lambda host, name, **more: known.value(host, name)


def drifting(known, *answers):
    """What drift asks, and what it finds of rules with each of these answers."""
    center = Desired("contact_center", "localhost", contact_center=ContactCenterState([], [], [], []))
    states = [State(COMPONENTS["media_lifecycle"], "localhost", Desired("media_lifecycle", "localhost"), {}),
              State(COMPONENTS["contact_center"], "localhost", center, ACCOUNT)]  # fmt: skip
    known.model.update(hosts={}, primary="dc1")
    known.model["data_centers"]["dc1"]["hosts"] = {}
    requests = apis.of_lifecycle(states, known.model, Gatherer(known), 10.0)
    for one in answers:
        compared = Compared(None, known.model, states, {}, requests, Observed(), {API: one}, ledgers=False)
        found = judged.observed(compared, Run("2026-11-28T00:00:00Z", "0.1.0"), 1795824000.0).answers
        yield [(host.host, item["check"], item["outcome"]) for host in found for item in host.differences]


def test_drift_finds_what_rws_has_otherwise(monkeypatch):
    # This map has nothing that may differ between data centers.
    monkeypatch.setattr(judged, "_alike", lambda *_given: [])
    seen = (answer(shown(rule())), answer(shown(rule(at="02:00:00"))), answer(shown(rule()), shown(off())), {})
    assert list(drifting(asked(rule()), *seen)) == [
        [],
        [("localhost", "lifecycle.rule", "drift")],
        [("localhost", "lifecycle.foreign", "drift")],
        [("localhost", "lifecycle.rule", "not_checked")],
    ]
    # Without the form nobody asks, and what somebody answers counts for nothing.
    (found,) = drifting(asked(rule(), gir_media_lifecycle_api=None), seen[0])
    assert found == [("localhost", "lifecycle.rule", "not_checked")]


@pytest.mark.parametrize("check", [True, False])
def test_rules_are_sent_only_where_a_person_asked_for_it(check):
    state = Desired("contact_center", "localhost", secret_keys=["pin"])
    state.contact_center = ContactCenterState(["https://rws.dc1"], [], [], [])
    given = {"rules": wanted(asked(rule()).model)}

    def sent(api):
        account = {**ACCOUNT, "gir_contact_center_id": "x"}
        return of_verb(RULES, COMPONENTS["contact_center"], state, account, {**given, "lifecycle_api": api}, check)

    assert sent(None) == sent(LifecycleApi(NESTED)) == sent(LifecycleApi(NESTED, False, "Jane Doe", "plan")) == []
    (call,) = sent(LifecycleApi(NESTED, True, "Jane Doe"))
    assert (call.name, call.action) == ("gir.multidc.rws_media_lifecycle", False)
    assert call.args == {
        "url": ["https://rws.dc1"], "url_username": "ops", "url_password": "ops-Secret-1", "validate_certs": True,
        "contact_center_id": "x", "unreachable": "assume_new" if check else "fail", "secret_keys": ["pin"],
        "template": NESTED, "locations": [{"location": PLACE, "rules": [rule()]}], "approved_by": "Jane Doe",
    }  # fmt: skip
    (call,) = sent(LifecycleApi(NESTED, True, "Jane Doe", "2026-11-28-abc"))
    assert call.args["approved_plan"] == "2026-11-28-abc"


def test_an_answer_of_another_form_is_none():
    seen = answer(shown(rule()), unread("odd"), unread(None))
    assert checked(json.loads(json.dumps({**seen, "changed": False})), API) == seen
    for wrong in ({"tasks": [{"type": "backup"}]}, {"enabled": "yes"}, {"tasks": "x"}, {"at": None}):
        spoiled = shown(rule(), rule={**normal(rule()), **wrong})
        assert checked(answer(spoiled), API) == {"failed": True, "msg": UNEXPECTED}


def test_nobody_looked_without_a_form():
    found = standings(model(center(rule())), told(), 31, TODAY)
    assert [one.text for one in found] == ["Nobody attested it, and there is no export of /US/NY."]
