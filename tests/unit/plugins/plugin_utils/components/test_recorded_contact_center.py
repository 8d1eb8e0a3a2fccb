# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contact center: the desired state equals what was recorded before components were Python."""

import copy
from dataclasses import asdict

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components import contact_center
from ansible_collections.gir.multidc.plugins.plugin_utils._components.contact_center import ContactCenter
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import Target
from recorded import CONTROLLER, computed, file_of, given_of, model_of, names, scenarios, with_defaults

COMPONENT = "contact_center"
CONNECTION = {
    "url_username": "username",
    "url_password": "password",
    **{name: name for name in ("admin_username", "admin_password", "validate_certs", "ca_path")},
}


# What RWS modules refused while the role ran is refused now before anything is written. What is desired is still equal.
REFUSED = {
    "everything": ["GIR948", "GIR948", "GIR949"],
    "no URL and no account of the receiver": ["GIR950"],
}
# A list that was given as text was written as text, joined or letter by letter; a number as the name of a setting was
# a number in the rendered request, and text in the one that was sent.
AS_TEXT = {
    "one address as text": {
        "urls": ["https://one.test", "https://two.test"],
        "features": ["one", "two"],
    },
    "numbers, booleans and lists of another type": {"names": "5"},
}


def options_of(name):
    given = with_defaults(COMPONENT, given_of(scenarios(COMPONENT)[name], CONTROLLER), CONTROLLER)
    return read(ContactCenter, given, Report(CONTROLLER))


def expected(name):
    """What was recorded, with the intended differences."""
    old = copy.deepcopy(scenarios(COMPONENT)[name]["hosts"][CONTROLLER])
    intended = AS_TEXT.get(name, {})
    for key in ("urls", "features"):
        old[key] = intended.get(key, old[key])
    if "features" in intended:
        old["requests"]["features"][0]["body"]["uris"] = intended["features"]
    if "names" in intended:
        bodies = [request["body"] for request in old["requests"]["settings"]]
        for item in [*old["settings"], *bodies]:
            item["name"] = str(item["name"])
    for file in old["files"]:
        file["data"] = old["requests"][file["path"][16:-5]]
    return old


@pytest.mark.parametrize("name", names(COMPONENT))
def test_state_is_as_recorded(name):
    old, scenario = expected(name), scenarios(COMPONENT)[name]
    found = computed(COMPONENT, scenario, CONTROLLER)
    assert [violation.id for violation in found.violations] == REFUSED.get(name, [])
    report = Report(CONTROLLER)
    new = contact_center.desired(model_of(scenario), Target(CONTROLLER), options_of(name), report)
    assert report.violations == []
    assert asdict(new.contact_center) == {key: old[key] for key in ("urls", "features", "storage", "settings")}
    assert [file_of(file) for file in new.documents] == old["files"]
    assert {file.path[16:-5]: file.data for file in new.documents} == old["requests"]
    assert new.secret_keys == old["secret_keys"]
    assert (new.data_center, new.files, new.objects, new.service) == (None, [], [], None)


@pytest.mark.parametrize("name", names(COMPONENT))
def test_options_are_as_recorded(name):
    """Booleans and numbers that were given as text have their type now, as the modules gave it to them."""
    old, options = expected(name), options_of(name)
    old["validate_certs"] = old["validate_certs"] is True
    old["ca_path"] = old["ca_path"] or None
    for key, recorded in CONNECTION.items():
        assert options.rws_connection()[key] == old[recorded], key
    for key in ("voice_payload", "update_password"):
        assert getattr(options, key) == old[key], key
    for key in ("wait_retries", "wait_delay"):
        assert getattr(options, key) == int(old[key]), key


RULES = {
    "wrong: nothing given": ["GIR945", "GIR946", "GIR816"],
    "wrong: some given": ["GIR945", "GIR946", "GIR816", "GIR947"],
    "wrong: the identifier alone": [],
}
# An identifier without its dashes was refused; it is the hexadecimal form that the vendor's guide speaks of.
NOW_GOOD = {"wrong: nothing given": 1, "wrong: the identifier alone": 1}


@pytest.mark.parametrize("name", names(COMPONENT, wrong=True))
def test_problems_are_those_recorded(name):
    scenario = scenarios(COMPONENT)[name]
    new = computed(COMPONENT, scenario, CONTROLLER)
    assert [violation.id for violation in new.violations] == RULES[name]
    assert len(new.violations) + NOW_GOOD.get(name, 0) == len(scenario["hosts"][CONTROLLER]["problems"])
