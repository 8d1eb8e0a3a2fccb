# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the answers of Elasticsearch mean for a failover."""

import pytest
from datastore_system import SEARCH, Stores, counts

FAILED, UNSEEN = "failed", "not observable"
FULL = [("2026-11-25", 5), ("2026-11-26", 7), ("2026-11-27", 2)]


@pytest.mark.parametrize(
    ("colour", "answer", "prevents"),
    [("green", "confirmed", ()), ("yellow", FAILED, ()), ("red", FAILED, ("planned",))],
)
def test_the_colour_of_a_cluster(colour, answer, prevents):
    stores = Stores()
    stores.answers["es1-dc2"]["health"]["status"] = colour
    point = stores.point("health", "dc2")
    assert (point.answer, point.prevents) == (answer, prevents) and colour in point.text
    assert stores.point("health", "dc1").answer == "confirmed"


def test_the_worst_colour_of_all_nodes_counts():
    stores = Stores(search=("es1-dc1", "es2-dc2", "es1-dc2"))
    assert stores.point("health", "dc2").answer == "confirmed"
    stores.answers["es2-dc2"]["health"]["status"] = "red"
    assert stores.point("health", "dc2").answer == FAILED


def test_elasticsearch_that_does_not_answer_has_failed():
    stores = Stores()
    stores.silence("es1-dc2", reason="it does not answer (connection refused)")
    point = stores.point("health", "dc2")
    assert (point.answer, point.prevents) == (FAILED, ("planned",)) and "connection refused" in point.text
    assert stores.point("disks", "dc2").answer == UNSEEN


def test_an_answer_that_is_no_json_is_not_observable():
    stores = Stores()
    stores.silence("es1-dc2", "health", "disks", "counts", reason="/_cluster/health: the answer is HTML")
    point = stores.point("health", "dc2")
    assert point.answer == UNSEEN and "the answer is HTML" in point.text
    assert stores.bad() == {("health", "dc2", UNSEEN), ("disks", "dc2", UNSEEN), ("index", "dc2", UNSEEN)}


def test_a_host_without_an_address_is_named():
    stores = Stores()
    del stores.variables["es1-dc2", "gir_elasticsearch_url"]
    point = stores.point("health", "dc2")
    assert point.answer == UNSEEN and "gir_elasticsearch_url of es1-dc2 is not given" in point.text


def test_a_host_outside_of_the_run_is_not_blamed_for_its_variables():
    stores = Stores()
    del stores.variables["es1-dc2", "gir_elasticsearch_url"]
    stores.away.add("es1-dc2")
    assert stores.point("health", "dc2").text.endswith("is not known: es1-dc2 is not in this run.")


@pytest.mark.parametrize(("level", "prevents"), [("low", ()), ("high", ()), ("flood_stage", ("planned",))])
def test_a_disk_beyond_a_watermark(level, prevents):
    stores = Stores()
    stores.answers["es1-dc2"]["disks"].append({"node": "es2", "used_percent": 96.5, "over": level})
    point = stores.point("disks", "dc2")
    assert (point.answer, point.prevents) == (FAILED, prevents)
    assert "es2" in point.text and "96.5 %" in point.text and level in point.text


def test_without_a_watermark_a_disk_is_not_judged():
    stores = Stores()
    stores.answers["es1-dc2"]["watermarks"] = {}
    point = stores.point("disks", "dc2")
    assert point.answer == UNSEEN and "40 % full" in point.text and "gir_elasticsearch_watermarks" in point.remedy


def test_the_name_of_the_cluster_is_that_of_rws():
    stores = Stores()
    assert not [one for one in stores.points() if one.name == "cluster name"]
    stores.variables["rws1-dc1", "rws_cr_cluster_name"] = "gir_es"
    assert stores.point("cluster name", "dc2").answer == "confirmed"
    stores.answers["es1-dc2"]["cluster_name"] = "elasticsearch"
    assert stores.point("cluster name", "dc2").answer == FAILED


@pytest.mark.parametrize(
    ("standby", "allowed", "answer"),
    [
        (FULL, None, "confirmed"),
        (FULL[:2], None, "confirmed"),
        (FULL[:1], None, FAILED),
        (FULL[:1], 2, "confirmed"),
        (FULL[:2], 0, FAILED),
        (FULL[:2], "0", FAILED),
        ([], None, FAILED),
        (FULL, "soon", UNSEEN),
    ],
)
def test_an_index_that_is_days_behind(standby, allowed, answer):
    stores = Stores()
    stores.answers["es1-dc2"]["counts"] = counts(*standby)
    stores.variables["localhost", "gir_elasticsearch_days_behind"] = allowed
    point = stores.point("index", "dc2")
    assert point.answer == answer, point.text
    assert point.prevents == (() if answer == "confirmed" else ("planned",))


def test_recordings_of_an_older_day_that_the_standby_lacks():
    stores = Stores()
    stores.answers["es1-dc2"]["counts"] = counts(("2026-11-25", 4), *FULL[1:])
    point = stores.point("counts", "dc2")
    assert (point.answer, point.prevents) == (FAILED, ())
    assert "On 2026-11-25 the index of dc1 has 5 recordings of /US, that of dc2 4" in point.text


def test_differences_of_the_last_days_are_only_shown():
    stores = Stores()
    stores.answers["es1-dc2"]["counts"] = counts(FULL[0], ("2026-11-26", 6))
    point = stores.point("counts", "dc2")
    assert point.answer == "confirmed" and point.facts["different"] == 2
    assert point.facts["differences"][0] == {
        "day": "2026-11-26", "location": "/US", "settled": False, "dc1": 7, "dc2": 6
    }  # fmt: skip


def test_equal_days_of_different_locations_differ():
    stores = Stores()
    stores.answers["es1-dc2"]["counts"] = counts(*FULL, location="/DE")
    assert "/DE" in stores.point("counts", "dc2").text and stores.point("counts", "dc2").answer == FAILED


def test_days_without_locations_are_compared_as_a_whole():
    stores = Stores()
    for host in SEARCH:
        for day in stores.answers[host]["counts"]["days"]:
            day["locations"] = {}
    assert stores.bad() == set()


def test_indexes_without_a_recording_prove_nothing():
    stores = Stores()
    for host in SEARCH:
        stores.answers[host]["counts"] = counts()
    assert stores.point("index", "dc2").answer == UNSEEN


def test_indexes_that_nobody_counts_name_the_variables():
    stores = Stores()
    for host in SEARCH:
        stores.silence(host, "counts", reason="index and time_field are not both given")
    point = stores.point("index", "dc2")
    assert point.answer == UNSEEN and "gir_elasticsearch_time_field" in point.remedy


def test_a_data_center_without_a_host_of_elasticsearch():
    stores = Stores(search=("es1-dc1",))
    assert stores.point("health", "dc2").answer == UNSEEN
    assert "has no host in dc2" in stores.point("index", "dc2").text


def test_without_the_group_one_point_says_so():
    (point,) = [one for one in Stores(search=()).points() if one.component == "Elasticsearch"]
    assert point.answer == UNSEEN and "gir_elasticsearch" in point.text
