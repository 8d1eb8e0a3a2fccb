# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a system in three data centers, for tests of what is made of them."""

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import document, engine, ignores
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.fitness import fitness
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Answer, Check, Observed, Run
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.previous import of
from test_topology_inventory import model_of, valid

MODEL = model_of(valid())
STARTED, ENDED = "2026-11-28T02:00:00Z", "2026-11-28T02:00:09Z"
RWS1, RWS2, MUX1 = "rws1-dc1", "rws1-dc2", "mux1-dc1"
YAML, CONFIG, UNIT = "/opt/genesys/rws/config/application.yaml", "/opt/genesys/rws/config", "gir-rws.service"
# What is compared on an RWS host here: object to surface.
THINGS = {CONFIG: "files", YAML: "files", UNIT: "service"}
SOON = {"reason": "known", "until": "2027-06-30"}


def differs(check="file.content", thing=YAML, key="logging.level", expected="info", actual="debug", **more):
    """A difference of component rws; `more` as the function difference takes it, and members that only some have."""
    component = more.pop("component", "rws")
    further = {name: more.pop(name) for name in ("severity", "observable", "data_center") if name in more}
    return {**difference(check, component, thing, key, expected, actual, **more), **further}


def unread(check="file.read", thing=YAML, reason="Permission denied", key="", **more):
    return {**not_checked(check, "rws", thing, reason, key), **more}


def answer(host, *differences, things=None, component="rws", **more):
    checks = [Check(host, component, thing, surface) for thing, surface in (things or THINGS).items()]
    return Answer(host, checks, list(differences), **more)


def observed(*answers, alike=(), environment="e" * 32, keystores=None, **run):
    return Observed(MODEL, Run(STARTED, "0.1.0", **run), list(answers), environment, list(alike), keystores or {})


def rules_of(*given):
    """Entries of gir_drift_ignore, each with a reason and an end unless it has its own."""
    report = Report("")
    found = ignores.read([{"component": "rws", "object": "*", **SOON, **one} for one in given], report)
    assert report.violations == []
    return found


def judged(*answers, rules=(), previous=None, **more):
    return engine.judge(observed(*answers, **more), rules, previous)


def report_of(*answers, rules=(), previous=None, show_ignored=False, **more):
    """The report that a run writes. `previous`: an earlier one."""
    seen = observed(*answers, **more)
    before = None if previous is None else of(previous, "old.json")
    judgement = engine.judge(seen, rules, before)
    path = None if previous is None else "old.json"
    answered = [one.host for one in seen.answers if not one.failure]
    fit = [fitness(judgement.findings, MODEL, answered, judgement.maintenance, judgement.open)]
    return document.build(seen, judgement, ENDED, fit, path, show_ignored)


def places(findings):
    """Check, host, object and key of findings."""
    return {(one.check, one.host, one.object, one.key) for one in findings}
