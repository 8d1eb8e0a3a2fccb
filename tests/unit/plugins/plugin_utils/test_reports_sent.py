# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports at gir_report_url: where they are then, and the previous one read from there."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import options, previous
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.reading import NoReport, Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._report.asked import Asked, of
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_drift import from_drift
from ansible_collections.gir.multidc.plugins.plugin_utils._report.outputs import beside, write
from ansible_collections.gir.multidc.plugins.plugin_utils._report.place import Place
from support.drift_reports import findings, report
from support.file_servers import PASSWORD, USERNAME, obedient, webdav

REPORT = report(findings(3))
ENDINGS = {"json": "json", "markdown": "md", "junit": "xml", "html": "html"}


@pytest.fixture
def storage(tmp_path):
    with webdav(tmp_path) as server:
        yield server


def place(server, path="/files/gir"):
    return Place(f"{server.url}{path}", USERNAME, PASSWORD)


def variables(server, path="/files/gir", **more):
    account = {"gir_report_username": USERNAME, "gir_report_password": PASSWORD}
    return {"gir_report_url": f"{server.url}{path}", **account, **more}


def test_an_address_needs_no_directory(storage):
    asked, wrong = of("drift", variables(storage).get)
    assert wrong == []
    written = write(from_drift(REPORT), asked)
    assert written.paths == {
        name: f"{storage.url}/files/gir/drift.{ending}" for name, ending in ENDINGS.items()
    }  # fmt: skip
    assert json.loads((storage.root / "gir/drift.json").read_text()) == REPORT
    assert written.problems == []


def test_both_places_get_the_same(storage, tmp_path):
    directory = tmp_path / "reports"
    given = variables(storage, gir_drift_output_dir=str(directory), gir_drift_formats="json,html")
    asked = of("drift", given.get)[0]
    written = write(from_drift(REPORT), asked)
    assert written.paths == {
        "json": str(directory / "drift.json"), "html": str(directory / "drift.html"),
        "json_url": f"{storage.url}/files/gir/drift.json", "html_url": f"{storage.url}/files/gir/drift.html",
    }  # fmt: skip
    for name in ("drift.json", "drift.html"):
        assert (storage.root / "gir" / name).read_bytes() == (directory / name).read_bytes()


def test_one_place_that_fails_keeps_nothing_from_the_other(storage, tmp_path):
    directory = str(tmp_path / "reports")
    with obedient(PUT=507) as full:
        written = write(from_drift(REPORT), Asked(directory, ("json",), place(full)))
    assert written.paths == {"json": f"{directory}/drift.json"}
    assert len(written.problems) == 1 and "HTTP 507" in written.problems[0]
    (tmp_path / "file").touch()
    written = write(from_drift(REPORT), Asked(str(tmp_path / "file"), ("json",), place(storage)))
    assert written.paths == {"json_url": f"{storage.url}/files/gir/drift.json"}
    assert len(written.problems) == 1 and "is not a directory on the controller" in written.problems[0]


def test_further_files_go_along(storage, tmp_path):
    """A journal is in the directory already, and no format; a plan is written to both."""
    asked = Asked(str(tmp_path / "reports"), ("json",), place(storage))
    written = write(from_drift(REPORT), asked, {"journal.jsonl": "{}\n"})
    assert sorted(written.paths) == ["json", "json_url"]
    assert beside(asked, "plan.json", "{}") == []
    assert sorted(one.name for one in (storage.root / "gir").iterdir()) == ["drift.json", "journal.jsonl", "plan.json"]
    assert sorted(one.name for one in (tmp_path / "reports").iterdir()) == ["drift.json", "plan.json"]


@pytest.mark.parametrize("given", ["/files/gir", "/files/gir/", "/files/gir/drift.json"])
def test_the_previous_report_is_read_from_there(storage, given):
    write(from_drift(REPORT), Asked("", ("json",), place(storage)))
    before = previous.read(f"{storage.url}{given}", place=place(storage))
    assert before.path == f"{storage.url}/files/gir/drift.json"
    assert before.shown == {one["id"] for one in REPORT["findings"]}


def test_before_the_first_report_there_is_none(storage):
    """As with a directory: it is said, and keeps nobody from comparing."""
    url = f"{storage.url}/files/gir/"
    found, wrong = options.read(variables(storage, gir_drift_previous=url).get)
    assert (found.previous, wrong) == (None, [])
    assert found.unread.startswith("Compared with nothing, so that no finding is known to be new or gone: ")
    assert f"gir_drift_previous names {url}drift.json, which does not exist." in found.unread


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<html>", "which is no JSON."), (b"\xff", "which is no JSON."), (b"{}", "which is no report of a comparison")],
)
def test_what_is_no_report_is_passed_over(content, said):
    with obedient(GET=200) as server:
        server.content = content
        with pytest.raises(NoReport, match=said):
            previous.read(f"{server.url}/a.json", place=place(server))


@pytest.mark.parametrize(("status", "said"), [(401, "does not take the account"), (403, "may not read it"),
                                              (500, "HTTP 500; read its log")])  # fmt: skip
def test_a_report_that_cannot_be_read_is_named(status, said):
    with obedient(GET=status) as server, pytest.raises(NoReport, match=said) as raised:
        previous.read(f"{server.url}/files/gir/", place=place(server))
    assert PASSWORD not in str(raised.value)


def test_the_account_stays_with_its_origin():
    """Another port is another origin; nobody is asked."""
    with obedient(GET=200) as other, obedient() as server:
        (violation,) = options.read(variables(server, gir_drift_previous=f"{other.url}/drift.json").get)[1]
        assert (violation.id, violation.severity) == ("GIR994", "error")
        assert f"gir_drift_previous names {other.url}/drift.json, which is another server" in violation.sentence
        assert violation.remedy.startswith("Give an address of the same scheme, host and port")
        assert (other.requests, server.requests) == ([], [])


def test_an_address_that_cannot_be_used_stops_no_comparison():
    given = {"gir_report_url": "reports", "gir_drift_previous": "https://files.test/drift.json"}
    found, wrong = options.read(given.get)
    assert (found.previous, wrong) == (None, [])
    assert "there is no gir_report_url that can be used" in found.unread


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (f"https://gir:{PASSWORD}@files.test/drift.json", "gir_drift_previous contains an account;"),
        (f"https://files.test/drift.json?token={PASSWORD}", "gir_drift_previous has a query or a fragment;"),
        ("https://files.test/drift.json", "but there is no gir_report_url that can be used. Give"),
    ],
)
def test_addresses_of_reports_that_are_refused(given, said):
    with pytest.raises(Refused, match=said) as raised:
        previous.read(given)
    assert PASSWORD not in str(raised.value)
