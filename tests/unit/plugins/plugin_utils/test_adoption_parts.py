# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of adoption, each by itself."""

import errno
import os

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption import cassandra, tables, trees
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.directory import Directory
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.live import CENSORED, masked, uncensored
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.vault import Vault
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.voices import differing, majority
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import ROLES


def test_every_default_of_a_component_is_known():
    for component in COMPONENTS.values():
        values = tables.given(component, "host1", {"gir_install_root": "/srv"})
        assert [name for name, value in values.items() if "{{" in str(value)] == []
    values = tables.given(COMPONENTS["mcp"], "mcp1", {})
    assert (values["mcp_install_path"], values["mcp_application_name"]) == ("/opt/genesys/mcp", "mcp1_MCP")
    values = tables.given(COMPONENTS["mcp"], "mcp1", {"gir_install_root": "/srv", "mcp_application_name": "{{ text }}"})
    assert (values["mcp_install_path"], values["mcp_application_name"]) == ("/srv/mcp", "{{ text }}")


def test_variables_that_no_component_has_may_be_in_the_seed():
    """Those of the playbooks about keystores stand in the argument specification of a role."""
    (path,) = (path for path in ROLES.glob("*keystores/meta/argument_specs.yml"))
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"].values()
    public = {name for entry in entries for name in entry.get("options") or {} if name.startswith("gir_")}
    assert public - tables.known_variables() == {"gir_topology"} & public
    assert set(tables.KEYSTORE_VARIABLES) <= public


def test_names_in_the_playbook_are_those_of_the_components():
    """Playbook adopt reads the files that adoption looks for."""
    text = (ROLES.parent / "playbooks" / "adopt.yml").read_text(encoding="utf-8")
    for component in tables.with_file():
        for file in component.table.FILES:
            assert f"/{file}" in text


@pytest.mark.parametrize(
    ("lists", "found"),
    [
        ({"a": ["1", "2"], "b": ["1", "2"]}, {"a": ["1", "2"]}),
        ({"a": ["1", "2", "3"], "b": ["3", "1", "2"]}, {"a": ["1", "2"], "b": ["3"]}),
        ({"a": ["1", "2", "3"], "b": ["3", "2", "1"]}, None),
        ({"a": ["1", "2"], "b": ["1", "3"]}, None),
        ({}, None),
    ],
)
def test_cassandra_nodes_are_split_by_data_center(lists, found):
    assert cassandra.split(["a", "b"], lists) == found


def test_words_are_taken_out_of_a_document():
    words, rest = trees.by_words(
        {"a": {"b": 1, "c": 2}, "d": {}}, {"one": "a/b", "none": None, "gone": "x/y", "section": "a"}
    )
    assert (words, rest) == ({"one": 1}, {"a": {"c": 2}, "d": {}})
    assert dict(trees.differences({"a": 1, "b": {"c": "1"}}, {"b": {"c": 1, "d": 2}})) == {
        ("a",): trees.MISSING,
        ("b", "c"): 1,
        ("b", "d"): 2,
    }


def test_the_most_frequent_value_and_who_says_otherwise():
    assert majority([("a", 1), ("b", 2), ("c", 2), ("d", None)]) == (2, ["a"])
    assert majority([]) == (None, [])
    assert majority([("a", 1), ("b", True), ("c", True)]) == (True, ["a"])


def test_without_a_majority_nothing_is_concluded():
    """Neither from the order of the places nor from that of the values; the seed may decide."""
    pairs = [("a", 1), ("b", 2), ("c", 3), ("d", 2), ("e", 1)]
    for told in (pairs, pairs[::-1]):
        assert majority(told)[0] is None and sorted(majority(told)[1]) == ["a", "b", "c", "d", "e"]
        assert majority(told, 2)[0] == 2 and sorted(majority(told, 2)[1]) == ["a", "c", "e"]
        assert majority(told, 3)[0] is None, "fewer say that"
        assert differing(told) == "a, e have 1; b, d have 2; c has 3"
        assert differing(told, secret=True) == "a, e have value 1; b, d have value 2; c has value 3"


def test_a_password_that_ansible_has_taken_out_is_put_back():
    objects = [{"type": "T", "name": "N", "options": {"s": {"a": CENSORED, "b": "x********y", "c": "kept"}}}]
    assert uncensored(objects, "pw") == ["T N s/b"]
    assert objects[0]["options"] == {"s": {"a": "pw", "c": "kept"}}


def test_masks_are_found_where_no_password_is():
    storage = [{"location": "/US/TX", "url": "http://dev********-screens", "password": "********"}]
    assert masked(storage) == ["/0/url"]
    assert masked({"a": [CENSORED, "fine"]}) == ["/a/0"]
    # The modules mask these on purpose.
    assert masked([{"name": "archive-token", "value": "********"}, {"value": {"secretAccessKey": "********"}}]) == []


def test_a_line_of_configuration_that_holds_a_secret_is_in_the_vault():
    vault = Vault()
    lines = ["Require valid-user", "AuthLDAPBindPassword DavSecret61"]
    shown = vault.protect("webdav_extra_options", lines)
    assert shown[0] == lines[0] and "DavSecret61" not in shown[1]
    assert list(vault.entries.values()) == [lines[1]]


def test_a_directory_that_cannot_be_written(tmp_path, monkeypatch):
    """A relative one in a project that is mounted read-only: before anything is written, or by the first file."""
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda path, _mode: path != str(tmp_path))
        assert Directory("inventories/adopted", False, False).problems() == [
            f"{tmp_path} cannot be written on the controller: give a directory that you may write."
        ]
    directory = Directory("inventories/adopted", False, False)
    assert directory.problems() == []

    def refused(path, *_arguments, **_more):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)

    monkeypatch.setattr(os, "makedirs", refused)
    assert directory.write({"hosts.yml": "a\n"}) == (
        f"{tmp_path}/inventories/adopted cannot be written on the controller: Read-only file system. The files "
        "before it were written. Give another gir_adopt_dir, or mend that and run this again."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_directory_of_another_origin_is_left_alone(tmp_path):
    mine = tmp_path / "mine"
    directory = Directory(str(mine), False, False)
    assert directory.problems() == []
    files = {"hosts.yml": "a\n", "group_vars/gir/vault.yml": "secret: x\n"}
    directory.write(files)
    assert (mine / "group_vars/gir/vault.yml").stat().st_mode & 0o777 == 0o600
    again = Directory(str(mine), False, False)
    assert again.problems() == []
    again.write(files)
    assert again.changed is False
    check = Directory(str(mine), False, True)
    check.write({"hosts.yml": "a\n"})
    assert check.changed is True and (mine / "group_vars/gir/vault.yml").exists()
    (mine / "notes.txt").write_text("by hand", encoding="utf-8")
    fewer = Directory(str(mine), False, False)
    fewer.write({"hosts.yml": "a\n", "group_vars/dc1/components.yml": "b\n"})
    assert not (mine / "group_vars/gir/vault.yml").exists() and (mine / "notes.txt").exists()
    assert [file["state"] for file in fewer.results if file["path"].endswith("vault.yml")] == ["removed"]
    Directory(str(mine), False, False).write(files)
    assert not (mine / "group_vars/dc1/components.yml").exists()
    (mine / "group_vars/gir/vault.yml").write_text("$ANSIBLE_VAULT;1.1;AES256\n", encoding="utf-8")
    assert "is encrypted, and would be written in clear text" in Directory(str(mine), False, False).problems()[0]
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious").write_text("x", encoding="utf-8")
    assert "is not empty and was not made by gir.multidc.adopt" in Directory(str(other), False, False).problems()[0]
    assert Directory(str(other), True, False).problems() == []
    assert "is no directory" in Directory(str(other / "precious"), False, False).problems()[0]
    assert "directory is empty" in Directory(" ", False, False).problems()[0]
