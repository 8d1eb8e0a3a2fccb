# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of Ansible become plain ones; what cannot be evaluated says why without showing itself."""

from collections.abc import Mapping

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.evaluation import evaluated, unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import (
    Unusable,
    did_you_mean,
    listed,
    numeric_version,
    plain,
    show,
    show_url,
)


class Text(str):
    __slots__ = ()


class Number(int):
    pass


class Lazy(Mapping):
    """Raises when a member is asked for that cannot be evaluated, as lazy containers do."""

    def __init__(self, **members):
        self.members = members

    def __getitem__(self, key):
        if self.members[key] is None:
            raise ValueError("'who' is undefined in 'hush {{ who }}'")
        return self.members[key]

    def __iter__(self):
        return iter(self.members)

    def __len__(self):
        return len(self.members)


def template(text):
    """Evaluates the few texts of these tests."""
    if text == "{{ lazy }}":
        return Lazy(good="x", bad=None)
    if "{{" in text:
        raise ValueError("hush: 'nobody' is undefined")
    return text.upper()


def test_one_bad_leaf_spoils_only_itself():
    found = evaluated({"a": ["x", "{{ nobody }}"], "b": "y", 3: None, "c": "{{ lazy }}"}, template)
    assert found["a"][0] == "X"
    assert found["a"][1].reason == "nobody is undefined"
    assert (found["b"], found["3"]) == ("Y", None)
    assert found["c"]["good"] == "x"
    assert found["c"]["bad"].reason == "who is undefined"


def test_subclasses_become_the_exact_types():
    found = plain({Text("key"): [Text("value"), Number(3), True, 1.5, None]})
    assert found == {"key": ["value", 3, True, 1.5, None]}
    assert [type(item) for item in found["key"]] == [str, int, bool, float, type(None)]
    assert {type(key) for key in found} == {str}


def test_a_type_without_meaning_is_named():
    assert isinstance(plain(object()), Unusable)
    assert isinstance(evaluated({"x": object()}, template)["x"], Unusable)


def test_a_structure_that_holds_itself_ends():
    endless = []
    endless.append(endless)
    found = evaluated(endless, template)
    for _level in range(20):
        if isinstance(found, Unusable):
            break
        found = found[0]
    assert found.reason == "it is nested too deep"


@pytest.mark.parametrize(("message", "expected"), [
    ("hush: 'gir_x' is undefined. hush", "gir_x is undefined"),
    ("'dict object' has no attribute 'zone' hush", "it asks for zone, which is undefined"),
    ("Attempting to decrypt but no vault secrets found hush",
     "it cannot be decrypted, because no vault password was given"),
    ("Decryption failed (no vault secrets were found that could decrypt) hush",
     "it cannot be decrypted with the vault passwords that were given"),
    ("The lookup plugin 'x' failed: hush", "its lookup x failed"),
    ("The 'file' lookup had an issue hush", "its lookup file failed"),
    ("lookup plugin (x) not found hush", "its lookup x failed"),
    ("Syntax error in template: No filter named 'nosuch'. hush", "nosuch is no filter or test"),
    ("template error while templating string: Could not load \"nosuch\": hush", "nosuch is no filter or test"),
    ("Recursive loop detected in template: hush", "its template leads back to itself"),
    ("Could not load \"nosuch\": 'nosuch'. String: {{ vault_pw | nosuch }}", "nosuch is no filter or test"),
    ("Recursive loop detected in template: {{ vault_a }}", "its template leads back to itself"),
    ("template error while templating string: String: {{ vault_pw | }}", "its template is not valid"),
    ("lookup plugin (community.hashi_vault.x) not found", "its lookup community.hashi_vault.x failed"),
    ("The 'file' lookup had an issue accessing the file '/etc/vault/none'", "its lookup file failed"),
    ("Syntax error in template: hush", "its template is not valid"),
    ("unexpected char hush", "its template is not valid or cannot be computed")])
def test_the_reason_repeats_nothing_but_a_name(message, expected):
    assert unusable(ValueError(message)).reason == expected


@pytest.mark.parametrize(("value", "expected"), [
    ("a b", '"a b"'), ("a\nb\x00", '"a?b?"'), ("x" * 100, '"' + "x" * 80 + '..."'), (3, "3"), (True, "true"),
    (None, "nothing"), ([1], "a list"), ("https://u:p@h/x", '"https://********@h/x"'),
    ("https://h/x?token=1", '"https://h/x?..."'), (10 ** 400, "a number")])
def test_values_are_shown_on_one_line_and_short(value, expected):
    assert show(value) == expected


def test_what_stands_before_the_last_at_of_a_url_is_not_shown():
    assert show_url("u:p@q@h") == '"********@h"'


def test_names_are_listed_as_people_do():
    assert [listed(list("abc")[:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert listed("abcdef", limit=2) == "a, b and 4 more"


def test_a_close_name_is_offered_and_a_far_one_is_not():
    assert did_you_mean("Primry", ("primary", "backup")) == " Did you mean primary?"
    assert did_you_mean("xyz", ("primary", "backup")) == ""


def test_versions_are_numbers():
    assert numeric_version("8.5.118.10") > numeric_version("8.5.118.9")
    assert [numeric_version(text) for text in ("", "8.", "v8", "8.5-1", "8.5\n", "٨")] == [None] * 6
