# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML of other hands is read as its product does, or named as what it is before it is replaced."""

from pathlib import Path

import pytest
from bundle_host import Host

WANTED = "jetty:\n  host: h\n  port: 80\ncassandra:\n  user: u\n  port: 80\n"


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def written(host, content, form="yaml"):
    """The result of writing WANTED over a file, predicted and real."""
    path = Path(host.path("f.yaml"))
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    file = host.file("f.yaml", WANTED, format=form)
    predicted = host.run(file, check_mode=True, host="rws1-dc1")
    result = host.run(file, host="rws1-dc1")
    assert predicted["changed"] is result["changed"] and predicted["warnings"] == result["warnings"]
    return result


@pytest.mark.parametrize(
    "present",
    [
        "jetty: {host: h, port: &p 80}\ncassandra: {user: u, port: *p}\n",
        "jetty: &j {host: h, port: 80}\ncassandra: {user: u, port: 80}\n",
        "cassandra: {<<: {user: x, port: 80}, user: u}\njetty: {<<: [{port: 80}, {port: 81}], host: h}\n",
        "\ufeff%YAML 1.1\n---\n" + WANTED + "...\n",
        WANTED.replace("\n", "\r\n"),
        "jetty: {host: h, port: 80, name: }\nextra:\ncassandra: {user: u, port: 80}\n",
    ],
)
def test_what_means_the_same_is_left(host, present):
    """Anchors, merge keys, a mark of the byte order, members without a value."""
    result = written(host, present)
    assert not result["changed"] and result["warnings"] == []


AS_A_WHOLE = "is replaced as a whole: "


@pytest.mark.parametrize(
    ("present", "says"),
    [
        ("jetty: {}\n---\na: 1\n", "it holds further YAML documents, in line 3"),
        ("---\na: 1\n---\n\nb: 1\n--- \nc: 1\n", "it holds further YAML documents, in lines 5, 7"),
        ("a: 1\njetty: {}\na: 2\n", "cannot be read as YAML: a key is given twice, line 3, column 1"),
        ("a:\n\tb: 1\n", "that cannot start any token, line 2, column 1"),
        ("a: *b\n", "line 1, column 4"),
        ("a: !secret x\n", "line 1, column 4"),
        (b"a: 1\n# caf\xe9\n", "cannot be read as YAML: line 2 holds a byte that is no UTF-8"),
    ],
)
def test_what_cannot_be_compared_is_named(host, present, says):
    """With host, file, line and remedy, and without what stands there."""
    result = written(host, present)
    (warning,) = result["warnings"]
    assert warning.startswith("rws1-dc1: %s %s" % (host.path("f.yaml"), AS_A_WHOLE)) and says in warning
    assert warning.endswith("Take what you need of it into the inventory")
    assert written(host, WANTED)["warnings"] == []


@pytest.mark.parametrize("present", ["", " \n", WANTED.encode("utf-16"), "a: 1\n"])
def test_what_is_read_and_differs_needs_no_warning(host, present):
    result = written(host, present)
    assert result["changed"] and result["warnings"] == []


@pytest.mark.parametrize("remark", ["  ; 2024", "\t# old"])
def test_ini_with_a_remark_that_python2_reads_differs(host, remark):
    """An indented remark is a part of the value above it, and one at the beginning of a line is none."""
    path = Path(host.path("f.cfg"))
    file = host.file("f.cfg", "[a]\nb = 1\n", format="ini")
    path.write_text("[a]\nb = 1\n%s\n" % remark.strip(), encoding="utf-8")
    assert not host.run(file)["changed"]
    path.write_text("[a]\nb = 1\n%s\n" % remark, encoding="utf-8")
    result = host.run(file)
    assert result["changed"] and result["diff"][0]["before"] != result["diff"][0]["after"]
    assert not host.run(file)["changed"]


def test_other_formats_are_named_too(host):
    for form, content, says in (
        ("json", '{"a": 1, "a": 2}', "read as JSON: the key a is given twice"),
        ("ini", "a = 1\n", "read as INI: line 1 stands before any [section]"),
        ("ini", b"[a]\nb = \xe9\n", "read as INI: line 2 holds a byte that is no UTF-8"),
    ):
        Path(host.path("f")).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        wanted = '{"a": 1}' if form == "json" else "[a]\nb = 1\n"
        (warning,) = host.run(host.file("f", wanted, format=form))["warnings"]
        assert warning.startswith(host.path("f") + " " + AS_A_WHOLE) and says in warning
