# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a storage takes a file of 5 GiB, without sending one: private to this collection, may change at any time.

A server that counts a file while it comes, or that leaves the limit to another one behind it, cannot be asked in this
way. A second offer tells it apart: nobody who has judged the first one promises to take a file of an unknown user.
"""

import contextlib
import time
from typing import Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import HttpProblem, HttpSession
from ansible_collections.gir.multidc.plugins.module_utils._http.offer import CONTINUE, Offer, Reply

Headers = Dict[str, str]

SIZE = 5 << 30
_WHAT = "a file of 5 GiB"
_MOST_SECONDS = 5
_GONE = (404, 410)
# How long a server may take to notice that nobody sends the file.
_LOOKS = 10
_BETWEEN_LOOKS = 0.1
_REFUSALS = {
    413: "%s is refused with HTTP 413: set the limit of the web server, and of every proxy before it, to none "
    "(role webdav: webdav_max_upload_size: 0)",
    507: "%s is refused with HTTP 507: the storage has no room for it",
}


class _Verdict(Exception):
    """The answer, which is not that it is confirmed, and why."""

    def __init__(self, answer: str, reason: str) -> None:
        super().__init__(reason)
        self.answer = answer
        self.reason = reason


def ask(session: HttpSession, headers: Headers, path: str) -> Dict[str, Optional[str]]:
    """The answer as a dictionary; `path` is that of a file which is not there, and is not there afterwards."""
    try:
        _ask(session, headers, path)
    except _Verdict as verdict:
        return {"answer": verdict.answer, "reason": verdict.reason}
    except HttpProblem as problem:
        return {"answer": FAILED, "reason": "whether %s would be taken cannot be asked: %s" % (_WHAT, problem)}
    return {"answer": CONFIRMED, "reason": None}


def not_asked(reason: str) -> Dict[str, Optional[str]]:
    """The answer of a storage that could not be asked."""
    return {"answer": NOT_OBSERVABLE, "reason": reason}


def _ask(session: HttpSession, headers: Headers, path: str) -> None:
    reply = _offer(session, headers, path, SIZE)
    if reply.status == CONTINUE:
        stranger = _offer(session, {}, path, SIZE, headers)
        if stranger.status == CONTINUE:
            text = (
                "the server, or a proxy before it, promises to take %s (100 Continue) from somebody without an account "
                "too, so its promise says nothing of the limits behind it"
            )
            raise _Verdict(NOT_OBSERVABLE, text % _WHAT)
        return
    if reply.status in _REFUSALS:
        raise _Verdict(FAILED, _REFUSALS[reply.status] % _WHAT)
    small = _offer(session, headers, path, 1)
    if small.status == CONTINUE:
        raise _Verdict(FAILED, "%s is not taken, and one of 1 byte is: %s" % (_WHAT, reply.text))
    text = "the server does not use Expect: 100-continue, which asks for %s without sending it: %s"
    raise _Verdict(NOT_OBSERVABLE, text % (_WHAT, reply.text))


def _offer(session: HttpSession, headers: Headers, path: str, size: int, account: Optional[Headers] = None) -> Reply:
    """What the server says to a file of this size. `account`: the headers that tidy up, where others offer."""
    offer = Offer(session.address, session.tls, min(session.timeout, _MOST_SECONDS))
    offer.clean = session.clean
    reply = offer.make("PUT", path, dict(headers, **{"Content-Type": "application/octet-stream"}), size)
    _tidy_up(session, account or headers, path)
    return reply


def _tidy_up(session: HttpSession, headers: Headers, path: str) -> None:
    """See that no part of the file stays: some servers write it in its place while it comes."""
    with contextlib.suppress(HttpProblem):
        for look in range(_LOOKS):
            if look:
                time.sleep(_BETWEEN_LOOKS)
            # It never asks for the file, which some servers make in its whole size before it comes.
            if session.request("DELETE", path, headers).status in _GONE:
                return
    text = "%s was offered and not sent, and the file %s may be left behind: delete it"
    raise _Verdict(FAILED, text % (_WHAT, path.rpartition("/")[2]))
