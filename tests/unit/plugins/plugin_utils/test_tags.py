# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which steps a run takes by its tags, and that a tag that nobody knows is refused."""

import re
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import ROLE, VERBS
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import tags

MCP, PROFILE = COMPONENTS["mcp"], COMPONENTS["ivr_profile"]
ROLES = Path(tags.__file__).resolve().parents[3] / "roles"
EVERY_STEP = ("install", "configure", "service")


@pytest.mark.parametrize(
    ("asked", "left_out", "expected"),
    [
        (["all"], [], EVERY_STEP),
        (["mcp"], [], EVERY_STEP),
        (["mcp_configure"], [], ("configure",)),
        (["mcp_service", "mcp_install"], [], ("install", "service")),
        (["mcp", "mcp_service"], [], EVERY_STEP),
        (["always", "mcp_configure"], [], ("configure",)),
        (["tagged", "mcp_configure"], [], EVERY_STEP),
        (["all"], ["mcp_service"], ("install", "configure")),
        (["mcp"], ["mcp_install", "mcp_service"], ("configure",)),
        (["all"], ["mcp"], ()),
        (["mcp_service"], ["mcp"], ()),
        (["all"], ["rws_service"], EVERY_STEP),
        # The role has been given a tag in a play of one's own.
        (["recording"], [], EVERY_STEP),
        (["recording", "rws_service"], [], EVERY_STEP),
    ],
)
def test_steps(asked, left_out, expected):
    assert tags.steps(MCP, asked, left_out) == expected


def test_what_runs_on_the_controller_is_only_configured():
    assert tags.tags_of(PROFILE) == ["ivr_profile", "ivr_profile_configure"]
    assert tags.steps(PROFILE, ["ivr_profile"], []) == ("configure",)


PLAN = {
    "package": {"version": "9.0"}, "system_packages": ["httpd"], "absent": {"paths": ["/a"]}, "writes_files": True,
    "links": [{"path": "/l"}], "has_documents": True, "has_objects": True, "unwanted": [{}], "urls": ["http://rws"],
    "has_dns": True, "service_managed": True, "service": {"name": "mcp"}, "root": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (["mcp_install"], {"package", "system_packages"}),
        (["mcp_service"], {"service_managed"}),
        (["mcp_install", "mcp_service"], {"package", "system_packages", "service_managed"}),
        (["all"], PLAN.keys() - {"service", "root"}),
    ],
)
def test_a_plan_keeps_what_its_steps_do(asked, kept):
    plan = tags.narrowed(PLAN, MCP, {"ansible_run_tags": asked, "ansible_skip_tags": []})
    assert {name for name in PLAN if plan[name] and name not in ("service", "root")} == set(kept)
    assert plan["service"] == PLAN["service"]


@pytest.mark.parametrize(
    ("asked", "left_out", "expected"),
    [
        ([], [], True),
        (["all"], [], True),
        (["mcp_install"], [], True),
        (["backup", "mcp"], [], True),
        # Of plays of one's own, or of nobody.
        (["backup"], [], False),
        (["always"], [], False),
        (["mcp"], ["mcp"], False),
        (["all"], ["all"], False),
        (["all"], list(COMPONENTS), False),
    ],
)
def test_whether_components_are_asked_for(asked, left_out, expected):
    assert bool(tags.components_asked_for(asked, left_out)) is expected


def test_a_plan_is_whole_where_ansible_says_nothing_of_tags():
    assert tags.narrowed(PLAN, MCP, {}) == PLAN


@pytest.mark.parametrize(
    ("verb", "asked", "left_out", "sentences"),
    [
        ("site", ["all"], [], []),
        ("site", ["mcp", "rws_configure", "load_balancer_names"], ["rcs_service"], []),
        ("site", ["mcp_config"], [], ["--tags names mcp_config, but playbook site has no such tag."]),
        ("site", ["mpc"], [], ["--tags names mpc, but playbook site has no such tag. Did you mean mcp?"]),
        ("site", ["mcp"], ["mcp_servce"],
         ["--skip-tags names mcp_servce, but playbook site has no such tag. Did you mean mcp_service?"]),
        ("site", ["mcp"], ["rws_restart"], ["--skip-tags names rws_restart, but playbook site has no such tag."]),
        ("verify", ["all"], ["mcp"], ["--skip-tags names mcp, but playbook verify has no tags."]),
        ("site", ["all"], ["molecule-notest", "notest"], []),
        ("verify", ["all"], ["molecule-notest", "notest"], []),
        ("site", ["untagged"], [], ["--tags names untagged, but playbook site has no such tag."]),
        ("site", ["ivr_profile_service"], [], ["--tags names ivr_profile_service, but playbook site has no such tag."]),
        ("site", ["backup"], [], []),
        ("verify", ["mcp"], [], ["--tags names mcp, but playbook verify has no tags."]),
        ("render", ["always"], [], []),
        ("topology", ["names"], ["mcp"], []),
    ],
)  # fmt: skip
def test_unknown_tags_are_refused(verb, asked, left_out, sentences):
    found = tags.violations(verb, asked, left_out, ["backup"])
    assert [one.sentence.partition(" Did you mean")[0] for one in found] == [
        sentence.partition(" Did you mean")[0] for sentence in sentences
    ]
    for one, sentence in zip(found, sentences):
        assert one.id == "GIR974" and one.severity == "error"
        assert "Did you mean" not in sentence or one.sentence == sentence


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in (ROLE, tags.UNTAGGED_VERB)])
def test_no_verb_lets_an_unknown_tag_pass(verb):
    assert tags.violations(verb, ["nothing_of_ours"], [], [])
    assert tags.GIR974.severity_for(verb) == "error"


def test_every_role_has_the_tags_of_its_component():
    """Those that the tasks of a role have are those that a run may name."""
    found = {}
    for path in ROLES.glob("*/tasks/*.yml"):
        text = path.read_text(encoding="utf-8")
        for name, given in re.findall(r"_component_name: (\w+)\n  #.*\n  tags: .*?'(.*?)'\.split", text):
            found[name] = given.split()
    assert found == {name: tags.tags_of(component) for name, component in COMPONENTS.items()}
