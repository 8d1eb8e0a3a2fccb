# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Python a host of the laboratory is managed with."""

import json

import pytest
from jinja2 import Environment
from lab import inventory, pythons
from lab.errors import LabError
from lab.files import Files
from lab.plan import make_plan
from lab_plans import EAST, WEST

LISTS = [["3.6"], ["3.9"], ["3.6", "3.9"], ["3.6", "3.8", "3.9"], ["3.7", "3.8"], []]


@pytest.mark.parametrize(
    ("versions", "core", "version"),
    [
        (["3.6", "3.9"], "2.16.19", "3.6"),
        (["3.6", "3.9"], "2.17.0", "3.9"),
        (["3.6", "3.8", "3.9"], "2.19.14", "3.8"),
        (["3.6", "3.8", "3.9"], "2.20.10", "3.9"),
        (["3.9"], "2.21.5", "3.9"),
        (["3.6"], "2.19.14", "3.11"),
        (["3.9"], "2.22.0rc1", "3.11"),
        ([], "2.16.19", "3.11"),
    ],
)
def test_the_oldest_that_the_ansible_core_supports_is_chosen(versions, core, version):
    assert pythons.chosen(versions, core, "3.11") == version


@pytest.mark.parametrize("versions", LISTS)
def test_the_expression_decides_as_chosen_does(versions):
    template = Environment(autoescape=True).from_string(pythons.expression(versions))
    for minor in range(16, 24):
        version = pythons.chosen(versions, f"2.{minor}.0", "")
        path = pythons.path(version) if version else pythons.OWN
        assert template.render(ansible_version={"minor": minor}) == path


@pytest.mark.parametrize("value", [3.9, 3.10, "2.7", "3", "3.9.1", ["3.6", 3.9], None, {"3.6": True}])
def test_a_value_that_is_no_version_is_refused_with_the_host_and_the_remedy(value):
    with pytest.raises(LabError) as caught:
        pythons.wanted("mux1", value)
    sentence = f"The host mux1 has lab_python {value!r}: write versions as text, such as '3.9' or ['3.6', '3.9']."
    assert str(caught.value) == sentence


def test_versions_are_ordered_as_numbers():
    assert pythons.wanted("a", ["3.10", "3.9", "3.6", "3.9"]) == ["3.6", "3.9", "3.10"]
    assert pythons.wanted("a", "3.6") == ["3.6"]


def test_what_the_machine_lacks_is_said_once_and_the_host_goes_without(monkeypatch):
    monkeypatch.setattr(pythons, "own", lambda _base: "3.11")
    found = {"3.9": [("/pyenv/3.9", "/opt/python/3.9")], "3.6": "there is no python3.6 on this machine"}
    monkeypatch.setattr(pythons, "mounts", lambda version, _base: found[version])
    said = []
    centers = [
        {"name": "east", "hosts": {"a": [], "b": []}, "pythons": {"a": ["3.6", "3.9"], "b": ["3.6"]}},
        {"name": "west", "hosts": {"c": []}},
    ]
    pythons.provide(centers, "/image", said.append)
    assert [center["pythons"] for center in centers] == [{"a": {"3.9": found["3.9"]}, "b": {}}, {}]
    assert said == [
        "Without Python 3.6, and so with a later one or the image's own 3.11: a, b; "
        "there is no python3.6 on this machine."
    ]


def test_only_hosts_with_a_python_of_their_own_have_another_interpreter(tmp_path):
    center = {**EAST, "pythons": {"b": {"3.9": [["/pyenv/3.9", "/opt/python/3.9"]]}}}
    plan = make_plan("/lab/one", [center, WEST])
    written = json.loads(inventory.connection(plan, Files(tmp_path / "one")))["lab"]
    named = {name: host.get("ansible_python_interpreter") for name, host in written["hosts"].items()}
    assert named == {"a.example.com": None, "b": pythons.expression(["3.9"]), "c": None}
    assert written["vars"]["ansible_python_interpreter"] == pythons.OWN


def test_only_libraries_that_the_image_lacks_are_mounted(tmp_path, monkeypatch):
    (tmp_path / "usr/lib/x86_64-linux-gnu").mkdir(parents=True)
    (tmp_path / "usr/lib/x86_64-linux-gnu/libc.so.6").touch()
    answers = {
        "ldd": "\tlinux-vdso.so.1 (0x1)\n\tlibc.so.6 => /lib/libc.so.6 (0x2)\n\tlibodd.so => /far/libodd.so (0x3)\n"
               "\tlibgone.so => not found",
        "/bin/python3.6": "/pyenv/3.6.15",
    }
    monkeypatch.setattr(pythons, "interpreter", lambda _version: "/bin/python3.6")
    monkeypatch.setattr(pythons, "_said", lambda program, *_words: answers[program])
    monkeypatch.setattr(pythons, "_trial", lambda *_arguments: "")
    assert pythons.mounts("3.6", tmp_path) == [
        ("/pyenv/3.6.15", "/opt/python/3.6"), ("/far/libodd.so", "/usr/lib/x86_64-linux-gnu/libodd.so"),
    ]
    monkeypatch.setattr(pythons, "_trial", lambda *_arguments: "GLIBC_2.99 not found")
    assert pythons.mounts("3.6", tmp_path) == (
        "the python3.6 of this machine does not start on its hosts (GLIBC_2.99 not found)"
    )
    monkeypatch.setattr(pythons, "interpreter", lambda _version: None)
    assert pythons.mounts("3.6", tmp_path) == "there is no python3.6 on this machine"
