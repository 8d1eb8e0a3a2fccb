# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one credential type: which secrets an inventory has, and how a job gets them back."""

import re

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.secrets import (
    SERVER,
    STORAGES,
    collected,
    fields,
    secret_fields,
)
from awx_cases import Variables
from jinja2 import Environment, StrictUndefined


def given_to_a_job(found):
    """The variables of a job, as AWX makes them of the type and the credential."""
    environment = Environment(undefined=StrictUndefined, autoescape=False)

    def filled(value):
        if isinstance(value, dict):
            return {key: filled(item) for key, item in value.items()}
        return environment.from_string(value).render(found.values)

    return filled(found.injected)


STORAGE = {"dc1": {"username": "rec1", "password": "one"}, "dc2": {"username": "rec2", "password": "two"}}


def test_variables_of_their_own():
    found = collected(Variables(a={"gir_rws_ops_password": "s", "gir_rws_ops_username": "ops", "rws_port": 8080}))
    assert found.values == given_to_a_job(found) == {"gir_rws_ops_password": "s"}


def test_accounts_of_the_storage_are_put_together_again():
    found = collected(Variables(a={STORAGES: STORAGE}))
    assert given_to_a_job(found) == {STORAGES: STORAGE}
    assert found.values["gir_storage_2_name"] == "dc2"
    assert "gir_storage_2_password" in secret_fields() and "gir_storage_2_username" not in secret_fields()


def test_template_gives_what_it_leads_to():
    """AWX does not know the variable that it names, which stands in a vault."""
    known = {"rcs_keystore_password": "{{ my_keystore }}", "my_keystore": "s"}
    assert given_to_a_job(collected(Variables(a=known))) == {"rcs_keystore_password": "s"}


def test_account_of_configuration_server_stays_a_dictionary():
    """Other variables take its members."""
    found = collected(Variables(a={SERVER: {"host": "cfg", "port": 2020, "password": "s"}}))
    assert given_to_a_job(found) == {SERVER: {"host": "cfg", "port": "2020", "password": "s"}}
    assert found.values == {f"{SERVER}_password": "s"}


@pytest.mark.parametrize("value", [{"host": "{{ x }}", "password": "s"}, {"hosts": ["a"], "password": "s"}])
def test_account_of_configuration_server_that_no_type_can_hold(value):
    found = collected(Variables(a={SERVER: value}))
    assert (found.injected, len(found.left)) == ({}, 1)


def test_secret_that_differs_between_hosts():
    found = collected(Variables(a={"gir_rws_ops_password": "s"}, b={"gir_rws_ops_password": "t"}))
    said = "gir_rws_ops_password differs between hosts, so no credential can give it: keep it in a vault."
    assert (found.values, found.left) == ({}, [said])


def test_secret_of_some_hosts():
    assert collected(Variables(a={"rcs_keystore_password": "s"}, b={})).values == {"rcs_keystore_password": "s"}


def test_dictionary_that_may_hold_secrets():
    """Nobody knows which of its members do."""
    found = collected(Variables(a={"rws_environment": {"A": "b"}}))
    assert (found.values, found.left) == ({}, ["rws_environment may hold secrets: keep it in a vault."])


@pytest.mark.parametrize("name", ["gir_rws_ops_password", STORAGES, SERVER, "rws_environment"])
def test_blank_secret_is_none(name):
    found = collected(Variables(a={name: ""}))
    assert (found.injected, found.values, found.left) == ({}, {}, [])


def test_more_storages_than_fields():
    found = collected(Variables(a={STORAGES: {f"dc{number}": STORAGE["dc1"] for number in range(9)}}))
    assert found.injected == {}
    assert found.left == ["gir_storage_credentials has 9 accounts, and the type has fields for 8."]


def test_storage_whose_name_awx_cannot_inject():
    """Nothing uses it (GIR603), and the others are there."""
    found = collected(Variables(a={STORAGES: {"old-dc": STORAGE["dc2"], "dc1": STORAGE["dc1"]}}))
    assert given_to_a_job(found) == {STORAGES: {"dc1": STORAGE["dc1"]}}
    assert found.left == ["gir_storage_credentials.old-dc has a name that AWX cannot give to a job."]


def test_own_variables_are_left_out():
    """The account of AWX is no secret of a job."""
    assert collected(Variables(a={"gir_awx_token": "s", "gir_awx_vault_password": "t"})).values == {}


def test_fields_depend_on_no_inventory():
    """AWX refuses to change those of a type that is in use. Every name is one that it takes, and stands once."""
    ids = [one["id"] for one in fields()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[a-z_][a-z0-9_]*", one) for one in ids)
    assert {"gir_elasticsearch_password", "gir_rws_ops_password", "rcs_keystore_password"} <= set(secret_fields())
