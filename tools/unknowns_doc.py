# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/ask-your-installation.md: every unknown of the product, its variable, and how to read it."""

from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import UNKNOWN
from tested_doc import table
from unknowns import answers, generated, hosts, lifecycle, objects, speechminer, stores
from unknowns.row import ROLE, SURE
from unknowns.unused import UNUSED
from writing import REPOSITORY, write

DOCUMENT = REPOSITORY / "docs" / "ask-your-installation.md"
TOPICS = (
    hosts.INSTALLATION, hosts.RWS, objects.CONTACT_CENTER, hosts.RCS, objects.PROFILES, objects.LOCATIONS,
    hosts.PROCESSORS, hosts.MUXER, objects.DESKTOPS, objects.GAX, stores.DATA_STORES,
    speechminer.SPEECHMINER, lifecycle.LIFECYCLE,
)  # fmt: skip
INTRODUCTION = """# Ask your installation

What the vendor's public documentation does not say, this collection does not invent. Each such point is a variable \
without a default, and what happens until you give it is said here. An installed package answers most of them in \
minutes. This page is written by `make docs`.

Where to look, in this order:

1. **Sample files in the installation packages**: `application.yaml.sample` (RWS), `muxer.cfg`, `rpconfig.cfg`, and \
the application templates (`.apd` with `.xml`) of every component.
2. **A host that runs**: `systemctl list-units --type=service --all`, `systemctl cat <unit>`, `ss -ltnp`, the files in \
its installation directory; on Windows `Get-Service`, or `sc query type= service state= all`.
3. **Configuration Server**: options and annex of an object that works, with `gir.multidc.gax_info` or *Export* in GAX.
4. **RWS**: `GET` of its live settings, as below. A `GET` changes nothing. Try anything else in a system without \
recordings.

`gir.multidc.adopt` reads a running system and writes what it finds into an inventory ([how](adopt.md)). When you know \
an answer that this page does not have, please open an issue with the release in which you saw it.

How sure a name or value is before you have looked:

"""
KEYS = (
    "These names are taken as the table says, or not written where there is none. Correct one with "
    "`{variable}`, by its key. Read them from {read}."
)


def variables(row):
    return ", ".join(f"`{name}`" for name in row.variables)


def until(row):
    """With what the variable has, where it has something."""
    empty = row.default is None or row.default in ({}, [])
    shown = "" if empty else f" Default: `{shown_value(row.default)}`."
    return f"{row.until}{shown}"


def shown_value(value):
    if isinstance(value, list):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def asked(topic):
    head = ("variable", "what is not known", "until you give it", "how to read it", "how sure")
    lines = [(variables(row), row.unknown, until(row), sentence(row.read), row.sure) for row in topic.rows]
    return table(head, lines)


def sentence(text):
    return f"{text[0].upper()}{text[1:]}"


def keys(component, read):
    """The options of a component whose names nobody has confirmed."""
    lines = []
    for row in generated.uncertain(component):
        about = row.about
        place = f"`{about.place}`" if about.place else "not written"
        by = "the map, or another variable" if about.derived else f"`{row.variable}`"
        lines.append((f"`{about.key}`", by, place, about.certainty if about.place else UNKNOWN))
    text = KEYS.format(variable=generated.names_variable(component), read=read)
    head = ("key", "its value comes from", "name in the product", "how sure")
    return f"### Names of options: `{component}`\n\n{text}\n\n{table(head, lines)}"


def of_topic(topic):
    parts = [f"## {topic.title}", topic.text]
    roles = sorted({role for row in topic.rows for name in row.variables if name.startswith(ROLE)
                    for role in generated.roles_with(name)})  # fmt: skip
    if roles:
        parts.append(f"Roles: {', '.join(f'`{role}`' for role in roles)}.")
    if topic.rows:
        parts.append(asked(topic))
    return [*parts, *(keys(component, read) for component, read in topic.names.items())]


def of_answers():
    head = ("dialect", "what is not known", "how to see it")
    parts = [
        "## How servers answer",
        "No variable settles these: the modules work with every answer, and are tested under each "
        "([the dialects](stand-ins.md#faults-and-dialects)). What nobody can see is *not observable* in a result. If "
        "you look, tell us.",
    ]
    for title, rows in (("Interaction Recording Web Services", answers.OF_RWS), ("GAX", answers.OF_GAX)):
        lines = [(", ".join(f"`{name}`" for name in names.split()), text, sentence(how)) for names, text, how in rows]
        parts += [f"### {title}", table(head, lines)]
    return parts


def of_questions():
    lines = [(f"`{name}`", title, sentence(why)) for name, title, why in generated.questions()]
    return [
        "## What nobody can see",
        "A probe of your own can, as [verify](verify.md#probes-of-your-own) describes. Until then the answer is *not "
        "observable*, and counts as an open point, never as good.",
        table(("variable", "what", "why"), lines),
    ]


def page():
    """The whole text."""
    first = INTRODUCTION.replace("\\\n", "") + table(("word", "meaning"), SURE.items())
    parts = [first, *(part for topic in TOPICS for part in of_topic(topic)), *of_questions(), *of_answers()]
    rest = [(what, instead, sentence(where)) for what, instead, where in UNUSED]
    parts += ["## Not known, and not used here", table(("what", "instead", "where to read it"), rest)]
    return "\n\n".join(parts) + "\n"


def main():
    write(DOCUMENT, page())


if __name__ == "__main__":
    main()
