# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gax_write_probe: an object that is sent back as it was read, and every way in which GAX may refuse it."""

import copy

import module_runs
import pytest
from gax_systems import connect, gax, stored, values, writes
from standins.gax_sites import PASSWORD, application

pytestmark = pytest.mark.usefixtures("short_pauses")
SECRET = "hush-secret-77"


def probe(server, check=False, **options):
    options = {"name": "WDE", **options}
    result = module_runs.succeed("gax_write_probe", connect(server, **options), check=check)
    assert result["changed"] is False
    assert PASSWORD not in result["text"] and SECRET not in result["text"]
    return result


def told(result):
    return result["observation"], result["readable"], result["written"]


def test_the_same_object_is_written_once():
    with gax(application("105", "Other", {"s": {"password": SECRET}})) as server:
        before = copy.deepcopy(stored(server, "CfgApplication", "105"))
        result = probe(server, name="Other")
        assert told(result) == ("confirmed", True, True)
        assert (result["observation_reason"], result["object"]) == (None, "CfgApplication Other")
        assert stored(server, "CfgApplication", "105") == before
        assert [(call["method"], call["status"]) for call in writes(server)] == [("PUT", 200)]


def test_check_mode_reads_and_writes_nothing():
    with gax() as server:
        result = probe(server, check=True)
        assert told(result) == ("not observable", True, False)
        assert "nothing was written" in result["observation_reason"]
        assert writes(server) == []


@pytest.mark.parametrize("status", [400, 403, 409, 500])
def test_a_layer_that_takes_no_change_answers_in_its_own_words(status):
    with gax() as server:
        server.faults.add("read_only", status=status, message="limited mode,\nnot now\x07")
        result = probe(server)
        assert told(result) == ("failed", True, False)
        assert result["observation_reason"].endswith(f"HTTP {status}: limited mode, not now?")
        # Reading goes on.
        assert module_runs.succeed("gax_info", connect(server, [{"type": "CfgApplication", "name": "WDE"}]))["objects"]


def test_a_refusal_that_echoes_a_secret_of_the_object():
    with gax(application("105", "Other", {"s": {"password": SECRET}})) as server:
        server.faults.add("read_only", message=f"no: password={SECRET}")
        assert told(probe(server, name="Other")) == ("failed", True, False)


@pytest.mark.parametrize(
    ("kind", "more"),
    [("drop", {}), ("html", {}), ("oversized", {"size": 1000}), ("status", {"status": 503}), ("empty", {})],
)
def test_other_answers_end_as_an_observation(kind, more):
    """Whatever becomes of the write, the result says whether it may have been executed."""
    with gax() as server:
        server.faults.add(kind, method="PUT", **more)
        result = probe(server)
        assert result["observation"] in ("confirmed", "failed")
        assert result["observation"] != "confirmed" or kind in ("empty", "oversized")
        assert values(server, "CfgApplication", "104", "options")


def test_a_gax_that_cannot_be_used_is_a_failure_with_its_reason():
    with gax() as server:
        result = probe(server, url_password="wrong-password-1")
        assert told(result) == ("failed", False, False)
        assert "refuses the login" in result["observation_reason"]
        server.faults.add("drop")
        assert told(probe(server)) == ("failed", False, False)


@pytest.mark.parametrize(("name", "words"), [("None", "there is no CfgApplication None"), ("wde", "case-sensitive")])
def test_an_object_that_is_not_there_is_not_written(name, words):
    with gax() as server:
        result = probe(server, name=name)
        assert (result["observation"], result["written"]) == ("not observable", False)
        assert words in result["observation_reason"]
        assert writes(server) == []


def test_a_slow_gax_is_not_written_to():
    """Its read takes so long that somebody else may have written in between."""
    with gax() as server:
        server.faults.add("delay", method="GET", path="/cfg/objects/CfgApplication/104", seconds=0.4)
        result = probe(server)
        assert told(result) == ("not observable", True, False)
        assert "needs more than 0.25 s" in result["observation_reason"]
        assert writes(server) == []


def test_what_reads_back_different_is_named_without_values():
    with gax(application("105", "Other", {"s": {"password": SECRET}})) as server:

        def change(request):
            if request.method == "PUT":
                server.directory.get("CfgApplication", "105")["version"] = "9.9"

        server.observer = change
        result = probe(server, name="Other")
        assert result["observation"] == "failed"
        assert "reads back different (version)" in result["observation_reason"]


def test_bad_options_are_sentences():
    with gax() as server:
        result = module_runs.fail("gax_write_probe", connect(server, name=" ", type="Application"))
        assert len(result["problems"]) == 2
