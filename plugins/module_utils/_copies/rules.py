# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a copy that is kept for rollback may be removed: private to this collection, may change at any time.

A key that is gone never comes back, so whatever may hold the last one stays, and so does the way back of a change that
is under way. All that is known of a copy comes as facts; nothing is looked at here.
"""

from typing import NamedTuple, Optional, Tuple

PENDING, PREVIOUS, FIRST = "pending", "previous", "first"
KEYSTORE_VERSION, WAITING_KEY, REQUEST = "keystore_version", "waiting_key", "certificate_request"
BACKUP_FILE, ORIGINAL, LEFTOVER = "backup_file", "original", "leftover"
# What removing takes: nothing more than its age, its path, its path and what it holds; or it is not removed at all.
YES, BY_PATH, BY_SHA256, NEVER = "yes", "by path", "by path and sha256", "never"


class Facts(NamedTuple):
    """What is known of a copy.

    `strange`: why it is not looked into, such as "is a FIFO". `in_use`: what may still need it. `unknown`: why a
    keystore cannot be compared with the present one. `lacking`: aliases that the present one lacks. `running`: RCS runs
    with it. `protected`: keys of which it holds another value than the file `of` which it is a copy.
    """

    kind: str
    of: str = ""
    strange: str = ""
    in_use: str = ""
    unknown: str = ""
    lacking: Tuple[str, ...] = ()
    running: bool = False
    protected: Tuple[str, ...] = ()


class Verdict(NamedTuple):
    """One of YES, BY_PATH, BY_SHA256 and NEVER, and why it is not YES: what could follow "it is kept, because"."""

    removal: str
    reason: str = ""


def verdict(facts: Facts) -> Verdict:
    """What removing a copy takes."""
    return _never(facts) or _only_by_name(facts) or Verdict(YES)


def _never(facts: Facts) -> Optional[Verdict]:
    reason = ""
    if facts.strange:
        reason = "it %s: look at it, and remove it by hand" % facts.strange
    elif facts.kind == PENDING:
        reason = "no service has taken the change up yet, and this is the way back: bring the service up first"
    elif facts.kind == WAITING_KEY:
        reason = (
            "the key waits for its certificate: run gir.multidc.recording_certificate with it, or compare the key with "
            "the keystore and remove it by hand"
        )
    elif facts.in_use:
        reason = facts.in_use
    elif facts.unknown:
        reason = "it cannot be compared with the present keystore: %s" % facts.unknown
    elif facts.lacking:
        names = ", ".join("'%s'" % alias for alias in facts.lacking)
        reason = "it holds %s, and the present keystore does not: merge or restore it first" % names
    elif facts.running:
        reason = "RCS runs with it until its next restart: restart RCS first"
    return Verdict(NEVER, reason) if reason else None


def _only_by_name(facts: Facts) -> Optional[Verdict]:
    if facts.protected:
        text = "it holds another %s than %s: only with its path and its sha256"
        return Verdict(BY_SHA256, text % (" and ".join(facts.protected), facts.of or "the present file"))
    if facts.kind == FIRST:
        return Verdict(BY_PATH, "it is what stood there before this collection came: only with its path")
    if facts.kind == ORIGINAL:
        return Verdict(BY_PATH, "a failed run could not put it back: look at it, and name its path")
    return None
