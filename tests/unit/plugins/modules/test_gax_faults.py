# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gax_options while GAX, its session or the network fail: the result always tells what was written and what not."""

import module_runs
import pytest
from answer_forms import OTHER_FORMS
from gax_systems import connect, gax, values, wde, writes
from standins.gax_dialects import DIALECTS
from standins.gax_sites import application, directory

pytestmark = pytest.mark.usefixtures("short_pauses")

SITE = ("interaction-workspace", "disaster-recovery.eservices-site")
OTHER = application("105", "Other", {"s": {"k": "v"}})
BOTH = [wde(), wde(name="Other", options={"s": {"k": "w"}})]


def sites(server):
    return values(server, "CfgApplication", "104", "options")[SITE], values(server, "CfgApplication", "105", "options")[
        "s", "k"
    ]


@pytest.mark.parametrize("style", sorted(DIALECTS["session_lost"].values))
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_lost_session_is_renewed(style, method):
    with gax(OTHER, dialect={"session_lost": style}) as server:
        server.faults.add("expired_session", method=method, path="CfgApplication/10", times=1)
        assert module_runs.succeed("gax_options", connect(server, BOTH))["changed"] is True
        assert sites(server) == ("DC2", "w")
        assert len([call for call in server.requests if call["path"].endswith("/login")]) == 2


def test_a_gax_that_forgets_each_session_is_given_up():
    with gax() as server:
        server.faults.add("expired_session", path="/cfg/objects")
        assert (
            "asks for a login again right after one" in module_runs.fail("gax_options", connect(server, [wde()]))["msg"]
        )


INTERRUPTIONS = [
    ("drop", "before", {}),
    ("drop", "after", {}),
    ("status", "before", {"status": 502}),
    ("status", "after", {"status": 502}),
    ("truncate", "before", {}),
    ("truncated_json", "before", {}),
]


@pytest.mark.parametrize(("kind", "phase", "extra"), INTERRUPTIONS)
def test_a_write_that_was_interrupted_is_looked_up(kind, phase, extra):
    with gax(OTHER) as server:
        server.faults.add(kind, method="PUT", path="CfgApplication/104", times=1, phase=phase, **extra)
        result = module_runs.succeed("gax_options", connect(server, BOTH))
        assert [item["outcome"] for item in result["results"]] == ["done", "done"]
        assert sites(server) == ("DC2", "w")
        executed_at_first = phase == "after" or kind.startswith("trunc")
        puts = [call for call in writes(server) if call["path"].endswith("/104")]
        assert len(puts) == (1 if executed_at_first else 2)


def test_a_refused_object_does_not_keep_the_others_from_being_written():
    with gax(OTHER) as server:
        server.faults.add("status", method="PUT", path="CfgApplication/104", status=403)
        result = module_runs.fail("gax_options", connect(server, BOTH))
        assert [item["outcome"] for item in result["results"]] == ["not done", "done"]
        assert result["changed"] is True
        assert result["msg"].startswith("1 of 2 objects failed (1 not done), 1 were written: GAX http://127.0.0.1:")
        assert "HTTP 403" in result["results"][0]["message"]
        assert sites(server) == ("DC1", "w")


def test_a_gax_that_dies_is_told_with_what_was_done():
    with gax(OTHER) as server:
        server.faults.add("drop", path="CfgApplication/105")
        result = module_runs.fail("gax_options", connect(server, BOTH))
        assert [item["outcome"] for item in result["results"]] == ["done", "not done"]
        assert "No GAX could serve GET" in result["msg"]
        assert sites(server) == ("DC2", "v")


def test_the_second_gax_takes_over():
    tree = directory(application("104", "WDE", {SITE[0]: {SITE[1]: "DC1"}}), OTHER)
    with gax() as first, gax() as second:
        first.directory = second.directory = tree
        first._objects._directory = second._objects._directory = tree
        first.faults.add("status", path="CfgApplication/105", status=503)
        result = module_runs.succeed("gax_options", connect(first, BOTH, url=[first.url, second.url]))
        assert {item["outcome"] for item in result["results"]} == {"done"}
        assert [call["path"][-4:] for call in writes(second)] == ["/105"]
        first.stop()
        assert (
            module_runs.succeed(
                "gax_options", connect(second, BOTH, url=[first.url or "http://127.0.0.1:9", second.url])
            )["changed"]
            is False
        )
        first.start()


@pytest.mark.parametrize("kind", ["html", "empty", "truncated_json", "redirect", "oversized"])
def test_strange_answers_end_in_one_sentence(kind):
    with gax() as server:
        options = {"size": 3000} if kind == "oversized" else {}
        server.faults.add(kind, method="GET", path="/cfg/objects", **options)
        result = module_runs.fail("gax_options", connect(server, [wde()]))
        assert server.url in result["msg"]
        assert result["msg"].endswith(("Nothing was changed.", "this host reaches it. Nothing was changed."))
        assert writes(server) == []


@pytest.mark.parametrize("fault", OTHER_FORMS)
def test_answers_in_another_form_are_read(fault):
    """An umlaut goes back to GAX as it was, whatever was written beside it."""
    with gax(application("105", "Other", {"s": {"k": "v", "name": "Köln"}})) as server:
        server.faults.add(method="GET", path="CfgApplication/105", **fault)
        module_runs.succeed("gax_options", connect(server, BOTH[1:]))
        assert values(server, "CfgApplication", "105", "options")["s", "name"] == "Köln"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "encoded", "encoding": "latin-1"}, "the answer is not UTF-8 from byte"),
        ({"kind": "compressed", "coding": "br"}, "the answer is compressed (br), which was not asked for"),
        ({"kind": "compressed", "coding": None}, "the answer is compressed (gzip), but no Content-Encoding says so"),
    ],
)
def test_what_cannot_be_read_is_named(fault, words):
    with gax(application("105", "Other", {"s": {"k": "v", "name": "Köln"}})) as server:
        server.faults.add(method="GET", path="CfgApplication/105", **fault)
        assert words in module_runs.fail("gax_options", connect(server, BOTH[1:]))["msg"]
        assert writes(server) == []


def test_a_refused_login_names_the_other_form():
    with gax() as server:
        result = module_runs.fail("gax_options", connect(server, [wde()], url_password="wrong-password-1"))
        assert "refuses the login of gir (HTTP 401)" in result["msg"]
        assert "try the other password_form (now clear)" in result["msg"]
        assert "wrong-password-1" not in result["text"]
        assert len([call for call in server.requests if call["path"].endswith("/login")]) == 1


def test_what_is_no_gax_is_told():
    with gax() as server:
        result = module_runs.fail("gax_options", connect(server, [wde()], url=[server.url + "/elsewhere"]))
        assert "so it is no GAX" in result["msg"]


def test_a_gax_that_starts_is_waited_for():
    with gax(schema_after=2) as server:
        assert module_runs.succeed("gax_options", connect(server, [wde()]))["changed"] is True
    with gax(schema_after=1000) as server:
        late = module_runs.fail("gax_options", connect(server, [wde()], ready_timeout=0))
        assert "its schema was not ready after 0 seconds" in late["msg"]


def test_the_session_is_left_behind_by_nobody():
    with gax() as server:
        module_runs.succeed("gax_options", connect(server, [wde()]))
        module_runs.fail("gax_options", connect(server, [wde(name="Nobody")]))
        assert server.facts()["sessions"] == 0


def test_mistakes_in_the_connection_are_told_at_once():
    arguments = {
        "url": ["gax.example.com", "http://u:pw-in-url@h"],
        "url_username": "a",
        "url_password": "b",
        "timeout": 0,
        "ready_timeout": -1,
    }
    result = module_runs.fail(
        "gax_options", dict(arguments, objects=[wde()], secret_keys=["("], ca_path="/nowhere/ca.pem")
    )
    assert len(result["problems"]) == 6
    assert "pw-in-url" not in result["text"]
