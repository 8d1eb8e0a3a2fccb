# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Python 2.7 reads from rpconfig.cfg and muxer.cfg.

The expected values are those of ConfigParser.RawConfigParser and SafeConfigParser of Python 2.7.18.
"""

import configparser
import contextlib
import io
import itertools

import pytest
import python27
from ansible_collections.gir.multidc.plugins.plugin_utils._components.python2_ini import (
    misread,
    read_back,
    read_text,
    written,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import serialise
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import to_ini
from recorded import computed, scenarios


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("plain", "plain"),
        ("", ""),
        ("a;b", "a;b"),
        ("a ;b", "a"),
        ("a\t;b", "a"),
        # Only the first semicolon is looked at.
        ("a;b ;c", "a;b ;c"),
        (";a", ";a"),
        ("# a", "# a"),
        ("a # b", "a # b"),
        ('""', ""),
        ('"a"', '"a"'),
        ("a ", "a"),
        (" a", "a"),
        ("a=b:c", "a=b:c"),
        ("a\nb", "a\nb"),
        ("a\n\nb", "a\nb"),
        ("a\n  b", "a\nb"),
        ("100%", "100%"),
        ("Grüße", "Grüße"),
        (True, "true"),
        (8889, "8889"),
    ],
)
def test_values_that_are_read(value, found):
    assert read_back(written({"s": {"name": value}})) == {("s", "name"): found}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"Name": 1}, {("s", "name"): "1"}),
        ({"rem x": 1, "a": 2}, {("s", "a"): "2"}),
        ({"a:b": 1}, {("s", "a"): "b = 1"}),
        ({"#a": 1}, {}),
        ({"[t]": 1, "b": 2}, {("t", "b"): "2"}),
        ({" a": 1}, {}),
    ],
)
def test_names_that_are_read(options, found):
    """A name that is none is lost, or is another one."""
    assert read_back(written({"s": options})) == found


@pytest.mark.parametrize("value", ["plain", "", "a;b", "a # b", '"a"', "a\nb", True, 1, "Name", None])
def test_values_that_arrive(value):
    assert misread({"s": {"Name": value, "other": "x"}}) == {}


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("Gir ;2026", "a blank before ; begins a comment"),
        ("50%", "a % begins a reference to another option"),
        ("%(name)s", "a % begins a reference to another option"),
        ('""', "two quotation marks are empty text"),
        ("a ", "a line break, or a blank at the end, is lost"),
        ("a\n", "a line break, or a blank at the end, is lost"),
        ("a\n\nb", "a line break, or a blank at the end, is lost"),
    ],
)
def test_values_that_do_not_arrive(value, what):
    assert misread({"s": {"name": value}, "t": {"name": "x"}}) == {("s", "name"): what}


def test_names_that_do_not_arrive():
    assert misread({"s": {"a=b": 1}}) == {("s", "a=b"): "its name is none"}
    twice = "two names there differ in case only"
    assert misread({"s": {"Name": 1, "name": 2}}) == {("s", "Name"): twice, ("s", "name"): twice}
    assert misread({"s": {1: 2}}) == {}  # YAML makes a number of a name


# Alone and joined in pairs, at the beginning, in the middle and at the end of a value.
PIECES = (
    "", " ", "\t", "\n", "\r", "\n\n", ";", " ;", "#", " #", "%", "%%", "%(name)s", "%(x)s", '""', '"', "rem x", "[t]",
    "=", ":", "a", "Ä", "\xa0", "\x0b", "\u2028", "\udcff", "'", "\\",
)  # fmt: skip
NAMES = (
    "a", "A", "a b", "ä", "Ä", "", " ", " a", "a ", "a\tb", "a\nb", "#a", ";a", "rem", "rem a", "REM a", "remark", "[a",
    "[a]", "]a", "a=b", "a:b", "=", ":", "a;b", "a ;b", "a#b", "__name__", "%", "\udcff",
)  # fmt: skip


def arrives(section, name, value):
    """Whether each reader of Python 2.7 and 3 has exactly this, in a file as it is written."""
    content = to_ini({section: {name: value}}).encode("utf-8", "surrogateescape")
    expected = {section: {name.lower(): value}}
    try:
        found = python27.read(content)
        options = found.get(section, {})
        both = [get(text, options) for get in GETTERS for text in options.values()]
    except python27.Broken:
        return False
    later = configparser.ConfigParser()
    try:
        later.read_file(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", errors="surrogateescape"))
        third = {one: {key: later.get(one, key) for key in later.options(one)} for one in later.sections()}
    except (configparser.Error, AttributeError):
        return False
    return found == expected and third == expected and set(both) <= {value}


GETTERS = (python27.config_parser, python27.safe_config_parser)


def test_what_arrives_is_what_all_readers_read(monkeypatch):
    """Never silent where one differs; and nothing is refused that every one of them reads."""
    monkeypatch.setattr(serialise, "_check_ini", lambda *_arguments: None)
    values = {first + middle + last for first in PIECES for middle in ("", "b") for last in PIECES}
    cases = [("s", "name", value) for value in sorted(values)]
    cases += [("s", name, value) for name in NAMES for value in ("", "b")]
    cases += [(section, "name", "b") for section in ("s s", " s ", "S", "a]b", "[s", "", "ä", "a\nb", "#s", "default")]
    wrong = [case for case in cases if arrives(*case) == bool(misread({case[0]: {case[1]: case[2]}}))]
    assert wrong == []


def test_read_back_is_what_python2_reads(monkeypatch):
    """Also of files of other hands."""
    monkeypatch.setattr(serialise, "_check_ini", lambda *_arguments: None)
    for first, last in itertools.product(PIECES, PIECES):
        text = f"# x\n[s]\r\nName : {first}b{last}\r\n\tmore ;x\n  # more\nREM no=1\nlast={last}\n[S]\nempty=\n"
        expected = {}
        with contextlib.suppress(python27.Broken):
            found = python27.read(text.encode("utf-8", "surrogateescape"))
            expected = {(section, name): value for section, options in found.items() for name, value in options.items()}
            assert read_text(text) == expected
        assert expected or first + last


def found_in(component, host, **variables):
    """Rule, variable and severity, and the beginning of the sentence, of what is wrong with the file."""
    base = scenarios(component)["minimal"]
    service = {f"{component}_service": "gir"}
    kept = {name: base["variables"][name] for name in variables if name in base["variables"]}
    given = {**base["variables"], **service, **variables}
    desired = computed(component, {**base, "variables": given, "model_variables": kept}, host)
    desired.violations = [one for one in desired.violations if one.id != "GIR836"]
    return [
        (one.id, one.severity, one.subject, one.sentence.partition(" stands in ")[0]) for one in desired.violations
    ], desired


HIDDEN = "word-7719 ;x"


@pytest.mark.parametrize(
    ("component", "host", "variables", "path"),
    [
        ("rps", "rps1-dc1", {"gir_rws_ops_password": HIDDEN}, "gir_rws_ops_password"),
        ("rps", "rps1-dc1", {"rps_auth_password": HIDDEN}, "rps_auth_password"),
        ("rps", "rps1-dc1", {"rps_extra_options": {"htcc": {"x": HIDDEN}}}, "rps_extra_options.htcc.x"),
        # What is laid over an option is the one that counts.
        ("rps", "rps1-dc1", {"rps_extra_options": {"htcc": {"password": HIDDEN}}}, "rps_extra_options.htcc.password"),
        ("muxer", "mux1-dc1", {"gir_rws_ops_password": HIDDEN}, "gir_rws_ops_password"),
        ("muxer", "mux1-dc1", {"muxer_window_past": "1 ;x"}, "muxer_window_past"),
    ],
)
def test_variable_is_named_and_its_value_is_not(component, host, variables, path):
    found, desired = found_in(component, host, **variables)
    assert found == [("GIR817", "error", path.partition(".")[0], path)]
    assert "7719" not in desired.violations[0].sentence + desired.violations[0].remedy


def test_accounts_of_storages():
    """Those of the own storage, and those that the user names for each storage."""
    account = {"username": "u", "password": HIDDEN}
    names = {"password": "webdav.{storage}/word"}
    given = {"gir_storage_credentials": {"dc1": account, "dc2": {**account, "password": "100%"}}}
    found, _desired = found_in("muxer", "mux1-dc1", **given, muxer_storage_option_names=names)
    assert [path for _rule, _severity, _subject, path in found] == [
        "gir_storage_credentials.dc1.password",
        "gir_storage_credentials.dc2.password",
    ]


def test_account_of_configuration_server():
    server = {"host": "c", "port": 2020, "username": "u", "password": HIDDEN}
    found, _desired = found_in("rps", "rps1-dc1", gir_configuration_server=server)
    assert found == [("GIR817", "error", "gir_configuration_server", "gir_configuration_server.password")]


def test_percent_in_further_options_may_be_meant():
    """It is shown, and the file is written."""
    found, desired = found_in("rps", "rps1-dc1", rps_extra_options={"log": {"format": "%(message)s"}})
    assert found == [("GIR818", "warning", "rps_extra_options", "rps_extra_options.log.format")]
    assert any(file.path.endswith("rpconfig.cfg") for file in desired.files)


def test_names_that_an_installation_calls_secret_are_not_shown():
    _found, desired = found_in("muxer", "mux1-dc1", muxer_window_past="1 ;x", gir_secret_keys=["^window"])
    assert [one.sentence.endswith("a blank before ; begins a comment.") for one in desired.violations] == [True]


def test_what_would_be_read_is_shown_where_it_is_no_secret():
    """Of own options the text; of further options how much arrives; of passwords nothing."""
    found = []
    further = {"s": {"x": "word-7719 ;x", "password": "word-7719 ;x", "y": "50%", "rem z": "1"}, "DEFAULT": {"a": "b"}}
    for variables in ({"muxer_window_past": "1 ;x"}, {"muxer_extra_options": further}):
        _found, desired = found_in("muxer", "mux1-dc1", **variables)
        for one in desired.violations:
            found.append((one.id, one.sentence.partition(", which Python 2.7 reads otherwise: ")[2]))
    assert found == [
        ("GIR817", "a blank before ; begins a comment; it would read '1'."),
        ("GIR817", "a blank before ; begins a comment; 9 of its 12 characters arrive."),
        ("GIR817", "a blank before ; begins a comment."),
        ("GIR817", "a % begins a reference to another option."),
        ("GIR817", "its name is none."),
        ("GIR818", ""),
    ]
