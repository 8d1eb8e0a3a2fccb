# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Components with a file of their own: what the file says in the option keys of their tables."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import Row, rows
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import HOST_VARIABLES

from . import tables, trees
from .live import Live
from .meaning import Meaning, as_python2, value_of
from .report import Report
from .store import Store
from .trees import Tree
from .voices import differing, disagree, majority


@dataclass
class ComponentFile:
    """The file of one component on one host. `written`: as it stands there; `document`: what it means to the product,
    under the names of the table; `words`: option key to value.
    """

    component: Component
    host: str
    path: str
    form: str
    written: Tree
    document: Tree
    words: Tree


# Options that differ from host to host by what they are.
_OF_A_HOST = ("application_name", "node_id", "port", "host", "external_api_url", "internal_api_url")

Found = dict[tuple[str, str], ComponentFile]
"""By the component's name and the host."""


def is_shared(row: Row) -> bool:
    """Whether the map refuses hosts with different values, so that it is a variable of the whole system."""
    return row.about.equal and row.variable in HOST_VARIABLES


def read(live: Live, report: Report) -> Found:
    found: Found = {}
    for component in tables.with_file():
        for host in live.hosts(component.name):
            file = _read(live, component, host, report)
            if file is not None:
                found[component.name, host] = file
    return found


def _read(live: Live, component: Component, host: str, report: Report) -> ComponentFile | None:
    """Where neither place nor form of the file are public, the seed says them, or the file's name does."""
    name, files = component.name, component.table.FILES
    chosen = tables.variable_of(component, "settings_path")
    base = live.install_path(host, component)
    given = live.given(host, chosen)
    candidates = [given] if given else [f"{base}/{relative}" for relative in files]
    path = next((candidate for candidate in candidates if live.text(host, candidate) is not None), None)
    if path is None:
        remedy = chosen if chosen in component.variables else f"{name}_install_path"
        correct = "" if remedy == chosen else "correct the group, or "
        report.problem(
            f"{host} is in group {component.group} but has no {' nor '.join(candidates)}: {correct}give {remedy} in the"
            " seed."
        )
        return None
    forms = {posixpath.splitext(relative)[1]: form for relative, form in files.items()}
    form = live.given(host, tables.variable_of(component, "settings_format")) or forms.get(posixpath.splitext(path)[1])
    if form is None or form not in forms.values():
        report.problem(f"{host}: nothing says the format of {path}; give {name}_settings_format in the seed.")
        return None
    written = live.document(host, path, form, report)
    if written is None:
        return None
    names = tables.names(component, live.seed.get(host, {}))
    kinds = {row.about.key: row for row in rows(component.table) if row.about.key is not None}
    read = as_python2(written, live.text(host, path) or "") if form == "ini" else written
    meaning = Meaning(form, read, names, kinds)
    _name_oddities(host, path, written, meaning, report)
    words, _rest = trees.by_words(meaning.document, names)
    words = {word: value_of(value, kinds[word]) if word in kinds else value for word, value in words.items()}
    return ComponentFile(component, host, path, form, written, meaning.document, words)


def _name_oddities(host: str, path: str, written: Tree, meaning: Meaning, report: Report) -> None:
    """What is read, and stands otherwise in the file than site writes it."""
    if meaning.empty:
        places = ", ".join("/".join(map(str, place)) for place in meaning.empty)
        report.recognise(f"{host}: {places} of {path} without a value, which was taken for not given.")
    for one, other in meaning.twice:
        places = " and ".join("/".join(map(str, place)) for place in (one, other))
        value, last = (trees.get(written, place) for place in (one, other))
        if value != last:
            report.contradict(
                f"{host}: {places} of {path} are one option with two values; the last one was taken. Find out which one"
                " is in force, and remove the other."
            )


def adopt(live: Live, found: Found, store: Store, report: Report) -> None:
    """The options that are variables of their host, and everything the table has no key for."""
    for (name, host), file in found.items():
        component = file.component
        for variable in _without_option(live, file):
            store.drop(host, variable)
            report.contradict(f"{host}: the seed gives {variable}, but {file.path} has no such option.")
        values = {
            row.variable: (word, typed(file.words[word], row))
            for word, row in _rows(live, file)
            if word in file.words and not is_shared(row)
        }
        refused = tables.refused(component, {variable: value for variable, (_word, value) in values.items()})
        for variable, (_word, value) in values.items():
            if variable not in refused:
                store.put(host, variable, value)
        # What no variable can hold stays as it is.
        kept = {values[variable][0] for variable in refused}
        own = {word: place for word, place in _names(live, file).items() if word not in kept}
        _words, rest = trees.by_words(file.document, own)
        store.drop(host, f"{name}_extra_options")
        if rest:
            store.put(host, f"{name}_extra_options", rest)
            keys = ["/".join(map(str, path)) for path, _value in trees.leaves(rest)]
            report.add("extra", f"{host}: {name}_extra_options holds {', '.join(keys)}.")
        report.recognise(f"{host}: {len(file.words)} options of {file.path}.")
        _place(live, file, store)
    for component in tables.with_file():
        _shared(component, found, store, report)
        hosts = [host for host in live.hosts(component.name) if (component.name, host) in found]
        known = {host: store.effective(host) for host in hosts}
        name_differences(live, component, known, False, True, report)


def name_differences(
    live: Live, component: Component, values: dict[str, Tree], whole: bool, further: bool, report: Report
) -> None:
    """Name what hosts of a component have differently: in one data center, or in the whole system.

    `values`: host to variable to value. `further`: so of options without a variable too, whose values are not shown.
    """
    groups = {"": list(values)} if whole else {name: live.hosts(component.name, name) for name in live.centers}
    extra = tables.variable_of(component, "extra_options")
    for center, hosts in groups.items():
        own = {host: values[host] for host in hosts if host in values}
        where = f" in {center}" if center else ""
        for row in component.variables.values():
            if row.about.key is None or row.about.key in _OF_A_HOST or is_shared(row):
                continue
            told = [(host, found.get(row.variable, "none")) for host, found in own.items()]
            if len({repr(value) for _host, value in told}) > 1:
                report.contradict(
                    f"{row.variable} differs{where}: {differing(told, row.about.secret)}; each was kept. Decide whether"
                    " they should, and make them equal if not."
                )
        left = {host: dict(trees.leaves(found.get(extra) or {})) for host, found in own.items()}
        for path in dict.fromkeys(path for found in left.values() for path in found if path and further):
            if len({repr(found.get(path)) for found in left.values()}) > 1:
                report.contradict(
                    f"{extra} differs{where} in {'/'.join(map(str, path))} ({', '.join(sorted(left))}); each was kept."
                    " Decide whether they should differ."
                )


def _names(live: Live, file: ComponentFile) -> dict[str, str | None]:
    return tables.names(file.component, live.seed.get(file.host, {}))


def _rows(live: Live, file: ComponentFile) -> Iterator[tuple[str, Row]]:
    """(option key, variable) of the options that are a variable of their host and follow from nothing else."""
    for word in _names(live, file):
        row = tables.option(file.component, word)
        # What is a dictionary as a variable has another form in the file.
        if row is not None and not row.about.computed and row.type != "dict":
            yield word, row


def _without_option(live: Live, file: ComponentFile) -> list[str]:
    return [
        row.variable
        for word, row in _rows(live, file)
        if word not in file.words and live.given(file.host, row.variable) is not None
    ]


def _place(live: Live, file: ComponentFile, store: Store) -> None:
    """Form and path of a file of which neither is public."""
    form, path = (tables.variable_of(file.component, name) for name in ("settings_format", "settings_path"))
    if form in file.component.variables:
        store.put(file.host, form, file.form)
        if posixpath.dirname(file.path) != live.install_path(file.host, file.component):
            store.put(file.host, path, file.path)


def _shared(component: Component, found: Found, store: Store, report: Report) -> None:
    for row in component.variables.values():
        word = row.about.key
        if word is None or not is_shared(row):
            continue
        files = [file for (name, _host), file in found.items() if name == component.name]
        told = [(file.host, file.words.get(word)) for file in files]
        value, others = majority(told, store.value(files[0].host, row.variable) if files else None)
        if value is not None:
            store.all(row.variable, value)
        if others:
            remedy = (
                f"It has to be equal on every RWS node; where it differs it is kept with {component.name}_extra_options"
                ". Find out which one is right before you change anything."
            )
            disagree(report, row.variable, told, value, remedy, row.about.secret)


def typed(value: Any, row: Row) -> Any:
    """The value as the variable takes it. What cannot be converted stays as it is."""
    if row.type == "list" and isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    return value_of(value, row)
