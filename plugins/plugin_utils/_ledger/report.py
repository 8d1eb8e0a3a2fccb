# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbook ledger shows: the picture of the chain, what is asked, and the commands that answer it."""

from __future__ import annotations

from collections.abc import Mapping

from .chain import Judgement
from .picture import picture
from .questions import CREATE, answers, plain, questions, values

_ASKED = (
    "Which data center is active, and which eServices site is in use? Find out at the system itself. Then say it with",
    "one of these commands, which settles all questions at once; add -e gir_reason=... and -e gir_change_id=...:",
)


def report(found: Judgement, silent: Mapping[str, str]) -> list[str]:
    """Lines of text."""
    known = len(found.held)
    lines = [f"{known} of {known + len(found.missing) + len(found.unreadable) + len(silent)} RWS hosts hold a ledger."]
    lines += picture(found) if found.held or found.unreadable else []
    lines += [f"no answer from {plain(host)}: {plain(reason, 200)}" for host, reason in silent.items()]
    asked = questions(found)
    if not asked:
        return [*lines, _clear(found)]
    lines += [f"{number}. {question.sentence}" for number, question in enumerate(asked, 1)]
    known_answers = answers(found)
    if not known_answers:
        return [*lines, asked[0].remedy]
    lines += _ASKED
    for answer in known_answers:
        lines += [f"  {answer.meaning}:", f"    {answer.command}"]
    return lines


def _clear(found: Judgement) -> str:
    if found.head is None:
        return f"No ledger was found. The first switch makes one, or this command: {CREATE}"
    return f"All is clear: {values(found.head)}."


def unanswered(found: Judgement, answered: int) -> str:
    """Why playbook ledger does not end well; empty when it does."""
    if not answered:
        return "No RWS host answered, so nobody knows what the ledgers say. Bring one up, and run this again."
    asked = questions(found)
    if asked:
        return f"{len(asked)} question(s) about the ledger are not answered; see above."
    return ""
