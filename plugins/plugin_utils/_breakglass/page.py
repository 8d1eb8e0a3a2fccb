# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet as one HTML page for A4, with nothing from outside; a text browser shows the same."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .plain import notes_of, told
from .sheet import Sheet, Step

_STYLE = """\
@page { size: A4; margin: 9mm }
body { font: 14px/1.35 sans-serif; color: #000; background: #fff; max-width: 60em; margin: 1em auto; padding: 0 1em }
h1 { font-size: 1.4em; margin: 0 0 .3em; border-bottom: 2px solid }
h2 { font-size: 1.05em; margin: .8em 0 .2em }
ul, p, dl { margin: .2em 0 }
ul { padding-left: 1.3em }
dt { font-weight: bold; float: left; margin-right: .4em }
dd { margin: 0 }
pre { margin: .3em 0; padding: .3em .5em; border: 1px solid #777; font: .85em/1.25 monospace }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
pre.write { border-style: dashed }
@media print {
  body { font-size: 7.5pt; line-height: 1.2; max-width: none; margin: 0; padding: 0 }
  h1 { font-size: 12pt }
  h2 { font-size: 8.5pt; break-after: avoid }
  pre { font-size: 6pt; padding: .2em .4em }
}
"""


def page(sheet: Sheet) -> str:
    """The whole page."""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            f'<head><meta charset="utf-8"><title>{escape(sheet.title)}</title>',
            f"<style>\n{_STYLE}</style></head>",
            "<body>",
            f"<h1>{escape(sheet.title)}</h1>",
            f"<p>{escape(sheet.summary)}</p>",
            "<h2>Before you begin</h2>",
            *_list(sheet.before),
            *(line for number, step in sheet.numbered for line in _step(number, step)),
            *(["<h2>When the controller is back</h2>", *_list(sheet.after)] if sheet.after else []),
            f"<p>Page {escape(sheet.name)}, fingerprint {sheet.fingerprint}, of this inventory.</p>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _list(lines: tuple[str, ...]) -> list[str]:
    return ["<ul>", *(f"<li>{escape(line)}</li>" for line in lines), "</ul>"]


def _step(number: int, step: Step) -> Iterator[str]:
    yield f"<h2>{number}. {escape(step.title)}</h2>"
    if step.what:
        yield f"<p>{escape(step.what)}</p>"
    if step.items:
        yield from _list(step.items)
    for one in step.credentials:
        yield f"<p>{escape(told(one))}</p>"
        yield f'<pre class="write">{escape(one.text)}</pre>'
    for command in step.commands:
        yield f'<pre class="run">{escape(command)}</pre>'
    notes = notes_of(step)
    if notes:
        yield "<dl>"
        yield from (f"<dt>{escape(label)}:</dt><dd>{escape(note)}</dd>" for label, note in notes)
        yield "</dl>"
