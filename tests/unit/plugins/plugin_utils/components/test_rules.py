# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule about the variables of components: it is used, something breaks exactly it, and its sentence helps."""

import ast
import re
from pathlib import Path

import pytest
import rule_cases_hosts
import rule_cases_objects
import rule_cases_programs
from ansible_collections.gir.multidc.plugins.plugin_utils._components import rule as rule_module
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import ERROR, GUIDE, MODEL, PRODUCT, WARNING
from rule_cases import BASES, Case, desired

CASES: dict[str, Case] = {**rule_cases_hosts.CASES, **rule_cases_objects.CASES, **rule_cases_programs.CASES}
MODULES = sorted(Path(rule_module.__file__).parent.glob("*.py"))
# Calls whose first argument is the rule, by the name of what is called.
REPORTING = ("add", "check_handover")
_SECRET_NAME = re.compile("password|secret|security_key")
_HIDDEN = re.compile("hidden-[a-z]+-[0-9]")


def called(node):
    """The name of what is called, without what it belongs to."""
    return getattr(node.func, "attr", None) or getattr(node.func, "id", "")


def reported(module):
    """The first arguments of the calls that report a violation, but for the rule that a function hands on."""
    for function in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            own = {argument.arg for argument in function.args.args}
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and len(node.args) > 2]
            names = [ast.unparse(node.args[0]) for node in calls if called(node) in REPORTING]
            # A rule may be handed on as one of several, which scheduled.py takes from a program.
            yield from (name for name in names if name not in own and not name.startswith(("rules.", "program.rules.")))
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and called(node) == "Rules":
            yield from (ast.unparse(keyword.value) for keyword in node.keywords)


def made(module):
    """The constants that hold a rule, each with the number that it is made with."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and called(node.value) == "rule":
            yield ast.unparse(node.targets[0]), ast.unparse(node.value.args[0])


# Others are about the names and the scope of variables: test_unknown_variables.py, test_scope.py.
OWN = {f"GIR{number}" for module in MODULES for _name, number in made(module)}


def passwords(value, name=""):
    """The texts below names that say that they are secret."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from passwords(item, key)
    elif isinstance(value, str) and _SECRET_NAME.search(name):
        yield value


def test_every_rule_is_used():
    """No rule is made for nothing, and none is named by text."""
    used = {name for module in MODULES for name in reported(module)}
    assert used == OWN


def test_rules_are_made_by_the_list():
    """A constant has the name of its rule, and nobody makes a rule that is not listed."""
    names = [(name, f"GIR{number}") for module in MODULES for name, number in made(module)]
    assert all(name == rule for name, rule in names)
    assert OWN == {name for name, _rule in names} <= set(RULES)
    makers = {
        module.name
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and called(node) == "Rule"
    }
    assert makers == {"rule.py"}


@pytest.mark.parametrize("name", sorted(OWN))
def test_rule_is_two_plain_sentences(name):
    rule = RULES[name]
    assert rule.id == name and rule.severity in (ERROR, WARNING)
    assert rule.source in (MODEL, GUIDE, PRODUCT)
    for sentence in (rule.holds, rule.remedy):
        assert re.fullmatch(r"[A-Za-z].*\.", sentence) and "  " not in sentence
    assert len(rule.holds) <= 120 and "must" not in rule.holds


def test_id_belongs_to_one_rule():
    with pytest.raises(ValueError, match="GIR822 is the id of two rules"):
        rule_module.rule(822, "It holds.", "Mend it.")


def test_every_rule_has_a_case():
    """But for that of hosts that a run does not see, which test_gathering breaks."""
    assert set(CASES) == OWN - {"GIR726"}


@pytest.mark.parametrize("component", COMPONENTS)
def test_base_breaks_no_rule(component):
    assert desired(Case(component, {}, "")).violations == []


@pytest.mark.parametrize("name", CASES)
def test_case_breaks_exactly_its_rule(name):
    """The sentence names the variable and the value, and something says what to do."""
    case = CASES[name]
    (violation,) = desired(case).violations
    assert (violation.id, violation.severity) == (name, RULES[name].severity)
    assert case.says in violation.sentence
    assert violation.subject in violation.sentence
    assert violation.sentence.endswith((".", "?"))
    assert re.fullmatch(r"[A-Z].*[.?]", violation.remedy)


@pytest.mark.parametrize("name", CASES)
def test_no_secret_is_shown(name):
    case = CASES[name]
    known = {*passwords(Case(case.component, {}, "").variables), *_HIDDEN.findall(repr(case.given))}
    assert "ops-pass-4" in known
    for violation in desired(case).violations:
        assert not [secret for secret in known if secret in violation.sentence + violation.remedy]


def test_bases_are_those_of_all_components():
    assert sorted(BASES) == sorted(COMPONENTS)
