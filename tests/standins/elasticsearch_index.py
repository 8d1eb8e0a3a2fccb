# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of Elasticsearch's search that counts: a range query, date histogram, terms and max, over one index.

Sources: the pages search-aggregations-bucket-datehistogram-aggregation of 1.7, 7.2 and 8.0 (`interval` is deprecated in
7.2 and gone in 8.0, `calendar_interval` is there since 7.2), search-aggregations-bucket-terms-aggregation, date math.
"""

import re
from datetime import datetime, timedelta, timezone

_MATH = re.compile(r"^now(?:([+-])(\d+)d)?(/d)?$")
_DAY = 86400000


class Refused(Exception):
    """The search has a part that this version does not take."""


class Index:
    """Documents: dictionaries of fields; those in `time_fields` are datetimes in UTC."""

    def __init__(self, documents=(), now=None):
        self.documents = list(documents)
        self.now = now

    def search(self, body, version):
        """The answer to a search, as a dictionary."""
        unknown = set(body) - {"size", "query", "aggs", "aggregations"}
        if unknown or body.get("size") != 0:
            raise Refused(f"unknown key for a {sorted(unknown)}" if unknown else "only counts are here")
        found = [one for one in self.documents if self._matches(one, body.get("query"))]
        return {
            "took": 1,
            "timed_out": False,
            "_shards": {"total": 1, "successful": 1, "failed": 0},
            "hits": {"total": len(found), "max_score": 0.0, "hits": []},
            "aggregations": _aggregated(body["aggs"], found, version),
        }

    def _matches(self, document, query):
        if query is None:
            return True
        ((field, limits),) = query["range"].items()
        value = document.get(field)
        bounds = {"gte": lambda limit: value >= limit, "lt": lambda limit: value < limit}
        return value is not None and all(bounds[name](self._time(text)) for name, text in limits.items())

    def _time(self, text):
        found = _MATH.match(text)
        if not found:
            raise Refused(f"failed to parse date field [{text}]")
        time = self.now or datetime.now(timezone.utc)
        if found.group(2):
            time += timedelta(days=int(found.group(1) + found.group(2)))
        return time.replace(hour=0, minute=0, second=0, microsecond=0) if found.group(3) else time


def _aggregated(asked, documents, version):
    found = {}
    for name, aggregation in asked.items():
        ((kind, options),) = [item for item in aggregation.items() if item[0] != "aggs"]
        makers = {"date_histogram": _histogram, "terms": _terms, "max": _max}
        if kind not in makers:
            raise Refused(f"Unknown aggregation type [{kind}]")
        found[name] = makers[kind](options, aggregation.get("aggs") or {}, documents, version)
    return found


def _histogram(options, below, documents, version):
    interval = {"interval", "calendar_interval"} & set(options)
    if interval == {"calendar_interval"} and version < (7, 2):
        raise Refused("Unknown key for a VALUE_STRING in [days]: [calendar_interval]")
    if interval == {"interval"} and version >= (8, 0):
        raise Refused("[date_histogram] unknown field [interval]")
    if options[interval.pop()] != "day":
        raise Refused("only days are here")
    by_day = {}
    for one in documents:
        if one.get(options["field"]) is not None:
            by_day.setdefault(_milliseconds(one[options["field"]]) // _DAY, []).append(one)
    # Days without a document are there, too, between those that have some.
    every = range(min(by_day), max(by_day) + 1) if by_day else ()
    buckets = []
    for day in every:
        some = by_day.get(day, [])
        text = datetime.fromtimestamp(day * 86400, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        bucket = {"key_as_string": text, "key": day * _DAY, "doc_count": len(some)}
        buckets.append({**bucket, **_aggregated(below, some, version)})
    return {"buckets": buckets}


def _terms(options, below, documents, version):
    counts = {}
    for one in documents:
        if one.get(options["field"]) is not None:
            counts[one[options["field"]]] = counts.get(one[options["field"]], 0) + 1
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    buckets = [{"key": key, "doc_count": count} for key, count in most[: options["size"]]]
    left = sum(count for _key, count in most[options["size"] :])
    return {"doc_count_error_upper_bound": 0, "sum_other_doc_count": left, "buckets": buckets}


def _max(options, below, documents, version):
    values = [_milliseconds(one[options["field"]]) for one in documents if one.get(options["field"]) is not None]
    return {"value": float(max(values)) if values else None}


def _milliseconds(time):
    return int(time.timestamp() * 1000)
