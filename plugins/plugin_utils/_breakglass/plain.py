# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet as plain text, which is Markdown as well: what is in fences is run, or written to a file."""

from __future__ import annotations

from collections.abc import Iterator

from .sheet import Credential, Sheet, Step

RUN, WRITE = "sh", "text"


def text(sheet: Sheet) -> str:
    """The whole page."""
    lines = [f"# {sheet.title}", "", sheet.summary, "", "## Before you begin", ""]
    lines += [f"- {one}" for one in sheet.before]
    for number, step in sheet.numbered:
        lines += ["", f"## {number}. {step.title}", *_step(step)]
    if sheet.after:
        lines += ["", "## When the controller is back", "", *(f"- {one}" for one in sheet.after)]
    return "\n".join([*lines, "", f"Page {sheet.name}, fingerprint {sheet.fingerprint}, of this inventory.", ""])


def _step(step: Step) -> Iterator[str]:
    if step.what:
        yield from ("", step.what)
    if step.items:
        yield from ("", *(f"- {item}" for item in step.items))
    for one in step.credentials:
        yield from ("", told(one), "", f"```{WRITE}", *one.text.split("\n"), "```")
    for command in step.commands:
        yield from ("", f"```{RUN}", *command.split("\n"), "```")
    notes = notes_of(step)
    if notes:
        yield ""
    yield from (f"- {label}: {note}" for label, note in notes)


def told(one: Credential) -> str:
    """Where the value of a credential file is."""
    return f"Write the file {one.name}. PASSWORD is {one.variable}, {one.place}."


def notes_of(step: Step) -> list[tuple[str, str]]:
    """What stands below the commands of a step."""
    found = (("You must see", step.expect), ("If not", step.otherwise), ("Nobody can see", step.unseen))
    return [(label, note) for label, note in found if note]
