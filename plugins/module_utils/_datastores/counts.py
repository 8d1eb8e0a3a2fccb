# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many documents an index holds by day and location: private to this collection, may change at any time.

A date histogram with terms below it, which every Elasticsearch since 1.0 and OpenSearch know. Before 7.2 the day is its
`interval`, from 8.0 on its `calendar_interval`
(https://www.elastic.co/guide/en/elasticsearch/reference/7.2/search-aggregations-bucket-datehistogram-aggregation.html).
"""

import re
from datetime import datetime, timedelta
from typing import Any, Dict, List, Optional
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._datastores.disks import number
from ansible_collections.gir.multidc.plugins.module_utils._datastores.printed import shown

MOST_DAYS = 366
MOST_LOCATIONS = 200
_EPOCH = datetime(1970, 1, 1)


def path(index: str) -> str:
    """Where to search an index, several, or a pattern."""
    return "/%s/_search" % quote(index, safe=",*-_.")


def query(version: Optional[str], distribution: Optional[str], options: Dict[str, Any]) -> Dict[str, Any]:
    """The search: no document, only numbers, of the last days and of today."""
    day = {"field": options["time_field"], _interval(version, distribution): "day"}
    days: Dict[str, Any] = {"date_histogram": day}
    if options["location_field"]:
        terms = {"field": options["location_field"], "size": MOST_LOCATIONS}
        days["aggs"] = {"locations": {"terms": terms}}
    since = {"gte": "now-%dd/d" % (options["days"] - 1), "lt": "now+1d/d"}
    return {
        "size": 0,
        "query": {"range": {options["time_field"]: since}},
        "aggs": {"days": days, "newest": {"max": {"field": options["time_field"]}}},
    }


def _interval(version: Optional[str], distribution: Optional[str]) -> str:
    numbers = re.match(r"^(\d{1,4})\.(\d{1,4})", version or "")
    if distribution == "opensearch" or (numbers and (int(numbers.group(1)), int(numbers.group(2))) >= (7, 2)):
        return "calendar_interval"
    return "interval"


def read(answer: Any) -> Dict[str, Any]:
    """What the search found: the newest document, and the days that have some. Raises one of SURPRISES."""
    shards = answer.get("_shards") or {}
    if answer.get("timed_out") or number(shards.get("failed")):
        raise ValueError("only a part of the index answered")
    parts = answer["aggregations"]
    buckets = parts["days"]["buckets"]
    if not isinstance(buckets, list) or len(buckets) > MOST_DAYS + 1:
        raise ValueError("it has more days than were asked for")
    days = [_day(bucket) for bucket in buckets]
    newest = number(parts["newest"].get("value"))
    return {
        "newest": None if newest is None else _moment(newest).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "days": sorted((day for day in days if day["count"]), key=lambda day: str(day["day"])),
    }


def _day(bucket: Any) -> Dict[str, Any]:
    count, key = number(bucket["doc_count"]), number(bucket["key"])
    if count is None or key is None:
        raise ValueError("a day has no number")
    locations: List[Any] = (bucket.get("locations") or {}).get("buckets") or []
    found = {shown(one["key"]): number(one["doc_count"]) or 0 for one in locations[:MOST_LOCATIONS]}
    return {"day": _moment(key).strftime("%Y-%m-%d"), "count": count, "locations": found}


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
