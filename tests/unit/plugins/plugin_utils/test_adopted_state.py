# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RWS holds: features, storages and settings, found again or named."""

import pytest
from adopted_system import System, drift, seeded, three_centers, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption import tables

DECRYPT = "contact_center_decrypt_setting_name"


def test_rws_was_not_asked(adopt):
    def change(system):
        system.rws = None

    adoption = adopt(change)
    assert "storage of gir_datacenters: RWS was not asked, see docs/adopt.md" in adoption["by_hand"]
    assert "gir_storage_credentials" not in variables(adoption)


def test_features_that_are_lacking_stay_lacking(adopt):
    """site would assign them; what the live system has beyond them is not taken away by anything."""
    _known, usual = tables.default_of("contact_center_features")
    names = [feature.rpartition("/")[2] for feature in usual]

    def lacking(system):
        system.rws["features"] = [*names[1:], "of-the-customer"]

    adoption = adopt(lacking)
    assert variables(adoption)["contact_center_features"] == usual[1:]
    sentence = f"The contact center has no feature {usual[0]}; contact_center_features leaves that so."
    assert sentence in adoption["contradictions"]

    def complete(system):
        system.rws["features"] = [*names, "of-the-customer"]

    adoption = adopt(complete)
    assert "contact_center_features" not in variables(adoption) and adoption["contradictions"] == []


def test_features_that_were_not_read(adopt):
    def change(system):
        system.rws["features"] = None

    adoption = adopt(change)
    assert "contact_center_features" not in variables(adoption) and adoption["contradictions"] == []


def test_features_that_the_seed_wants(adopt):
    system = System()
    seeded(system, contact_center_features=["api-voice-recording", "not-there"])
    adoption = adopt(system=system)
    assert variables(adoption)["contact_center_features"] == ["api-voice-recording"]


def decrypting(system, *locations):
    for number, location in enumerate(locations, 1):
        url = f"https://rcs.dc{number}.test"
        entry = {"group": "screen-recording", "name": "decrypt-uri-prefix", "location": location, "value": url}
        system.rws["settings"].append(entry)


def test_a_decrypt_setting_of_every_place_is_managed(adopt):
    adoption = adopt(lambda system: decrypting(system, "/US/NY", "/US/TX"))
    assert variables(adoption)[DECRYPT] == "decrypt-uri-prefix"
    assert drift(adoption) == [] and adoption["unmanaged"] == []


def test_a_decrypt_setting_of_some_places_is_left_alone(adopt):
    adoption = adopt(lambda system: decrypting(system, "/US/NY"))
    assert DECRYPT not in variables(adoption)
    sentence = (
        "RWS setting screen-recording/decrypt-uri-prefix of /US/NY; contact_center_extra_settings would manage it."
    )
    assert adoption["unmanaged"] == [sentence]


def test_a_decrypt_setting_that_is_no_address_is_left_alone(adopt):
    def change(system):
        decrypting(system, "/US/NY", "/US/TX")
        system.rws["settings"][-1]["value"] = {"uri": "x"}

    adoption = adopt(change)
    assert DECRYPT not in variables(adoption) and len(adoption["unmanaged"]) == 2


def test_other_settings_are_left_alone_unless_the_seed_has_them(adopt):
    other = {"group": "screen-recording", "name": "quality", "location": None, "value": "high"}

    def change(system):
        system.rws["settings"] += [other, dict(other, name="storage")]

    adoption = adopt(change)
    sentence = "RWS setting screen-recording/quality; contact_center_extra_settings would manage it."
    assert adoption["unmanaged"] == [sentence]
    system = System()
    seeded(system, contact_center_extra_settings=[other])
    adoption = adopt(change, system=system)
    assert adoption["unmanaged"] == [] and drift(adoption) == []


def test_a_setting_of_the_seed_that_rws_has_not(adopt):
    system = System()
    seeded(system, contact_center_extra_settings=[{"group": "screen-recording", "name": "quality", "value": "high"}])
    sentence = "site would change the setting screen-recording/quality of None in RWS."
    assert drift(adopt(system=system)) == [sentence]


@pytest.mark.parametrize("part", ["storage", "settings"])
def test_a_part_that_was_not_read_is_not_compared(adopt, part):
    """Nothing is known of it, so nothing differs."""

    def change(system):
        system.rws[part] = None

    assert drift(adopt(change, system=all_known())) == []


def all_known():
    """A system whose seed knows all storages and their accounts."""
    system = System()
    return seeded(system, **{name: system.variables[name] for name in ("gir_datacenters", "gir_storage_credentials")})


def changing_storage(**changes):
    """Changes the screen storage of dc2."""

    def change(system):
        system.rws["storage"] = [
            dict(entry, **changes) if (entry["location"], entry["kind"]) == ("/US/TX", "screen") else entry
            for entry in system.rws["storage"]
        ]

    return change


SET = "RWS has no screen storage https://dav.dc2.test/screens for /US/TX; site would set it."


def test_a_storage_with_another_account_is_told(adopt):
    """One of both kinds is taken, and site would set the other one."""
    assert drift(adopt(changing_storage(username="other"), system=all_known())) == [SET]


def test_a_storage_that_rws_lacks_comes_from_the_seed(adopt):
    """With its account, for nothing that was read says either."""
    adoption = adopt(changing_storage(active=False), system=all_known())
    assert adoption["effective"]("rws1")["gir_storage_credentials"]["dc2"]["username"] == "recorder2"
    assert drift(adoption) == [SET]


def test_accounts_of_the_seed_that_are_no_accounts(adopt):
    system = seeded(gir_storage_credentials={"dc1": "text", "dc2": {}}, gir_central_storage="text")
    system = seeded(system, gir_configuration_server="text")
    adoption = adopt(system=system)
    found = adoption["effective"]("rws1")
    assert found["gir_storage_credentials"] == system.variables["gir_storage_credentials"]
    assert found["gir_configuration_server"] == system.variables["gir_configuration_server"]


def test_every_place_of_three_is_compared(adopt):
    """Nothing differs where nothing was changed."""
    assert drift(adopt(system=three_centers())) == []
