# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""workspace_desktop: objects, texts and summary are as recorded, and what was refused still is."""

import re
from collections import Counter

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from recorded import broken_rules, computed, given, names, scenarios
from template_texts import text_of

# Numbers that were given as text, and text that was given as a number, have their type now. In the files all values of
# options are text; only a tenant that was a number differs there.
OTHER_TYPES = "numbers and booleans of another type"
RULES = {
    r"which is no data center: use": "GIR910",
    r"give a list of names of Applications\.": "GIR911",
    r"give the name of an agent group, or null": "GIR912",
    r"_application_name is not given": "GIR925",
    r"has no agent group for": "GIR926",
    r"is no base address": "GIR927",
    r"which is no version": "GIR928",
    r"is too small": "GIR807",
    r"but no other data center may hold": "GIR930",
    r"is named for two data centers": "GIR931",
    r"has the same address, so nothing could fail over": "GIR932",
    r"cannot fail over by themselves below": "GIR933",
    r"give dns, load_balancer or resubmit\.$": "GIR804",
}
# These named all data centers in one sentence; each has one of its own now.
TIMES = {
    "wrong: first things": {"GIR910": 4, "GIR927": 3},
    "wrong: a second address in spite of all": {"GIR930": 2},
}
# Malformed tables hid which names are no data centers.
FURTHER = {"wrong: malformed": {"GIR910": 4}}
# Errors of filters while the role ran are rules now.
FAILED = {
    "wrong: names of options": {"GIR810": 1, "GIR811": 2},
    "wrong: an option in the place of a section": {"GIR814": 1},
    "wrong: an option of a group in the place of a section": {"GIR814": 1},
}
# Steps that say more now: what Workspace Web Edition cannot do, and that a desktop posts its whole login again.
SAID_SINCE = (
    (r"(or later \(here: .* and .*\)\.)\n", r"\1 Workspace Web Edition never does.\n"),
    (
        r"A desktop of your own submits it by POST /api/v2/me on 127\.0\.0\.1 with\n.*\n",
        "A desktop of your own posts its whole login again, with the new address as server, to /api/v2/me on\n"
        "   127.0.0.1; filter gir.multidc.srs_login with resubmit=true gives it.\n",
    ),
)


def said_now(text):
    for before, now in SAID_SINCE:
        text = re.sub(before, now, text)
    return text


def expected_rules(name):
    problems = scenarios("workspace_desktop")[name]["hosts"]["localhost"].get("problems")
    if problems is None:
        return Counter(FAILED[name])
    return broken_rules(problems, RULES, TIMES.get(name)) + Counter(FURTHER.get(name, {}))


def recorded_objects(name):
    old = scenarios("workspace_desktop")[name]["hosts"]["localhost"]
    if name == OTHER_TYPES:
        section = old["objects"][0]["options"]["interaction-workspace"]
        numbers = {key: int(value) for key, value in section.items() if str(value).isdigit()}
        assert sorted(numbers.values()) == [0, 15, 30]
        application = {**old["objects"][0], "options": {"interaction-workspace": {**section, **numbers}}}
        return [application, *({**group, "tenant": "7"} for group in old["objects"][1:])]
    return old["objects"]


@pytest.mark.parametrize("name", names("workspace_desktop"))
def test_desired_state_is_as_recorded(name):
    scenario = scenarios("workspace_desktop")[name]
    old, new = scenario["hosts"]["localhost"], computed("workspace_desktop", scenario, "localhost")
    assert errors(new.violations) == []
    assert [given(thing) for thing in new.objects] == recorded_objects(name)
    assert [given(thing) for thing in new.unwanted] == old["unwanted"]
    assert new.secret_keys == old["secret_keys"]
    assert new.notices == old["summary"]
    texts = [{"path": file.path, "content": text_of("workspace_desktop", file, "localhost")} for file in new.documents]
    assert texts == [{**file, "content": said_now(file["content"])} for file in old["files"]]
    assert new.files == []


@pytest.mark.parametrize("name", names("workspace_desktop", wrong=True))
def test_what_was_refused_still_is(name):
    new = computed("workspace_desktop", scenarios("workspace_desktop")[name], "localhost")
    assert Counter(violation.id for violation in new.violations) == expected_rules(name)
    assert all(part.endswith((".", "?")) for one in new.violations for part in (one.sentence, one.remedy))
