# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""datastore_info of Elasticsearch, in the releases that answer differently."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from module_runs import run, succeed
from standins.elasticsearch import WATERMARK, Elasticsearch
from standins.elasticsearch_index import Index
from standins.endpoints import Endpoint
from standins.httpd import Response

VERSIONS = ("1.7.6", "2.4.6", "5.6.16", "7.1.1", "7.17.9", "8.13.0")
FIELDS = {"index": "recordings", "time_field": "start", "location_field": "region", "days": 3}
NOW = datetime.now(timezone.utc)


def ask(server, **options):
    return succeed("datastore_info", {"kind": "elasticsearch", "url": server.url, **options})


def recordings(*rows):
    """An index of (days ago, location, how many)."""
    noon = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    for ago, location, count in rows:
        found += [{"start": noon - timedelta(days=ago), "region": location}] * count
    return Index(found)


def day(ago):
    return (NOW - timedelta(days=ago)).strftime("%Y-%m-%d")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_release_counts_by_day_and_location(version):
    with Elasticsearch("es1", version=version) as server:
        server.indexes["recordings"] = recordings((0, "/US", 2), (0, "/DE", 1), (1, "/US", 4), (9, "/US", 7))
        found = ask(server, **FIELDS)
    assert found["counts"]["days"] == [
        {"day": day(1), "count": 4, "locations": {"/US": 4}},
        {"day": day(0), "count": 3, "locations": {"/US": 2, "/DE": 1}},
    ]
    assert found["counts"]["newest"] == day(0) + "T00:00:00Z"
    assert found["health"]["status"] == "green" and found["version"] == version
    assert set(found["unanswered"]) <= {"watermarks"} and not found["changed"]


@pytest.mark.parametrize("version", VERSIONS)
def test_watermarks_are_named_since_release_5(version):
    with Elasticsearch("es1", version=version) as server:
        found = ask(server)
        given = ask(server, watermarks={"low": "50%", "high": "45gb"})
    named = int(version[0]) >= 5
    assert found["watermarks"] == ({"low": "85%", "high": "90%", "flood_stage": "95%"} if named else {})
    assert ("watermarks" in found["unanswered"]) is not named
    assert given["watermarks"]["low"] == ("85%" if named else "50%")


@pytest.mark.parametrize(
    ("used", "over"), [(40, None), (85, None), (86, "low"), (91, "high"), (96, "flood_stage"), (100, "flood_stage")]
)
def test_the_highest_watermark_that_a_disk_exceeds(used, over):
    with Elasticsearch("es1", version="7.17.9", nodes=2) as server:
        server.disks["es1-2"] = used
        found = ask(server)["disks"]
    assert [disk["over"] for disk in found] == [None, over] and found[1]["used_percent"] == used


@pytest.mark.parametrize(
    ("mark", "over"), [("70gb", "low"), ("50gb", None), ("0.35", "low"), ("0.5", None), ("x", None)]
)
def test_watermarks_in_bytes_and_ratios(mark, over):
    with Elasticsearch("es1", version="1.7.6") as server:
        server.settings[WATERMARK + "low"] = mark
        assert ask(server)["disks"][0]["over"] == over


def test_headroom_limits_what_a_percentage_asks_for():
    with Elasticsearch("es1", version="8.13.0") as server:
        server.disks["es1-1"] = 87
        server.settings[WATERMARK + "low.max_headroom"] = "10gb"
        assert ask(server)["disks"][0]["over"] is None


def test_a_red_cluster():
    with Elasticsearch("es1", status="red") as server:
        assert ask(server)["health"]["status"] == "red"


def test_an_account_is_used_and_not_shown():
    with Elasticsearch("es1") as server:
        server.accounts = {"monitor": "search-password-4711"}
        found = ask(server)
        assert found["answers"] and found["health"] is None
        assert "status 401" in found["unanswered"]["health"]
        found = ask(server, url_username="monitor", url_password="search-password-4711")
        assert found["health"]["status"] == "green" and "search-password-4711" not in found["text"]


def test_names_that_repeat_the_password_are_returned_without_it():
    secret = "search-password-4711"
    named = {"name": "a", "cluster_name": secret, "version": {"number": secret, "distribution": f"x {secret}"}}
    health = {"status": "green", "nodes": {"1": {"name": secret, "fs": {"total": TOTAL}}}}
    with Hostile(json.dumps({**named, **health})) as server:
        found = ask(server, url_username="monitor", url_password=secret)
    assert found["health"]["status"] == "green" and found["disks"] and secret not in found["text"]


def test_nobody_who_listens_is_asked_once():
    with Elasticsearch("es1") as server:
        url = server.url
    found = succeed("datastore_info", {"kind": "elasticsearch", "url": url, **FIELDS})
    assert not found["answers"] and found["counts"] is None
    assert set(found["unanswered"].values()) == {"it does not answer (connection refused)"}


def test_an_index_that_is_not_there_is_named():
    with Elasticsearch("es1") as server:
        found = ask(server, **FIELDS)
    assert found["health"]["status"] == "green" and "IndexMissingException" in found["unanswered"]["counts"]


def test_without_the_names_of_index_and_field_nothing_is_counted():
    with Elasticsearch("es1") as server:
        found = ask(server, index="recordings")
        assert found["unanswered"]["counts"] == "index and time_field are not both given"
        assert not [one for one in server.requests if one["method"] != "GET"]


def test_days_without_a_location_field_are_counted():
    with Elasticsearch("es1", version="8.13.0") as server:
        server.indexes["recordings"] = recordings((0, "/US", 2))
        found = ask(server, index="recordings", time_field="start")
    assert found["counts"]["days"] == [{"day": day(0), "count": 2, "locations": {}}]


def test_an_empty_index_is_counted():
    with Elasticsearch("es1", version="8.13.0") as server:
        server.indexes["recordings"] = Index()
        assert ask(server, **FIELDS)["counts"] == {"newest": None, "days": []}


TOTAL = {"total_in_bytes": 100, "available_in_bytes": 50}


class Hostile(Endpoint):
    """Answers every question with the same body."""

    kind = "hostile server"

    def __init__(self, body, content_type="application/json"):
        super().__init__("hostile")
        self._body, self._type = body, content_type

    def handle(self, request):
        return Response(200, self._body, content_type=self._type)


DEEP = json.dumps({"status": "green", "nodes": {}}).replace("{}", '{"a":' * 100 + "1" + "}" * 100)
BODIES = (
    "<html><title>Proxy</title></html>",
    "[]",
    '{"status": 1}',
    '{"status": "blue\\u001b[31m"}',
    '{"status": ["green"], "nodes": [], "version": "8", "aggregations": {"days": 1, "newest": 1}}',
    '{"status": {}, "nodes": {"a": {"fs": {"data": [1], "total": {"total_in_bytes": 1e400}}}}, "version": {}}',
    '{"status": null, "aggregations": {"days": {"buckets": [{"key": 1e300, "doc_count": 1}]}, "newest": {}}}',
    '{"timed_out": true}',
    DEEP,
    "\x00\x01",
    "",
)


@pytest.mark.parametrize("body", BODIES)
def test_answers_of_another_form_are_no_answers(body):
    with Hostile(body) as server:
        found = ask(server, **FIELDS)
    assert found["counts"] is None and found["unanswered"]["counts"]
    assert (found["health"] or {}).get("status") == ("green" if body == DEEP else None)
    assert "\x1b" not in found["text"]


def test_a_part_of_an_index_is_not_taken_for_the_whole():
    parts = {"days": {"buckets": []}, "newest": {"value": None}}
    with Hostile(json.dumps({"_shards": {"failed": 1}, "aggregations": parts})) as server:
        assert "only a part of the index" in ask(server, **FIELDS)["unanswered"]["counts"]


def test_wrong_options_are_named_all_at_once():
    wrong = {"days": 0, "url": "es1:9200", "watermarks": {"low": "many"}}
    found = run("datastore_info", {"kind": "elasticsearch", **wrong})
    assert found["failed"] and len(found["problems"]) == 3
    found = run("datastore_info", {"kind": "elasticsearch"})
    assert found["failed"] and "url" in found["msg"]
