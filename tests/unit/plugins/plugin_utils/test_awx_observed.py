# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWX as its API shows it, in the form of what it should hold; and what it says instead."""

import sys
from pathlib import Path

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._awx import document, names
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.observed import as_document, observed
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.options import Login
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.plan import missing_wrappers
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.wrappers import wrappers
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.awx_api import AwxApi, Unreadable
from awx_cases import asked, model, planned, sentences, wanted
from awx_maker import Maker
from standins.awx import Awx

ROOT = Path(__file__).resolve().parents[4]
sys.path.append(str(ROOT / "tests" / "unit" / "standins"))

from awx_client import Api

REPOSITORY = "https://git.example.com/gir.git"
NIGHT = {"name": "Night", "notification_type": "webhook", "events": ["error", "approvals", "started"],
         "notification_configuration": {"url": "https://x", "headers": {"X": "y"}, "http_method": "POST",
                                        "username": "u", "password": "canary"}}  # fmt: skip


@pytest.fixture(scope="module")
def desired():
    given = asked(
        gir_awx_project_url=REPOSITORY, gir_awx_inventory_path="inventories/prod", gir_awx_notifications=[NIGHT],
        gir_awx_machine={"username": "a", "password": "b"}, gir_awx_vault_password="c", gir_awx_forks="10",
    )  # fmt: skip
    return wanted(given, model("dc3"))


@pytest.fixture(scope="module")
def awx(desired, tmp_path_factory):
    """One that holds everything, and something of others."""
    project = tmp_path_factory.mktemp("project")
    (project / "playbooks").mkdir()
    for name, text in wrappers().items():
        (project / "playbooks" / name).write_text(text)
    (project / "inventories").mkdir()
    (project / "inventories" / "prod").write_text("[gir]\nrws1-dc1\n")
    with Awx(projects={REPOSITORY: project}) as found:
        api = Api(found)
        Maker(api).everything(desired)
        (organization,) = [one["id"] for one in found.objects("organizations") if one["name"] == "GIR"]
        api.make("teams", name="Theirs", organization=organization)
        api.make("workflow_job_templates", name="Their flow", organization=organization)
        yield found


def login(awx, **more):
    return Login(**{"url": awx.url, "username": awx.username, "password": awx.password, **more})


def read(awx, **more):
    api = AwxApi(login(awx, **more))
    try:
        return observed(api, "GIR", "GIR", "GIR project")
    finally:
        api.close()


def test_everything_is_seen_as_it_should_be(awx, desired):
    found = read(awx)
    assert sentences(planned(desired, found, prune=True).changes) == []
    assert missing_wrappers(desired, found.playbooks) == []
    assert len(found.playbooks) > 20


def test_reading_changes_nothing(awx):
    awx.forget_requests()
    read(awx)
    assert {one.method for one in awx.requests} == {"GET"}


def test_a_second_data_center_is_seen_in_the_choices(awx):
    """Of this system, whose third one only records, and of another one."""
    changes = planned(wanted(asked(gir_awx_project_url=REPOSITORY), model()), read(awx)).changes
    assert any(one.name == "GIR failover" and "survey_spec" in one.options for one in changes)


def test_an_awx_without_our_organization():
    with Awx() as empty:
        found = read(empty)
    assert all(not found.lists[kind.list] for kind in names.KINDS if not kind.is_global)
    assert (found.roles, found.playbooks) == (set(), None)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"password": "wrong"}, "does not accept the account (status 401)"),
        ({"username": "", "password": "", "token": "wrong"}, "does not accept the account (status 401)"),
        ({"url": "http://127.0.0.1:1"}, "connection refused"),
    ],
)
def test_awx_that_cannot_be_read(awx, more, said):
    with pytest.raises(Unreadable) as reason:
        read(awx, **more)
    assert said in str(reason.value) and "wrong" not in str(reason.value)


def test_address_with_a_path_that_is_none_of_awx(awx):
    with pytest.raises(Unreadable) as reason:
        read(awx, url=f"{awx.url}/elsewhere")
    assert "/elsewhere/api/v2/credential_types/" in str(reason.value)


def test_lists_have_pages(awx):
    api = AwxApi(login(awx), page=7)
    found = [one["name"] for one in api.all("job_templates/")]
    api.close()
    assert len(found) == len(set(found)) == len(awx.objects("job_templates")) > 2 * 7


@pytest.mark.parametrize(
    ("value", "document_"),
    [("", {}), ("---", {}), ('{"a": "b"}', {"a": "b"}), ("---\na: b\n", {"a": "b"}), (None, {}), ("a: [", "a: [")],
)
def test_text_that_awx_keeps(value, document_):
    assert as_document(value) == document_


def test_wrappers_name_playbooks_of_the_collection():
    """In a form that AWX lists."""
    for name, text in wrappers().items():
        (play,) = yaml.safe_load(text)
        playbook = play["ansible.builtin.import_playbook"].removeprefix("gir.multidc.")
        assert name == f"gir_{playbook}.yml" and (ROOT / "playbooks" / f"{playbook}.yml").is_file()


def test_data_for_other_roles_holds_no_secret_and_braces_that_stay(desired):
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!unsafe", lambda loader, node: ("unsafe", loader.construct_scalar(node)))
    text = document.document(desired.lists)
    data = yaml.load(text, Loader=Loader)  # a subclass of the safe one
    (kind,) = data[names.CREDENTIAL_TYPES]
    assert kind["injectors"]["extra_vars"]["gir_rws_ops_password"] == ("unsafe", "{{ gir_rws_ops_password }}")
    assert "canary" not in text and "ops-secret" not in text
    planned_one = next(one for one in data[names.TEMPLATES] if one["extra_vars"])
    assert planned_one["extra_vars"]["gir_remediate_plan_hash"][0] == "unsafe"
