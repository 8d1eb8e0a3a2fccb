# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gax_file_info, and the files that GAX exports and imports."""

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._gax import files as gax_files
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import objects as gax_objects
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.objects import object_files, read_objects
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from hypothesis import given, settings
from hypothesis import strategies as st

DESIRED = {"interaction-workspace": {"site": "DC1", "Timeout": 60, "enabled": True, "nobody": None}}
EXPORT = "\ufeff# exported\n[interaction-workspace]\nsite = DC2\ntimeout=60\nother=a=b\n\n[log]\nverbose=all\n"
EXPORT = EXPORT.replace("\n", "\r\n")


def compare(tmp_path, text, name="export.cfg", desired=None, **options):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    file = {"path": str(path), "type": "CfgApplication", "name": "WDE", "part": "options"}
    objects = [{"type": "CfgApplication", "name": "WDE", "options": DESIRED if desired is None else desired}]
    return dict({"files": [file], "objects": objects}, **options)


def test_what_is_missing_different_or_of_another_case_is_told(tmp_path):
    result = module_runs.succeed("gax_file_info", compare(tmp_path, EXPORT))
    assert (result["differs"], result["changed"]) == (True, False)
    (found,) = result["objects"]
    told = {item["option"]: (item["state"], item["expected"], item["found"]) for item in found["differences"]}
    assert told == {
        "site": ("different", "DC1", "DC2"),
        "enabled": ("missing", "true", None),
        "Timeout": ("other case", "60", "[interaction-workspace] timeout"),
    }
    assert found["foreign"] == 3


def test_a_file_with_everything_does_not_differ_whatever_else_it_holds(tmp_path):
    rows = "Action,Section,Option,Value\nADD,interaction-workspace,site,DC1\n"
    rows += ",interaction-workspace,Timeout,60\nDELETE,a,b,c\n"
    result = module_runs.succeed(
        "gax_file_info", compare(tmp_path, rows + "UPDATE,interaction-workspace,enabled,true\n", "e.csv")
    )
    assert (result["differs"], result["objects"][0]["differences"]) == (False, [])
    other_names = "Value;x\n"
    refused = module_runs.fail("gax_file_info", compare(tmp_path, other_names, "e.csv"))
    assert "line 1 names no column section and no column option and no column value" in refused["msg"]


def test_files_without_objects_and_objects_without_files_are_named(tmp_path):
    arguments = compare(tmp_path, EXPORT)
    arguments["objects"].append({"type": "CfgAgentGroup", "name": "A", "annex": {"s": {"k": "v"}}})
    arguments["files"].append(dict(arguments["files"][0], name="Other"))
    result = module_runs.succeed("gax_file_info", arguments)
    assert result["without_file"] == ["annex of CfgAgentGroup A"]
    assert result["without_object"] == [arguments["files"][0]["path"]]
    assert result["differs"] is True


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.cfg", "x=1\n[s]\nword\n=2\n", "line 1: the option x stands before any [section]."),
        ("a.cfg", "[s]\nword\n", "line 2 is neither [section] nor option=value."),
        ("a.cfg", "[s]\na=1\na=2\n", "line 3: [s] a is there twice."),
        ("a.cfg", EXPORT.encode("utf-16"), "is not UTF-8 text"),
        ("a.cfg", b"[s]\na=\0\n", "holds NUL characters"),
        ("a.csv", 'Action,Section,Option,Value\nADD,s,o,"x"y\n', "is no CSV"),
        ("a.csv", "Action,Section,Option,Value\nADD,s,o\n", "line 2 has 3 columns, too few."),
        ("a.csv", "Action,Section,Option,Value\nADD,s,o,1\nADD,s,o,2\n", "line 3: [s] o is there twice."),
        ("a.csv", "", "line 1 names no column"),
        ("a.txt", "", "is neither a .cfg nor a .csv file"),
    ],
)
def test_what_cannot_be_read_is_told_with_file_and_line(tmp_path, name, text, sentence):
    refused = module_runs.fail("gax_file_info", compare(tmp_path, text, name))
    assert sentence in refused["msg"]
    assert str(tmp_path / name) in refused["msg"]


def test_all_problems_are_told_at_once(tmp_path):
    arguments = compare(tmp_path, "word\n")
    arguments["files"] += [dict(arguments["files"][0], name="Other", path="/nowhere/x.cfg"), arguments["files"][0]]
    problems = module_runs.fail("gax_file_info", arguments)["problems"]
    assert len(problems) == 3
    wrong = dict(arguments, objects=[{"type": "Cfg", "name": "x", "options": {"a": 1}}], secret_keys=["("])
    assert len(module_runs.fail("gax_file_info", wrong)["problems"]) >= 3


def test_secrets_are_fingerprints(tmp_path):
    desired = {"s": {"password": "wanted-pw-1", "code": "wanted-pw-2"}}
    text = "[s]\npassword=there-pw-1\ncode=there-pw-2\n"
    result = module_runs.succeed("gax_file_info", compare(tmp_path, text, desired=desired, secret_keys=["^code$"]))
    assert len(result["objects"][0]["differences"]) == 2
    for secret in ("wanted-pw-1", "wanted-pw-2", "there-pw-1", "there-pw-2"):
        assert secret not in result["text"]


# -- what render_bundle writes is read again ----------------------------------------------------------------------

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, min_size=1, max_size=3), min_size=1, max_size=3))
def test_csv_holds_every_text(sections):
    assert gax_files.read_csv(gax_files.to_csv(sections), "x") == sections


def test_import_files_are_read_as_they_were_meant():
    options = {"s t": {"key": "a=b # c", "several": "one\ntwo", "comma": 'a,"b"', "formula": "=1+1"}}
    problems = Problems()
    thing = {"type": "CfgApplication", "name": "A", "options": options, "annex": {"x": {"y": "z"}}}
    files = object_files(read_objects({"objects": [thing]}, problems), problems, None)
    assert sorted(files) == [f"CfgApplication/A{end}" for end in (".cfg", ".csv", ".json", "_annex.cfg", "_annex.csv")]
    assert gax_files.read_csv(files["CfgApplication/A.csv"], "x") == options
    cfg = {key: value for key, value in options["s t"].items() if key != "several"}
    assert gax_files.read_cfg(files["CfgApplication/A.cfg"], "x") == {"s t": cfg}
    assert "# several cannot be written in this form: see CfgApplication/A.csv" in files["CfgApplication/A.cfg"]


# Sections and options, and the name in the comment of what the classic form cannot hold.
LOST = {
    "a value ends with a blank": ({"s": {"key": "DC1 "}}, "key"),
    "a value begins with a tab": ({"s": {"key": "\tDC1"}}, "key"),
    "a value of two lines": ({"s": {"key": "a\nb"}}, "key"),
    "a value with a form feed": ({"s": {"key": "a\x0cb"}}, "key"),
    "a value with a line separator": ({"s": {"key": "a\u2028b"}}, "key"),
    "an option ends with a blank": ({"s": {"key ": "DC1"}}, '"key "'),
    "an option like a comment": ({"s": {"//key": "DC1"}}, '"//key"'),
    "an option like another comment": ({"s": {";key": "DC1"}}, '";key"'),
    "an option like a section": ({"s": {"[key]": "DC1"}}, '"[key]"'),
    "an option with an equals sign": ({"s": {"k=y": "DC1"}}, '"k=y"'),
    "an option with a line break": ({"s": {"k\ny": "DC1"}}, '"k y"'),
    "an option without a name": ({"s": {"": "DC1"}}, '""'),
    "a section with a line break": ({"s\n[t]": {"key": "DC1"}}, "key"),
    "a section with a bracket": ({"s]": {"key": "DC1"}}, "key"),
    "a section ends with a blank": ({"s ": {"key": "DC1"}}, "key"),
    "a section without a name": ({"": {"key": "DC1"}}, "key"),
}


def classic(sections):
    problems = Problems()
    thing = {"type": "CfgApplication", "name": "WDE", "options": sections}
    files = object_files(read_objects({"objects": [thing]}, problems), problems, None)
    assert gax_files.read_csv(files["CfgApplication/WDE.csv"], "x") == sections
    return files["CfgApplication/WDE.cfg"]


@pytest.mark.parametrize("case", LOST)
def test_what_the_classic_form_loses_stands_in_a_comment(case):
    sections, named = LOST[case]
    other = {"a": {"x": "1"}, "t": {"y": "2"}}
    text = classic({**other, **sections})
    assert f"\n# {named} cannot be written in this form: see CfgApplication/WDE.csv\n" in text
    assert gax_files.read_cfg(text, "x") in ({**other, "s": {}}, other)


def test_a_section_that_is_lost_is_named():
    text = classic({"s]": {"key": "DC1"}})
    assert '# Section "s]" cannot' in text or "# Section s] cannot" in text
    assert "key=" not in text


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(max_size=6), st.dictionaries(st.text(max_size=6), st.text(max_size=6)), max_size=3))
def test_the_classic_form_holds_a_text_or_names_it(sections):
    thing = {"type": "CfgApplication", "name": "WDE", "options": sections}
    text = gax_objects.to_cfg(thing, "options", "the CSV file")
    read = gax_files.read_cfg(text, "x")
    lost = text.count("cannot be written in this form")
    for section, options in sections.items():
        lost -= section not in read
        for option, value in options.items():
            lost -= read.get(section, {}).get(option) != value
    assert lost == 0


# The module refuses the others as what no object of Configuration Server has.
LOST_BY_A_FILE = [case for case in LOST if not any(word in case for word in ("line break", "without", "feed"))]


@pytest.mark.parametrize("case", LOST_BY_A_FILE)
def test_what_a_classic_file_cannot_show_is_not_observable(tmp_path, case):
    sections, _named = LOST[case]
    result = module_runs.succeed("gax_file_info", compare(tmp_path, classic(sections), desired=sections))
    assert [item["state"] for item in result["objects"][0]["differences"]] in (["not observable"], ["missing"])
    assert result["differs"] is True
    table = gax_files.to_csv(sections)
    assert module_runs.succeed("gax_file_info", compare(tmp_path, table, "e.csv", sections))["differs"] is False


def test_a_value_that_only_lost_its_blanks_may_be_right(tmp_path):
    for there, state in (("DC1", "not observable"), ("DC2", "different")):
        text = f"[s]\nkey={there}\n"
        result = module_runs.succeed("gax_file_info", compare(tmp_path, text, desired={"s": {"key": " DC1 "}}))
        assert [item["state"] for item in result["objects"][0]["differences"]] == [state]
