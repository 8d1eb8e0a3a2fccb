# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lock and the holds of a host have in common: names, times, texts, options. Private to this collection."""

import calendar
import re
import time
from typing import Any, Dict

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal

NAME = re.compile(r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,99}\Z")
_TIME = "%Y-%m-%dT%H:%M:%SZ"

Object = Dict[str, Any]

# What a task says.
HOSTS: Object = {
    "hosts": {"type": "list", "elements": "str"},
    "silent": {"type": "list", "elements": "str", "default": []},
}
# What the action asks one host for.
INTERNAL: Object = {"_request": {"type": "dict"}}


def request_of(module: Any) -> Object:
    """What the action asks for."""
    request: Object = module.params["_request"]
    if request is None:
        raise Refusal("this module runs through its action; call it in a task.")
    return request


def now() -> float:
    """Seconds by the clock of this host."""
    return time.time()


def written(moment: float) -> str:
    """A moment as text, in UTC."""
    return time.strftime(_TIME, time.gmtime(moment))


def read(text: str) -> int:
    """The moment of a text. Raises ValueError or TypeError."""
    return calendar.timegm(time.strptime(text, _TIME))


def age(since: str) -> int:
    """Seconds since then. A clock that went back makes what is old young, and never the other way round."""
    return max(0, int(now() - read(since)))


def is_moment(text: object) -> bool:
    """Whether it can be read."""
    try:
        read(str(text))
    except (ValueError, OverflowError):
        return False
    return True


def is_text(value: object, longest: int) -> bool:
    """Whether it is one line that can be printed."""
    return isinstance(value, str) and len(value) <= longest and (value.isprintable() or not value)


def is_whole(value: object, largest: int) -> bool:
    """Whether it is a whole number from 1 on."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= largest
