# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ivr_profile: the desired state is as recorded, and what was refused still is."""

import copy
import json
from collections import Counter

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from recorded import CONTROLLER, broken_rules, computed, given, names, scenarios

# Text that is `true` was written as "True".
REFUSED = {"numbers and booleans of another type": "GIR803"}
# A number that is given as text is a number; with the form {value} it is written as it is, and as text in either case.
TYPED = {"names and form of parameters": ("recordingclient.toneduration", "300", 300)}
# The old sentences by their rules.
RULES = {
    r"^gir_contact_center_domain is not given": "GIR900",
    r"^gir_storage_credentials has no account": "GIR816",
    r"for which there is no profile\.": "GIR901",
    r"the value needs a place": "GIR902",
    r"a tone is a \.wav file": "GIR903",
    r"is a section of the file": "GIR814",
    r"the name of '\w+' is": "GIR811",
    r"no setting is called": "GIR810",
}


def recorded(name):
    return scenarios("ivr_profile")[name]["hosts"][CONTROLLER]


def now(name):
    return computed("ivr_profile", scenarios("ivr_profile")[name], CONTROLLER)


def as_text(objects):
    """Dictionaries as text, because their order is that of the file."""
    return [json.dumps(thing["annex"]) for thing in objects]


@pytest.mark.parametrize("name", [name for name in names("ivr_profile") if name not in REFUSED])
def test_desired_state_is_as_recorded(name):
    old, new = copy.deepcopy(recorded(name)), now(name)
    for thing in old["objects"] if name in TYPED else []:
        key, before, after = TYPED[name]
        assert thing["annex"]["gvp.service-parameters"][key] == before
        thing["annex"]["gvp.service-parameters"][key] = after
    found = [given(thing) for thing in new.objects]
    assert errors(new.violations) == []
    assert found == old["objects"]
    assert as_text(found) == as_text(old["objects"])
    assert set(new.secret_keys) == set(old["secret_keys"])
    assert new.notices == old["notices"]
    assert (new.host, new.data_center, new.files, new.service) == (CONTROLLER, None, [], None)


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_written_wrongly_is_refused(name):
    assert {violation.id for violation in now(name).violations} == {REFUSED[name]}


@pytest.mark.parametrize("name", names("ivr_profile", wrong=True))
def test_every_mistake_is_a_violation(name):
    old = recorded(name)
    problems = old["problems"] if "problems" in old else old["objects"]["error"].split("; ")
    violations = now(name).violations
    assert Counter(violation.id for violation in violations) == broken_rules(problems, RULES)
    for violation in violations:
        assert violation.sentence.endswith((".", "?")) and violation.remedy.endswith(".")
        assert CONTROLLER not in violation.sentence
