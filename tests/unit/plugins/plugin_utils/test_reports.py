# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written of a report, in each form. The page in a browser: tests/page."""

import base64
import hashlib
import json
import re
import time
from xml.etree import ElementTree

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Repair
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.schema import problems
from ansible_collections.gir.multidc.plugins.plugin_utils._report import terminal
from ansible_collections.gir.multidc.plugins.plugin_utils._report.asked import FORMATS, Asked, read
from ansible_collections.gir.multidc.plugins.plugin_utils._report.document import actions, groups
from ansible_collections.gir.multidc.plugins.plugin_utils._report.junit import junit
from ansible_collections.gir.multidc.plugins.plugin_utils._report.markdown import code, markdown, words
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_drift import from_drift
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_verification import flaw, from_verification
from ansible_collections.gir.multidc.plugins.plugin_utils._report.outputs import write
from ansible_collections.gir.multidc.plugins.plugin_utils._report.page import ASSETS, page, visible
from drift_cases import RWS1, RWS2, UNIT, answer, differs, report_of, rules_of, unread
from support.drift_reports import SITE, finding, findings, report

HOSTILE = "a\x1b[31m|`b``\n</script>\u202e\u2028 @all \ud800 \x00 ]]> <img> \ufffe"
REPAIR = Repair("site", f"{SITE} --limit rws1-dc1 --tags rws")


def document(*found, **more):
    return from_drift(report(found, **more))


def hostile():
    return document(finding(object=HOSTILE, key=HOSTILE, expected=HOSTILE, actual=HOSTILE * 99, changed_by=HOSTILE,
                            component=HOSTILE, host=HOSTILE, reason=HOSTILE))  # fmt: skip


def test_first_line_is_the_verdict_with_its_counts():
    said = "Everything is as it should be: no findings. 0 of 0 checks: 0 equal, 0 drift."
    assert terminal.lines(document())[0] == said
    two = [finding(severity="security", secret=True), finding(host="rws2-dc1", outcome="not_checked")]
    first = " ".join(terminal.lines(document(*two))[:2])
    assert first.startswith("Not everything could be checked: 2 findings (1 security, 1 needs a restart). ")


def test_the_same_on_several_hosts_is_said_once():
    """With one command for all of them; what is explained by another finding is only counted."""
    many = [finding(host=f"rws{n}-dc1", repair=Repair("site", f"{SITE} --limit rws{n}-dc1 --tags rws")) for n in "123"]
    child = finding(host="rws1-dc1", key="a.b", parent=many[0]["id"])
    shown = " ".join(" ".join(terminal.lines(document(*many, child))).split())
    assert f"- {SITE} --limit rws1-dc1,rws2-dc1,rws3-dc1 --tags rws (3 findings, repairable now)" in shown
    assert "needs a restart: rws1-dc1, rws2-dc1 and rws3-dc1 (dc1): rws: /opt/genesys" in shown
    assert "expected 0600, actual 0644; Wrong mode; new" in shown
    assert shown.count("0644") == 1
    one = "\n".join(terminal.lines(document(many[0], child)))
    assert "explains 1 more" in one
    assert "a.b" not in one


def test_what_needs_a_person_comes_last():
    restart, person = Repair("site", "restart it", True), Repair("person", "call somebody")
    found = [finding(key=key, repair=repair) for key, repair in (("a", person), ("b", restart), ("c", REPAIR))]
    order = [(action.text, action.bucket) for action in actions(document(*found).items)]
    assert order == [
        (REPAIR.text, "repairable now"),
        ("restart it", "needs a window: it restarts a service"),
        ("call somebody", "needs a person"),
    ]


def test_a_command_names_so_many_hosts_that_it_can_be_read():
    found = [finding(host=f"h{n}", repair=Repair("site", f"{SITE} --limit h{n}")) for n in range(100)]
    found.append(finding(host="rws", repair=Repair("site", f"{SITE} --limit rws1-dc1")))
    made = actions(document(*found).items)
    assert [action.items for action in made] == [40, 40, 20, 1]
    assert made[0].text.startswith(f"{SITE} --limit h0,h1,h2,")
    assert made[3].text == f"{SITE} --limit rws1-dc1"


@pytest.mark.parametrize("width", [40, 110])
def test_lines_are_bounded_and_show_no_control_character(width):
    lines = terminal.lines(hostile(), width)
    assert max(map(len, lines)) <= width
    assert all(line.isprintable() for line in lines)


def test_a_long_report_is_counted():
    lines = terminal.lines(document(*findings(200)), most=10)
    assert "  and 190 more; the reports of gir_drift_output_dir or gir_report_url have all of them" in lines
    assert lines[-1] == "  Collection: 0.1.0"


def test_what_is_ignored_is_listed():
    """With its entry; the same on several hosts is one, and so many are listed."""
    rule = {"name": "gir_drift_ignore[0]", "reason": "change 17", "until": "2026-12-31T00:00:00Z"}
    for number, left in ((2, 0), (14, 4)):
        found = [{**finding(key=f"k{n}", host=host), "rule": rule} for n in range(number) for host in ("h1", "h2")]
        lines = terminal.lines(document(ignored=found))
        assert f"Ignored: {2 * number}" in lines
        shown = " ".join(" ".join(lines).split())
        assert "h1 and h2: rws: /opt/genesys/" in shown
        assert shown.count("Ignored by gir_drift_ignore[0]: change 17, until 2026-12-31T00:00:00Z") == number - left
        more = f"  and {2 * left} more; the reports of gir_drift_output_dir or gir_report_url have all of them"
        assert (more in lines) is (left > 0)


@pytest.mark.parametrize("reason", ["mux2", "mux2 " * 50])
def test_takeover_is_one_row(reason):
    text = f"dc2 could take over: no, because of {reason.strip()}"
    [line] = [line for line in terminal.lines(document(fitness=[{"text": text}])) if "dc2" in line]
    assert line.endswith("mux2" if reason == "mux2" else "mux2 ... see the report") and len(line) <= terminal.WIDTH


def test_progress_of_a_long_run():
    """Nothing of a short one, then a line at most each ten seconds, and none at its end."""
    said, now = [], [0.0]
    progress = terminal.Progress(["a", "b", "c"], said.append, clock=lambda: now[0])
    for second, host in ((1, "a"), (6, "b"), (7, ""), (17, ""), (30, "c")):
        now[0] = float(second)
        progress.answered(host)
    waiting = "2 of 3 have answered, waiting for c"
    assert said == [waiting, waiting]


def test_markdown_escapes():
    assert words("a|b *c* <d> [e](f) @all") == "a\\|b \\*c\\* \\<d\\> \\[e\\](f) `@`all"
    assert code("a`|``b`") == "``` a`\\|``b` ```"
    assert (code(None), code("")) == ("", '""')
    text = markdown(hostile())
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\ud800]", text)
    (row,) = [line for line in text.splitlines() if line.startswith("| needs a restart | `")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 7


def test_markdown_has_every_part():
    rule = {"name": "gir_drift_ignore[0]", "reason": "change 17", "until": "2026-12-31T00:00:00Z"}
    more = {"ignored": [{**finding(key="i"), "rule": rule}], "gone": [finding(key="g")],
            "not_observable": [finding(key="n", outcome="not_observable", reason="nobody sees it")]}  # fmt: skip
    text = markdown(document(finding(repair=REPAIR), **more))
    assert f"- `{REPAIR.text}`: 1 (repairable now)" in text
    for part in ("## Ignored", "## Gone since the previous report", "## Not observable", "change 17, until 2026-12-31"):
        assert part in text


KNOWN = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
}


def cases(text):
    """(suite, name) -> element below the case, or None; every attribute is one that readers know, every count right."""
    root = ElementTree.fromstring(text)
    for element in root.iter():
        assert set(element.attrib) <= KNOWN[element.tag]
        if element.tag.startswith("testsuite"):
            inner = list(element.iter("testcase"))
            assert int(element.get("tests")) == len(inner)
            assert int(element.get("failures")) == len(list(element.iter("failure")))
            assert int(element.get("errors")) == len(list(element.iter("error")))
    found = {}
    for suite in root:
        for case in suite:
            assert (suite.get("name"), case.get("name")) not in found
            found[suite.get("name"), case.get("name")] = case[0] if len(case) else None
    return found


def test_junit_has_every_check():
    """A failure of the type of its severity, an error where nothing could be checked, else what is ignored."""
    place = {"data_center": "dc1", "component": "rws", "surface": "file"}
    checks = [
        {**place, "host": "rws1-dc1", "object": "/a", "outcome": "drift"},
        {**place, "host": "rws1-dc1", "object": "/b", "outcome": "equal"},
        {**place, "host": "rws2-dc1", "object": "/a", "outcome": "not_checked"},
        {**place, "host": "rws2-dc1", "object": "/b", "outcome": "not_checked"},
        {**place, "host": "rws1-dc1", "object": "/c", "outcome": "ignored"},
    ]
    rule = {"name": "gir_drift_ignore[0]", "reason": "change 17", "until": ""}
    found = [
        finding(object="/a", severity="security"),
        finding(object="/a", key="x", secret=True),
        finding(host="rws2-dc1", object="file", outcome="not_checked", reason="permission denied"),
        finding(check="ignore.expired", host="gir_drift_ignore", object="[3]", component=""),
    ]
    made = cases(junit(document(*found, checks=checks, ignored=[{**finding(object="/c"), "rule": rule}])))
    assert made["rws1-dc1", "/b"] is None
    one = made["rws1-dc1", "/a"]
    assert (one.tag, one.get("type"), one.get("message")) == ("failure", "security", "expected 0600, actual 0644")
    assert "x: a secret, it differs" in one.text
    for name in ("/a", "/b"):
        assert (made["rws2-dc1", name].tag, made["rws2-dc1", name].get("message")) == ("error", "permission denied")
    assert "change 17" in made["rws1-dc1", "/c"].get("message")
    assert made["gir_drift_ignore", "[3]"].tag == "failure"
    assert len(made) == 6


def test_junit_of_anything_can_be_read():
    assert len(cases(junit(hostile()))) == 1
    assert cases(junit(document())) == {}


ANSWERS = [
    {"data_center": "dc1", "host": "rws1-dc1", "name": name, "url": "", "answer": name, "reason": why}
    for name, why in (("confirmed", ""), ("failed", "HTTP 503"), ("not observable", "nobody says it"))
]


VERIFIED = {"ok": False, "confirmed": 1, "failed": 1, "not_observable": 1, "not_tried": ["mcp1-dc2"],
            "transactions": ANSWERS}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [({}, ""), ({"ok": "no"}, "in which ok is damaged"), ({"confirmed": None}, "in which confirmed is damaged"),
     ({"not_tried": 5}, "in which not_tried is damaged"), ({"not_tried": [5]}, "in which not_tried is damaged"),
     ({"transactions": {}}, "in which transactions is damaged"),
     ({"transactions": [{**ANSWERS[0], "answer": {}}]}, "in which transactions[0] is damaged"),
     ({"transactions": [{**ANSWERS[0], "answer": "maybe"}]}, "in which transactions[0] is damaged"),
     ({"transactions": [ANSWERS[0], 5]}, "in which transactions[1] is damaged")],
)  # fmt: skip
def test_what_verify_did_not_publish(change, words):
    assert flaw({**VERIFIED, **change}) == words


def test_verification_is_a_document_too():
    hosts = {"rws1-dc1": {"data_center": "dc1", "components": ["gir_rws"]},
             "mcp1-dc2": {"data_center": "dc2", "components": ["gir_mcp"]}}  # fmt: skip
    model = {"active": "dc1", "data_centers": {"dc1": {}, "dc2": {}}, "hosts": hosts}
    made = from_verification(VERIFIED, "1 confirmed.", model, "2026-11-28T03:00:00Z")
    assert [item.level for item in made.items] == ["failed", "not observable", "confirmed"]
    assert [(site.name, site.role, list(site.components)) for site in made.sites] == [
        ("dc1", "active", ["rws"]), ("dc2", "", ["mcp"]),
    ]  # fmt: skip
    tags = [element.tag for element in cases(junit(made)).values() if element is not None]
    assert sorted(tags) == ["failure", "skipped"]
    assert "## Confirmed" in markdown(made)
    assert "HTTP 503" in page(made)


def test_page_stays_small_and_is_made_in_time():
    """Ten thousand findings take 1 MB at most; the code of the page is no more than 60 KB."""
    start = time.process_time()
    small, large = (len(page(document(*findings(number)))) for number in (500, 1500))
    assert time.process_time() - start < 8
    assert small + 9_500 * (large - small) / 1000 < 1_000_000
    assert sum(len((ASSETS / name).read_bytes()) for name in ("page.js", "page.css", "lit-html.js")) < 60_000


def test_page_makes_no_markup_of_values():
    text = page(hostile())
    body, _script, _rest = text.partition('<script type="application/json"')
    assert "<img>" not in text
    assert body.count("<script") == 0
    assert visible("a\u202eb\x00\u2028") == "a\u27e8U+202E\u27e9b\u27e8U+0000\u27e9\u27e8U+2028\u27e9"
    assert page(hostile()) == text


def test_policy_of_the_page_names_its_own_script_and_style():
    text = page(document())
    policy = re.search('Content-Security-Policy" content="([^"]*)"', text).group(1).replace("&#39;", "'")
    for kind, content in (("script", re.findall("<script>(.*?)</script>", text, re.DOTALL)),
                          ("style", re.findall("<style>(.*?)</style>", text, re.DOTALL))):  # fmt: skip
        digest = hashlib.sha256(content[-1].encode()).digest()
        assert f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert "unsafe" not in policy
    assert "sourceMappingURL" not in text


def test_vendored_library_is_the_one_that_is_named():
    digest = hashlib.sha256((ASSETS / "lit-html.js").read_bytes()).hexdigest()
    said = (ASSETS / "README.md").read_text(encoding="utf-8")
    assert digest in said
    assert "BSD 3-Clause License" in (ASSETS / "lit-html.LICENSE").read_text(encoding="utf-8")
    assert len((ASSETS / "page.js").read_text(encoding="utf-8").splitlines()) <= 400


def test_reports_are_written_as_files(tmp_path):
    place = tmp_path / "new" / "place"
    made = document(finding(secret=True))
    written = write(made, Asked(str(place)))
    assert {path.name: path.stat().st_mode & 0o777 for path in place.iterdir()} == dict.fromkeys(
        ("drift.json", "drift.md", "drift.xml", "drift.html"), 0o640
    )
    assert list(written.paths) == list(FORMATS)
    assert json.loads((place / "drift.json").read_text())["findings"] == made.raw["findings"]
    assert write(made, Asked()).paths == {}


def test_a_report_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "drift.json").mkdir()
    written = write(document(), Asked(str(tmp_path), ("json", "markdown")))
    assert list(written.paths) == ["markdown"]
    assert written.problems == [
        f"A report was not written: {tmp_path}/drift.json is a directory on the controller: move it away."
    ]


@pytest.mark.parametrize(
    ("directory", "formats", "expected", "wrong"),
    [
        (None, None, Asked(), []),
        ("", "", Asked(), []),
        (" r ", "html, json", Asked("r", ("json", "html")), []),
        ("r", ["junit"], Asked("r", ("junit",)), []),
        ("r", ["pdf", "html"], Asked("r", ("html",)), ['gir_drift_formats names "pdf", which is none of']),
        (5, {"a": 1}, Asked(), ["gir_drift_output_dir is a number", "gir_drift_formats is a dictionary, not a list"]),
        ("r", [{}], Asked("r", ()), ["gir_drift_formats names a dictionary"]),
    ],
)
def test_variables_are_judged(directory, formats, expected, wrong):
    found, violations = read("drift", directory, formats)
    assert found == expected
    assert len(violations) == len(wrong)
    for one, sentence in zip(violations, wrong):
        assert one.sentence.startswith(sentence)


def engine_report():
    """As the engine makes one: with a host that is away, an open point, what is ignored, explained and gone."""
    point = unread("rws.eservices_site", "site", "no node shows it", observable=False)
    marker = {"who": "ann", "why": "disk", "until": "2026-12-01T00:00:00Z"}
    answers = (
        answer(RWS1, differs("file.missing", key=""), differs(), differs("unit.drop_in", UNIT), maintenance=marker),
        answer(RWS2, failure="timed out"),
        answer("rws", point, things={"site": "rws"}),
    )
    before = report_of(answer(RWS1, differs("file.mode", key="old")))
    return report_of(*answers, rules=rules_of({"object": UNIT}), previous=before)


def test_what_the_engine_makes_is_written_in_every_form():
    """Each check of the engine is a case with the outcome that it has there."""
    made = engine_report()
    shown = from_drift(made)
    (missing,) = [item for item in shown.items if item.check == "file.missing"]
    assert missing.explains == 1
    found = cases(junit(shown))
    tags = {"drift": "failure", "not_checked": "error", "ignored": "skipped", "not_observable": "skipped"}
    for check in made["checks"]:
        element = found.pop((check["host"], check["object"]))
        assert (None if element is None else element.tag) == tags.get(check["outcome"])
    assert found == {}
    lines = "\n".join(terminal.lines(shown))
    said = ("Takeover: ", "Maintenance: ", "not checked (", "explains 1 more", "Not observable: rws site: no node")
    assert [part for part in said if part not in lines] == []
    assert "no node shows it" in markdown(shown)
    assert [site.name for site in shown.sites][-1] == ""


def test_made_up_reports_have_the_published_form():
    assert list(problems(json.loads(json.dumps(report(findings(20)))))) == []


def test_groups_keep_the_order_of_the_worst():
    found = findings(50)
    assert [group.first.id for group in groups(document(*found).items)] == [one["id"] for one in found]
