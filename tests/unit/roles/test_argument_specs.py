# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every role promises: entry points, defaults and argument specifications in step, prefixes, a README."""

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import places
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.selection import upgraded

ROLES = sorted(path for path in (Path(__file__).resolve().parents[3] / "roles").iterdir() if path.is_dir())
# Parts of playbooks rather than roles to use: they have the variables and entry points that their playbooks need.
INTERNAL = ("_component", "_verify", "keystores")
PUBLIC = [role for role in ROLES if role.name not in INTERNAL]
# Task files that are asked for by name, from other roles and from playbooks; all others are parts of an entry point.
NAMED_ENTRIES = {"_component": {"apply", "inspect", "platform", "program_status", "render"}}
NAMED_ENTRIES["_verify"] = {"main", "probe", "questions", "sites", "report"}
NAMED_ENTRIES["keystores"] = {"sync", "report", "inspect", "check", "guard", "certificate", "proven"}
UPGRADED = [component.name for component in upgraded()]


class Loader(yaml.SafeLoader):
    """Vaulted values and other tags of Ansible are of no interest here."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


def load(path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader) if path.exists() else None


def specs(role):
    return load(role / "meta/argument_specs.yml")["argument_specs"]


def options(role):
    found = {}
    for entry in specs(role).values():
        found.update(entry.get("options", {}))
    return found


def defaults(role):
    return load(role / "defaults/main.yml") or {}


def every(roles=ROLES):
    return pytest.mark.parametrize("role", roles, ids=lambda role: role.name)


CONDITIONS = {"when", "that", "failed_when", "changed_when", "until"}


def names_in(expression):
    """Variables of an expression: neither attributes, nor words in quotes."""
    return set(re.findall(r"(?<![\w.])[a-z]\w*", re.sub(r"'[^']*'|\"[^\"]*\"", "''", expression)))


def variables_of(value, condition=False):
    """Names that the templates and conditions of a structure mention."""
    if isinstance(value, dict):
        found = [variables_of(item, key in CONDITIONS) for key, item in value.items()]
        return set().union(*found)
    if isinstance(value, list):
        return set().union(*(variables_of(item, condition) for item in value))
    if not isinstance(value, str):
        return set()
    expressions = [value] if condition else re.findall(r"\{[{%](.*?)[%}]\}", value, re.DOTALL)
    return set().union(*map(names_in, expressions))


def yaml_files(role):
    return [path for part in ("tasks", "vars", "defaults", "handlers") for path in sorted((role / part).glob("*.yml"))]


def entries_of(role):
    """Those of a component: what its option table names, and render where it writes anything."""
    rendered = {"render"} if (role / "tasks/render.yml").exists() else set()
    return {"main", *rendered, *COMPONENTS[role.name].table.ENTRIES}


@every()
def test_every_entry_point_has_a_specification_and_no_specification_is_without_one(role):
    files = {path.stem for path in (role / "tasks").glob("*.yml")}
    expected = NAMED_ENTRIES.get(role.name) or entries_of(role)
    assert set(specs(role)) == expected
    assert expected <= files


@every(PUBLIC)
def test_all_entry_points_take_the_same_options(role):
    main, *others = specs(role).values()
    assert all(other["options"] == main["options"] for other in others)


@every()
def test_every_option_has_a_type_and_a_description(role):
    def check(where, given):
        for name, option in given.items():
            assert option.get("type"), f"{where}.{name} has no type"
            text = option.get("description")
            assert text, f"{where}.{name} has no description"
            # An unquoted colon makes a dictionary of a sentence.
            assert all(isinstance(line, str) for line in ([text] if isinstance(text, str) else text)), f"{where}.{name}"
            if option["type"] == "list":
                assert option.get("elements"), f"{where}.{name} has no elements"
            check(f"{where}.{name}", option.get("options", {}))

    for entry, spec in specs(role).items():
        assert spec.get("short_description") and spec.get("description")
        check(f"{role.name}.{entry}", spec.get("options", {}))


@every(PUBLIC)
def test_names_begin_with_the_role_or_with_gir(role):
    wrong = [name for name in {**defaults(role), **options(role)} if not name.startswith((f"{role.name}_", "gir_"))]
    assert wrong == []
    assert [name for name in defaults(role) if name.startswith("gir_")] == []


@every(PUBLIC)
def test_defaults_and_specification_are_in_step(role):
    own = {name: option for name, option in options(role).items() if name.startswith(f"{role.name}_")}
    given = defaults(role)
    assert [name for name in given if name not in own] == []
    # A required option has no default; an optional one that has none in the role is read by somebody else only.
    assert [name for name in given if own[name].get("required")] == []
    for name, option in own.items():
        value = given.get(name)
        if isinstance(value, str) and "{{" in value:
            assert "default" not in option, f"{name}: the default is computed, so say it in the description"
        else:
            assert option.get("default") == value, f"{name}: the role's default is {value!r}"


@every(PUBLIC)
def test_a_null_default_is_possible(role):
    """Ansible refuses null where choices are given."""
    wrong = [
        name
        for name, option in options(role).items()
        if name in defaults(role) and defaults(role)[name] is None and "choices" in option
    ]
    assert wrong == []


@every(PUBLIC)
def test_every_variable_that_a_role_reads_is_specified(role):
    known = set(options(role))
    used = set()
    for path in yaml_files(role):
        used |= variables_of(load(path))
    for path in sorted((role / "templates").glob("*")):
        used |= variables_of(path.read_text(encoding="utf-8"))
    mine = {name for name in used if name.startswith((f"{role.name}_", "gir_"))}
    assert mine - known - {"gir_topology"} == set()


@every(PUBLIC)
def test_every_role_passes_further_options_through(role):
    assert any("_extra_" in name for name in options(role)) or not places(COMPONENTS[role.name].table)


@every(PUBLIC)
def test_defaults_do_not_need_the_topology(role):
    """Arguments are checked before a role that runs alone has learned the topology."""
    text = (role / "defaults/main.yml").read_text(encoding="utf-8") if (role / "defaults/main.yml").exists() else ""
    assert "topology" not in "".join(line for line in text.splitlines() if not line.startswith("#"))
    assert "__" not in re.sub(r"#.*", "", text)


@every()
def test_internal_names_carry_the_role(role):
    name = role.name.strip("_")
    found = set()
    for path in yaml_files(role):
        found |= set(re.findall(r"(?<![\w.'])__\w+", path.read_text(encoding="utf-8")))
    # They say that gir_topology, what is known of the platform, and which services run with old files, is of this run;
    # and what a program of a role left on its host.
    found -= {"__gir_topology_published", "__gir_platform", "__gir_restarts", "__gir_program_found"}
    # Names such as __init__ are Python's.
    assert [word for word in found if not word.startswith(f"__{name}_") and not word.endswith("__")] == []


@every()
def test_role_files_for_people_and_galaxy(role):
    readme = role / "README.md"
    assert readme.exists() and len(readme.read_text(encoding="utf-8")) > 300
    galaxy = load(role / "meta/main.yml")["galaxy_info"]
    assert galaxy["description"] and galaxy["author"] and galaxy["license"] == "GPL-3.0-or-later"


def entries_in(value):
    """(role, tasks_from) of every include_role and import_role."""
    if isinstance(value, list):
        for item in value:
            yield from entries_in(item)
    elif isinstance(value, dict):
        for key, content in value.items():
            if key.rsplit(".", 1)[-1] in ("include_role", "import_role"):
                entry = content.get("tasks_from", "main")
                # Playbook upgrade loops over the components.
                looped = [re.sub(r"\{\{ \w+ \}\}", name, content["name"]) for name in UPGRADED]
                yield from {(name, entry) for name in looped}
            yield from entries_in(content)


def test_every_call_of_an_entry_point_names_a_specification():
    """Ansible looks the specification up under exactly this text: with .yml it would silently check nothing."""
    root = Path(__file__).resolve().parents[3]
    callers = [*root.glob("roles/*/tasks/*.yml"), *root.glob("playbooks/*.yml")]
    called = {(name, entry, path.relative_to(root)) for path in callers for name, entry in entries_in(load(path))}
    known = {(f"gir.multidc.{role.name}", entry) for role in ROLES for entry in specs(role)}
    assert called
    assert [call for call in sorted(called, key=str) if call[:2] not in known] == []


def test_no_programs_in_jinja():
    """What is decided is Python; templates of files make text."""
    root = Path(__file__).resolve().parents[3]
    files = [*root.glob("roles/*/*/*.yml"), *root.glob("playbooks/**/*.yml")]
    assert len(files) > 50
    assert [path.name for path in files if "{%" in path.read_text(encoding="utf-8")] == []
