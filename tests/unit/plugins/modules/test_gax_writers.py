# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gax_options beside others who change the same objects, and what many objects cost."""

import threading

import module_runs
import pytest
import series
from ansible_collections.gir.multidc.plugins.module_utils._gax import apply as gax_apply
from ansible_collections.gir.multidc.plugins.module_utils._gax.client import GaxClient
from ansible_collections.gir.multidc.plugins.module_utils._gax.lookup import Lookup
from ansible_collections.gir.multidc.plugins.module_utils._gax.plan import changes_of
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import Wanted
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from gax_systems import connect, dn, gax, options, values, wde, writes
from standins.gax_sites import PASSWORD, USER, application

SITE = ("interaction-workspace", "disaster-recovery.eservices-site")


def click(server, key, value="clicked"):
    """What a person at a GAX console does: his whole object, with one more option."""
    thing = dict(server.directory.get("CfgApplication", "104"))
    entries = [e for e in thing["options"]["property"] if e["key"] != key]
    thing["options"] = {"property": [*entries, {"section": "human", "key": key, "value": value}]}
    server.directory.put(thing)


def reads_one(request):
    return request.method == "GET" and request.path.endswith("/CfgApplication/104")


def test_a_change_since_the_first_look_is_taken_over():
    with gax() as server:

        def observer(request):
            if request.method == "GET" and request.path.endswith("/cfg/objects"):
                click(server, "foreign")
                server.observer = None

        server.observer = observer
        assert module_runs.succeed("gax_options", connect(server, [wde()]))["changed"] is True
        found = values(server, "CfgApplication", "104", "options")
        assert found["human", "foreign"] == "clicked"
        assert found[SITE] == "DC2"


def test_an_object_that_keeps_changing_is_a_conflict_and_is_left_alone():
    other = application("105", "Other", {"interaction-workspace": {SITE[1]: "DC1"}})
    with gax(other) as server:
        clicks = []

        def observer(request):
            if reads_one(request) or request.path.endswith("/cfg/objects"):
                clicks.append(str(len(clicks)))
                click(server, "foreign", clicks[-1])

        server.observer = observer
        result = module_runs.fail("gax_options", connect(server, [wde(), wde(name="Other", options=options("DC2"))]))
        assert [item["outcome"] for item in result["results"]] == ["conflict", "done"]
        assert result["changed"] is True
        assert (
            "CfgApplication WDE is being changed by somebody else at this moment; it was left as it is."
            in result["msg"]
        )
        assert [call["path"][-4:] for call in writes(server)] == ["/105"]
        found = values(server, "CfgApplication", "104", "options")
        assert (found["human", "foreign"], found[SITE]) == (clicks[-1], "DC1")


def test_what_somebody_else_did_is_not_done_again():
    with gax() as server:

        def observer(request):
            if request.path.endswith("/cfg/objects"):
                server.observer = None
                thing = dict(server.directory.get("CfgApplication", "104"))
                entries = [dict(e, value="DC2") if e["key"] == SITE[1] else e for e in thing["options"]["property"]]
                server.directory.put(dict(thing, options={"property": entries}))

        server.observer = observer
        result = module_runs.succeed("gax_options", connect(server, [wde()]))
        assert result["changed"] is False
        assert writes(server) == []


class Writer(threading.Thread):
    """Sets one option of its own, as a module run does."""

    def __init__(self, server, key):
        super().__init__(daemon=True)
        self.client = GaxClient([server.url], USER, PASSWORD, TlsOptions(), retries=0, timeout=10)
        wanted = Wanted(
            0, {"type": "CfgApplication", "name": "WDE", "state": "merged", "options": {"mine": {key: "set"}}}
        )
        raw, _found = Lookup(self.client).find(wanted)
        self.operation = gax_apply.Operation(wanted, gax_apply.UPDATED, raw, changes_of(wanted, raw))

    def run(self):
        try:
            gax_apply.carry_out(self.client, [self.operation], False)
        finally:
            self.client.close()

    def outcome(self):
        self.join(30)
        assert not self.is_alive()
        return self.operation.outcome, self.operation.message


def test_a_writer_whose_change_is_taken_back_writes_it_again():
    with gax() as server:
        first, second = Writer(server, "first"), Writer(server, "second")
        written = threading.Event()

        def observer(request):
            if request.method == "PUT":
                written.set()
            elif reads_one(request) and not second.ident:
                # The first has read and not yet written: the second does all of it.
                second.start()
                assert written.wait(5)

        server.observer = observer
        first.start()
        assert first.outcome() == ("done", None)
        assert second.outcome() == ("done", None)
        found = values(server, "CfgApplication", "104", "options")
        assert (found["mine", "first"], found["mine", "second"]) == ("set", "set")
        assert len(writes(server)) == 3


def test_a_writer_who_was_held_up_after_his_read_reads_again():
    with gax() as server:
        first, second = Writer(server, "first"), Writer(server, "second")

        def observer(request):
            if reads_one(request) and not second.ident:
                second.start()
                assert second.outcome() == ("done", None)

        server.observer = observer
        first.start()
        assert first.outcome() == ("done", None)
        found = values(server, "CfgApplication", "104", "options")
        assert (found["mine", "first"], found["mine", "second"]) == ("set", "set")


def test_many_writers_at_once_lose_nothing_or_say_so():
    with gax() as server:
        writers = [Writer(server, str(number)) for number in range(6)]
        for writer in writers:
            writer.start()
        outcomes = [writer.outcome()[0] for writer in writers]
        found = values(server, "CfgApplication", "104", "options")
        for number, outcome in enumerate(outcomes):
            assert outcome in {"done", "conflict"}
            assert (found.get(("mine", str(number))) == "set") or outcome == "conflict"
        assert "done" in outcomes
        assert found[SITE] == "DC1"


@pytest.mark.parametrize("kind", ["CfgApplication", "CfgDN"])
def test_many_objects_take_few_requests(kind):
    many = series.length(sample=60, whole=200)
    if kind == "CfgDN":
        reads = 2 * many
        things = [dn(str(1000 + n), str(7000 + n)) for n in range(many)]
        objects = [
            {"type": kind, "name": str(7000 + n), "annex": {"TServer": {"geo-location": "ny"}}} for n in range(many)
        ]
    else:
        reads = 2
        things = [application(str(1000 + n), f"App {n}", {"s": {"k": "v"}}) for n in range(many)]
        objects = [{"type": kind, "name": f"App {n}", "options": {"s": {"k": "w"}}} for n in range(many)]
    with gax(*things) as server:
        result = module_runs.succeed("gax_options", connect(server, objects))
        assert {item["outcome"] for item in result["results"]} == {"done"}
        assert len(writes(server)) == many
        # One read immediately before each write; the first look and the last one besides.
        calls = [call for call in server.requests if "/cfg/objects" in call["path"] and call["method"] == "GET"]
        assert len(calls) == many + reads
        assert sum(1 for call in server.requests if call["path"].endswith("/login")) == 1
        again = module_runs.succeed("gax_options", connect(server, objects))
        assert again["changed"] is False
