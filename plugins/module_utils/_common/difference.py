# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One way in which something is not as it should be, as hosts and APIs report it: plain text that anybody may read.

A secret is only ever told to differ. What could not be looked at is a difference too, so that nobody takes it for
equal or for missing.
"""

import zlib
from typing import Any, Dict, Optional

# Outcomes.
DRIFT = "drift"
NOT_CHECKED = "not_checked"

# Causes: what the journal of the host says.
CHANGED = "changed_on_host"
NOT_APPLIED = "not_applied"
BOTH = "both"
UNKNOWN = "unknown"

CONFIRMED = "confirmed"
INFERRED = "inferred"

# A value is shown up to here; the page of 10,000 findings has to stay small.
LONGEST_VALUE = 400
# The same of what says where it is: a desired path is never as long, and is compared with that of a check.
LONGEST_OBJECT, LONGEST_KEY, LONGEST_REASON, LONGEST_ACCOUNT = 4096, 400, 2000, 256


def difference(
    check: str,
    component: str,
    thing: str,
    key: str = "",
    expected: Optional[str] = None,
    actual: Optional[str] = None,
    **more: Any
) -> Dict[str, Any]:
    """`check`: identifier in the catalogue of checks, such as V(file.mode). `thing`: path, unit or object.

    `key`: the path within it, its levels separated by dots. `expected` and `actual` are texts without secrets, None
    where there is nothing. `more`: `secret` (bool), `reason` (a sentence), `cause`, `confidence`, `since` (UTC, such as
    2026-11-28T09:30:00Z), `changed_by` (an account), `data_center` (a name, of what an API holds for one of them),
    `severity` (where the rule that found it knows better than the catalogue; empty otherwise).
    """
    found: Dict[str, Any] = {
        "outcome": DRIFT,
        "check": check,
        "component": component,
        "object": named(thing, LONGEST_OBJECT),
        "key": named(key, LONGEST_KEY),
        "expected": shortened(expected),
        "actual": shortened(actual),
        "secret": False,
        "cause": UNKNOWN,
        "confidence": CONFIRMED,
        "since": None,
        "changed_by": None,
        "reason": "",
        "data_center": "",
        "severity": "",
    }
    unknown = set(more) - set(found)
    if unknown:
        raise TypeError("a difference has no %s" % ", ".join(sorted(unknown)))
    found.update(more)
    found["reason"] = shortened(found["reason"], LONGEST_REASON)
    found["changed_by"] = shortened(found["changed_by"], LONGEST_ACCOUNT)
    if found["secret"]:
        found["expected"] = found["actual"] = None
    return found


def not_checked(
    check: str, component: str, thing: str, reason: str, key: str = "", data_center: str = ""
) -> Dict[str, Any]:
    """What could not be looked at. `reason`: a sentence that names why, without the object."""
    return difference(check, component, thing, key, outcome=NOT_CHECKED, reason=reason, data_center=data_center)


def shortened(text: Optional[str], longest: int = LONGEST_VALUE) -> Optional[str]:
    """A value as it is shown: one that is long ends with how long it is."""
    if text is None or len(text) <= longest:
        return None if text is None else _printable(text)
    return "%s... (%d characters)" % (_printable(text[:longest]), len(text))


def named(text: str, longest: int) -> str:
    """What says where it is, as it is shown: of two long ones that begin alike each stays itself from run to run."""
    if len(text) <= longest:
        return _printable(text)
    # Too short to try out guesses against it.
    digest = zlib.crc32(text[longest:].encode("utf-8", "surrogatepass")) & 0xFFFFFFFF
    return "%s... (%d characters, %08x)" % (_printable(text[:longest]), len(text), digest)


def _printable(text: str) -> str:
    """Without half a pair of surrogates, as JSON and names of files may have it: no report can be written with one."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text
