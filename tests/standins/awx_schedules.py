# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recurrence rules of schedules: what AWX refuses in them, how it writes them, and what it reads out of them.

From SchedulePreviewSerializer.validate_rrule and awx/main/models/schedules.py. AWX leaves the reading to dateutil; the
stand-in reads the parts of RFC 5545 itself, and works out the next run of simple daily and weekly rules only.
"""

import datetime
import re

import zoneinfo

from standins.awx_fields import Invalid

_START = re.compile(r"DTSTART(?:;TZID=([^:\s]+))?:(\d{8}T\d{6})(Z?)")
_FREQUENCIES = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"}
_NUMBERS = {
    "INTERVAL": (1, 10**6),
    "COUNT": (0, 10**6),
    "BYSETPOS": (-366, 366),
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
    "BYEASTER": (-400, 400),
}
_DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
_DAY = re.compile(rf"[+-]?\d*({'|'.join(_DAYS)})$")
_MOMENT = "%Y%m%dT%H%M%S"


def _rules(text):
    return re.findall(r"(?:EX|R)RULE:[^\s]*", text)


def check(text):
    """Refuse what AWX refuses. EXDATE and RDATE end the search; the others are all told at once."""
    for name in ("EXDATE", "RDATE"):
        if f"{name}:" in text.upper():
            raise Invalid({"rrule": f"{name} not allowed in rrule."})
    starts = re.findall(r"DTSTART(?:;[^:]+)?:\d+T\d+Z?", text)
    problems = []
    if not starts:
        problems.append("Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ")
    if re.search(r"DTSTART:\d+T\d+ ", text):
        problems.append("DTSTART cannot be a naive datetime.")
    if len(starts) > 1:
        problems.append("Multiple DTSTART is not supported.")
    if "rrule:" not in text.lower():
        problems.append("One or more rule required in rrule.")
    for rule in _rules(text):
        problems += _rule_problems(rule)
    if not problems:
        try:
            parsed(written(text))
        except ValueError as problem:
            problems.append(f"rrule parsing failed validation: {problem}")
    if problems:
        raise Invalid({"rrule": problems})


def _rule_problems(rule):
    if "interval" not in rule.lower():
        yield f"INTERVAL required in rrule: {rule}"
    elif "secondly" in rule.lower():
        yield f"SECONDLY is not supported: {rule}"
    if re.search(r"BYDAY[:=]\d+[a-zA-Z]{2}", rule):  # only the first day of a list is looked at
        yield f"BYDAY with numeric prefix not supported: {rule}"
    if "COUNT" in rule and "UNTIL" in rule:
        yield f"RRULE may not contain both COUNT and UNTIL: {rule}"
    count = re.search(r"COUNT=(\d+)", rule)
    if count and int(count.group(1)) > 999:
        yield f"COUNT > 999 is unsupported: {rule}"


def _zone(text):
    start = _START.search(text)
    if not start:
        raise ValueError("DTSTART is not understood")
    name, _moment, utc = start.groups()
    if utc:
        return datetime.timezone.utc, "UTC"
    try:
        return zoneinfo.ZoneInfo(name or ""), name
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("A valid TZID must be provided (e.g., America/New_York)") from None


def written(text):
    """The rule as AWX stores it: on one line, and each UNTIL in UTC, which without a zone meant that of DTSTART."""

    def in_utc(match):
        local = datetime.datetime.strptime(match.group(1), _MOMENT).replace(tzinfo=_zone(text)[0])
        return "UNTIL=" + local.astimezone(datetime.timezone.utc).strftime(_MOMENT) + "Z"

    return " ".join(re.sub(r"UNTIL=(\d{8}T\d{6})(?!Z|\d)", in_utc, text).split())


def parsed(text):
    """(start, name of its zone, [{name: value} of each rule]); ValueError for what is no rule."""
    zone, name = _zone(text)
    moment = datetime.datetime.strptime(_START.search(text).group(2), _MOMENT)
    rest = _START.sub("", text, count=1)
    rules = []
    for word in rest.split():
        kind, colon, body = word.partition(":")
        if not colon or kind.upper() not in {"RRULE", "EXRULE"}:
            raise ValueError(f"unsupported property: {word}")
        parts = dict(part.partition("=")[::2] for part in body.upper().split(";"))
        for key, value in parts.items():
            _check_part(key, value)
        if parts.get("FREQ") not in _FREQUENCIES:
            raise ValueError(f"invalid 'FREQ': {parts.get('FREQ')}")
        if kind.upper() == "RRULE":
            rules.append(parts)
    return moment.replace(tzinfo=zone), name, rules


def _check_part(key, value):
    if key in _NUMBERS:
        low, high = _NUMBERS[key]
        values = value.split(",")
        if not all(re.match(r"[+-]?\d+$", each) and low <= int(each) <= high for each in values):
            raise ValueError(f"invalid '{key}': {value}")
    elif key == "BYDAY":
        if not all(_DAY.match(day) for day in value.split(",")):
            raise ValueError(f"invalid '{key}': {value}")
    elif key == "WKST":
        if value not in _DAYS:
            raise ValueError(f"invalid '{key}': {value}")
    elif key == "UNTIL":
        datetime.datetime.strptime(value.rstrip("Z"), _MOMENT)
    elif key != "FREQ":
        raise ValueError(f"unknown parameter '{key}'")


def computed(text, enabled, now):
    """The fields that AWX reads out of a rule: dtstart, dtend, next_run, timezone and until."""
    start, zone, rules = parsed(text)
    ends = [rule.get("UNTIL") for rule in rules]
    until = ""
    if ends[0]:
        end = datetime.datetime.strptime(ends[0].rstrip("Z"), _MOMENT).replace(tzinfo=datetime.timezone.utc)
        until = end.astimezone(start.tzinfo).replace(tzinfo=None).isoformat()
    run = _next(start, rules[0], now) if enabled and len(rules) == 1 else None
    return {
        "dtstart": _told(start),
        "dtend": None if not all(ends) else until and _told(end),
        "next_run": run and _told(run),
        "timezone": zone,
        "until": until,
    }


def _told(moment):
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _next(start, rule, now):
    """The next run of a daily or weekly rule without further conditions; of any other nothing is said."""
    if rule["FREQ"] not in {"DAILY", "WEEKLY"} or set(rule) - {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "WKST"}:
        return None
    step, weekly = int(rule["INTERVAL"]), rule["FREQ"] == "WEEKLY"
    days = [_DAYS.index(day) for day in rule["BYDAY"].split(",")] if "BYDAY" in rule else None
    if weekly and days is None:
        days = [start.weekday()]
    now = datetime.datetime.fromtimestamp(now, start.tzinfo)
    monday = start.date() - datetime.timedelta(days=start.weekday())
    day = max(start.date(), now.date())
    for _each in range(366 * step):
        away = (day - monday).days // 7 if weekly else (day - start.date()).days
        moment = datetime.datetime.combine(day, start.timetz())
        if away % step == 0 and (days is None or day.weekday() in days) and moment > now and moment >= start:
            late = "UNTIL" in rule and moment.astimezone(datetime.timezone.utc).strftime(_MOMENT) > rule["UNTIL"][:15]
            return None if late else moment
        day += datetime.timedelta(days=1)
    return None
