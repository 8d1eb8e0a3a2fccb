# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credential types, credentials and where they are attached, in the AWX stand-in."""

import pytest
from awx_client import installed

ENCRYPTED = "$encrypted$"
WORD = {"id": "word", "label": "Word", "secret": True}


@pytest.fixture
def api(tmp_path):
    with installed(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("project")) as found:
        found.own = found.credential_type(
            fields=[
                {"id": "user", "label": "User"},
                WORD,
                {"id": "zone", "label": "Zone", "choices": ["a", "b"]},
                {"id": "home", "label": "Home", "format": "url"},
                {"id": "quick", "label": "Quick", "type": "boolean"},
                {"id": "key", "label": "Key", "format": "ssh_private_key", "secret": True},
            ]
        )
        yield found


# -- types ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inputs",
    [
        [],
        {"field": []},
        {"fields": {}},
        {"fields": ["a"]},
        {"required": "a"},
        {"dependencies": {}},
        {"fields": [{"id": "a"}]},
        {"fields": [{"label": "a"}]},
        {"fields": [{"id": "a-b", "label": "A"}]},
        {"fields": [{"id": "1a", "label": "A"}]},
        {"fields": [{"id": "a", "label": "A", "type": "integer"}]},
        {"fields": [{"id": "a", "label": "A", "typo": 1}]},
        {"fields": [{"id": "a", "label": "A", "format": "email"}]},
        {"fields": [{"id": "a", "label": "A", "choices": []}]},
        {"fields": [{"id": "a", "label": "A", "choices": ["x", "x"]}]},
        {"fields": [{"id": "a", "label": "A", "secret": "yes"}]},
        {"fields": [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}]},
        {"fields": [{"id": "tower", "label": "A"}]},
        {"fields": [{"id": "a", "label": "A", "default": 1}]},
        {"fields": [{"id": "a", "label": "A", "type": "boolean", "secret": True}]},
        {"fields": [{"id": "a", "label": "A", "ask_at_runtime": True}]},
    ],
)
def test_a_schema_must_be_one(untouched, inputs):
    assert "inputs" in untouched.not_made("credential_types", name="T", kind="cloud", inputs=inputs)


@pytest.mark.parametrize(
    "injectors",
    [
        [],
        {"vars": {}},
        {"env": []},
        {"env": {"A-B": "x"}},
        {"env": {"PATH": "x"}},
        {"env": {"SUPERVISOR_CONFIG_PATH": "x"}},
        {"env": {"ANSIBLE_ROLES_PATH": "x"}},
        {"env": {"A": "é"}},
        {"env": {"A": 1}},
        {"env": {"A": "{{ wrod }}"}},
        {"env": {"A": "{{ word }"}},
        {"env": {"A": "{{ tower.filename }}"}},
        {"env": {"A": "{{ tower }}"}},
        {"file": {"content": "x"}},
        {"file": {"template": "x", "template.b": "y"}},
        {"file": {"template.a": "x"}, "env": {"A": "{{ tower.filename.b }}"}},
        {"extra_vars": {"a b": "x"}},
        {"extra_vars": {"a": 1}},
        {"extra_vars": {"a": True}},
        {"extra_vars": {"a": {"b": "{{ c }}"}}},
        {"extra_vars": {"a": ["{{ c }}"]}},
        {"extra_vars": {"{{c}}": "x"}},
        {"extra_vars": {"a": "{{ word | upper if wrod else '' }}"}},
    ],
)
def test_an_injector_uses_what_is_there(untouched, injectors):
    refusal = untouched.not_made(
        "credential_types", name="T", kind="cloud", inputs={"fields": [WORD]}, injectors=injectors
    )
    assert "injectors" in refusal


def test_good_types_are_stored(api):
    injectors = {
        "file": {"template": "[a]\n{{ word }}"},
        "env": {"A": "{{ tower.filename }}", "B": "{{ other | default('') }}"},
        "extra_vars": {
            "gir_word": "{{ word }}",
            "nested": {"deep": ["{{ word }}", "{% if word is defined %}{{ word | upper }}{% endif %}"]},
            "text": "a '{{ \"quoted\" }}' {% for each in [1, 2] %}{{ each }}{% endfor %}",
        },
    }
    made = api.credential_type(fields=[WORD], injectors=injectors)
    assert (made["injectors"], made["managed"], made["namespace"]) == (injectors, False, None)


def test_a_field_without_a_type_gets_one_for_all_to_see(api):
    made = api.credential_type(fields=[{"id": "a", "label": "A"}])
    assert made["inputs"]["fields"] == [{"id": "a", "label": "A", "type": "string"}]
    api.credential(made, a="x")
    api.change(made, inputs={"fields": [{"id": "a", "label": "A"}]})  # the same, and so no change of a type in use


def test_a_type_of_ones_own_is_cloud_or_net(api):
    assert "kind" in api.not_made("credential_types", name="T", kind="ssh", inputs={})
    assert "kind" in api.not_made("credential_types", name="T", kind="nothing", inputs={})
    api.make("credential_types", name="T", kind="net")


def test_the_inputs_of_a_type_in_use_stay(api):
    made = api.credential_type()
    api.change(made, inputs={"fields": [WORD]})
    credential = api.credential(made, word="x")
    api.refused(403, "PATCH", made["url"], {"inputs": {"fields": [{**WORD, "label": "Other"}]}})
    api.change(made, injectors={"extra_vars": {"w": "{{ word }}"}}, name="renamed")
    api.refused(403, "DELETE", made["url"])
    assert api.call("DELETE", credential["url"])[0] == 204
    assert api.call("DELETE", made["url"])[0] == 204


def test_types_that_awx_brings_along_stay_as_they_are(api):
    api.refused(403, "PATCH", api.managed_type("vault")["url"], {"name": "x"})


# -- credentials ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "place"),
    [
        ({"wrod": "x"}, None),
        ([], None),
        ({"user": 1}, "user"),
        ({"word": 1}, "word"),
        ({"word": ENCRYPTED}, None),
        ({"zone": "c"}, "zone"),
        ({"home": "example"}, "home"),
        ({"quick": "yes"}, "quick"),
        ({"key": "no key"}, "key"),
    ],
)
def test_inputs_follow_the_type(untouched, inputs, place):
    refusal = untouched.not_made(
        "credentials",
        name="C",
        organization=untouched.organization["id"],
        credential_type=untouched.own["id"],
        inputs=inputs,
    )
    assert place is None or list(refusal["inputs"]) == [place]
    assert "inputs" in refusal


def test_required_inputs_may_be_missing_which_only_a_job_would_notice(api):
    assert api.credential(api.managed_type("vault"))["inputs"] == {}


def test_null_is_an_empty_text_or_the_first_choice(api):
    made = api.credential_type(fields=[{"id": "a", "label": "A"}, {"id": "b", "label": "B", "choices": ["x", "y"]}])
    assert api.credential(made, a=None, b=None)["inputs"] == {"a": "", "b": "x"}


def test_secrets_are_hidden_and_kept(api):
    made = api.credential(api.credential_type(), user="u", word="secret-word")
    assert made["inputs"] == {"user": "u", "word": ENCRYPTED}
    assert "secret-word" not in str(api.get("credentials/"))
    changed = api.change(made, inputs={"user": "v", "word": ENCRYPTED})
    assert changed["inputs"] == {"user": "v", "word": ENCRYPTED}
    stored = next(each for each in api.awx.objects("credentials") if each["name"] == "GIR")
    assert stored["inputs"] == {"user": "v", "word": "secret-word"}


def test_inputs_are_replaced_as_a_whole(api):
    made = api.credential(api.credential_type(), user="u", word="w")
    assert api.change(made, inputs={"user": "v"})["inputs"] == {"user": "v"}
    api.refused(500, "PATCH", made["url"], {"inputs": {"word": ENCRYPTED}})  # there is nothing to keep any more


def test_an_empty_secret_is_shown_and_so_is_one_that_is_asked_for(api):
    assert api.credential(api.credential_type(), word="")["inputs"] == {"word": ""}
    assert api.credential(api.managed_type("ssh"), name="ssh", password="ASK")["inputs"] == {"password": "ASK"}


def test_a_credential_has_one_owner(api):
    own, organization = api.credential_type()["id"], api.organization["id"]
    team = api.make("teams", name="A", organization=organization)
    assert "detail" in api.not_made("credentials", name="C", credential_type=own)
    assert "detail" in api.not_made("credentials", name="C", credential_type=own, organization=organization, user=1)
    made = api.make("credentials", name="C", credential_type=own, team=team["id"])
    assert made["organization"] == organization
    assert "team" in api.not_changed(made, team=team["id"])


def test_the_same_name_may_be_used_for_another_type(api):
    first, second = api.credential_type(), api.credential_type(name="Second")
    api.credential(first)
    api.credential(second)
    refusal = api.not_made(
        "credentials", name="GIR", credential_type=first["id"], organization=api.organization["id"], inputs={}
    )
    assert "__all__" in refusal


def test_the_id_of_a_vault_stays(api):
    vault = api.credential(api.managed_type("vault"), vault_password="p", vault_id="one")
    assert "inputs" in api.not_changed(vault, inputs={"vault_password": ENCRYPTED, "vault_id": "two"})
    api.change(vault, inputs={"vault_password": ENCRYPTED, "vault_id": "one"})
    own = api.managed_type("vault")["id"]
    organization = api.organization["id"]
    refusal = api.not_made(
        "credentials", name="V", credential_type=own, organization=organization, inputs={"vault_id": "a@b"}
    )
    assert refusal["inputs"] == {"vault_id": ["@ is not an allowed character"]}


def test_the_type_of_a_credential_in_use_stays(api):
    first, second = api.credential_type(), api.credential_type(name="Second")
    credential = api.credential(first)
    api.change(credential, credential_type=second["id"])
    api.attach(api.template(), "credentials", credential)
    assert "credential_type" in api.not_changed(credential, credential_type=first["id"])


# -- where they are attached ---------------------------------------------------------------------------------------


def test_a_template_has_one_credential_of_each_type(api):
    own, template = api.credential_type(), api.template()
    first, second = api.credential(own), api.credential(own, name="Second")
    api.attach(template, "credentials", first)
    path = template["related"]["credentials"]
    for again in (first, second):
        refusal = api.refused(400, "POST", path, {"id": again["id"]})
        assert refusal == {"error": "Cannot assign multiple GIR credentials."}
    api.attach(template, "credentials", first, disassociate=True)
    api.attach(template, "credentials", second)
    assert [each["id"] for each in api.get(template["url"])["summary_fields"]["credentials"]] == [second["id"]]


def test_but_vaults_of_different_ids(api):
    vault, template = api.managed_type("vault"), api.template()
    first, second, third = [
        api.credential(vault, name=name, vault_password="p", vault_id=name[0]) for name in ("a", "b", "another")
    ]
    api.attach(template, "credentials", first)
    api.attach(template, "credentials", second)
    refusal = api.refused(400, "POST", template["related"]["credentials"], {"id": third["id"]})
    assert refusal == {"error": "Cannot assign multiple Vault (id=a) credentials."}


def test_not_every_kind_goes_with_a_template(api):
    registry = api.credential(api.managed_type("registry"), host="quay.io")
    template = api.template()
    assert "error" in api.refused(400, "POST", template["related"]["credentials"], {"id": registry["id"]})
    assert "detail" in api.refused(400, "POST", template["related"]["credentials"], {"id": 99})
    assert "msg" in api.refused(400, "POST", template["related"]["credentials"], {"id": "1"})
    assert "msg" in api.refused(400, "POST", template["related"]["credentials"], {"disassociate": True})


def test_galaxy_credentials_keep_their_order(api):
    galaxy = api.managed_type("galaxy_api_token")
    one, two = [api.credential(galaxy, name=name, url=f"https://{name}/") for name in ("one", "two")]
    api.attach(api.organization, "galaxy_credentials", two)
    api.attach(api.organization, "galaxy_credentials", one)
    assert api.found(api.organization["related"]["galaxy_credentials"]) == ["two", "one"]
    other = api.credential(api.credential_type())
    path = api.organization["related"]["galaxy_credentials"]
    assert "msg" in api.refused(400, "POST", path, {"id": other["id"]})
    assert "organization" in api.not_made("credentials", name="G", credential_type=galaxy["id"], user=1)


def test_an_execution_environment_takes_credentials_of_a_registry(api):
    other, registry = api.credential(api.credential_type()), api.credential(api.managed_type("registry"), host="h")
    image = {"name": "EE", "image": "quay.io/x/y:1", "organization": api.organization["id"]}
    assert "credential" in api.not_made("execution_environments", credential=other["id"], **image)
    made = api.make("execution_environments", credential=registry["id"], **image)
    second = api.make("organizations", name="Second")
    assert "organization" in api.not_changed(made, organization=second["id"])
    assert (made["pull"], api.change(made, organization=None)["organization"]) == ("", None)
