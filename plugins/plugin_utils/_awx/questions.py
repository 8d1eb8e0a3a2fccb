# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions of surveys. AWX sends every answer as text, and a blank one as empty text, which means not given.

A blank answer is an extra variable, too, and hides what the inventory says. So no survey asks for what belongs into the
inventory, such as how many hosts a remediation may touch; and without a default nothing is sent where nobody answers,
as when a schedule starts the job.

Choices come from the inventory. One that may be left out begins with an empty choice: AWX refuses an answer that is
no choice, and some of its pages select the first one by themselves (ansible/awx issues 9694 and 10128).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TEXT, TEXTAREA, CHOICE = "text", "textarea", "multiplechoice"
# Sources of choices in the inventory.
DATA_CENTERS, PAIR, COMPONENTS = "data centers", "pair", "components"
# A certificate fits into several lines. Playbooks refuse what is too long for them.
LONGEST = {TEXT: 1024, TEXTAREA: 65536}
BOOLEANS = ("true", "false")


@dataclass(frozen=True)
class Question:
    """`choices`: themselves, or the name of their source. `default`: what the playbook takes without an answer."""

    variable: str
    name: str
    about: str = ""
    kind: str = TEXT
    choices: tuple[str, ...] | str = ()
    required: bool = False
    default: str = ""


def text(variable: str, name: str, about: str = "", required: bool = False, default: str = "") -> Question:
    """A line of text."""
    return Question(variable, name, about, TEXT, (), required, default)


def document(variable: str, name: str, about: str = "", required: bool = False) -> Question:
    """Several lines: YAML or JSON."""
    return Question(variable, name, about, TEXTAREA, (), required)


def choice(
    variable: str, name: str, choices: tuple[str, ...] | str, about: str = "", required: bool = False, default: str = ""
) -> Question:
    """One of several."""
    return Question(variable, name, about, CHOICE, choices, required, default)


def switch(variable: str, name: str, default: bool, about: str = "") -> Question:
    """Yes or no, with the default of the playbook."""
    return Question(variable, name, about, CHOICE, BOOLEANS, True, "true" if default else "false")


def survey(questions: Sequence[Question], sources: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The survey as AWX stores it; empty without questions, since AWX refuses one without."""
    if not questions:
        return {}
    return {"name": "", "description": "", "spec": [_item(one, sources) for one in questions]}


def _item(question: Question, sources: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    choices: list[str] | str = ""
    if question.kind == CHOICE:
        choices = list(sources[question.choices] if isinstance(question.choices, str) else question.choices)
        if not question.required:
            choices = ["", *choices]
    bounds = {"min": 0, "max": LONGEST[question.kind]} if question.kind != CHOICE else {"min": None, "max": None}
    item = {
        "question_name": question.name,
        "question_description": question.about,
        "required": question.required,
        "type": question.kind,
        "variable": question.variable,
        "choices": choices,
        **bounds,
    }
    return {**item, "default": question.default} if question.default else item
