# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as one HTML page that needs nothing else: no network, no second file, and no script for its summary.

The items are columns of numbers into one list of texts, packed with gzip: ten thousand of them stay below 1 MB, and the
page makes markup of no more than a hundred at a time.
"""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ...module_utils._common.difference import shortened
from .document import Document, Item, Level, Site, SiteHost, actions
from .outcomes import DRIFT, EQUAL, GONE, IGNORED, NOT_CHECKED, NOT_OBSERVABLE
from .timeline import timeline

ASSETS = Path(__file__).parent / "assets"
MOST_STATIC = 200
MOST_HOSTS = 12
_MOST_ACTIONS = 12
# What the page keeps of an item as texts; the rest is numbers.
_TEXTS = tuple(
    field.name for field in fields(Item) if field.name not in ("id", "group", "secret", "restarts", "level", "explains")
)
_FLAGS = ("secret", "restarts")
# Outcomes that are no difference, in words.
_UNKNOWN = {NOT_CHECKED: "not checked", NOT_OBSERVABLE: "not observable"}
# Letters that act on what stands beside them instead of being seen.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True)
class Column:
    """A column of the table; `sort` names the field by which it sorts."""

    name: str
    label: str
    sort: str


def page(document: Document) -> str:
    """The whole page."""
    items = [*document.items, *document.ignored, *document.gone]
    shown = [_visible(item) for item in items]
    first = [item for item in shown if not _is_aside(item, document)]
    script, style = _script(), (ASSETS / "page.css").read_text(encoding="utf-8")
    return _template().render(
        document=document,
        title=f"{document.title}: {document.verdict.replace('_', ' ')}",
        facts=[(label, visible(text)) for label, text in document.facts],
        notes=[visible(note) for note in document.notes],
        headline=visible(document.headline),
        counts=[(level, count) for level, count in document.counts() if count],
        actions=actions(document.open)[:_MOST_ACTIONS],
        sites=[_site(site, document) for site in document.sites],
        sections=document.sections,
        timeline=timeline,
        rows=first[:MOST_STATIC],
        left=max(0, len(first) - MOST_STATIC),
        columns=_columns(document, shown),
        label=lambda item: _label(item, document),
        visible=visible,
        script=script,
        style=style,
        script_hash=_hash(script),
        style_hash=_hash(style),
        data=base64.b64encode(_packed(document, shown)).decode("ascii"),
    )


def visible(text: str) -> str:
    """What cannot be seen is named, so that a control character or a mark of direction plays no tricks."""
    return _UNSEEN.sub(lambda found: f"\u27e8U+{ord(found[0]):04X}\u27e9", text)


def _visible(item: Item) -> Item:
    """The item as the page has it: each text short, and nothing in it that cannot be seen."""
    known = {name: getattr(item, name) for name in _TEXTS}
    texts: Any = {name: value if value is None else visible(shortened(value) or "") for name, value in known.items()}
    return replace(item, **texts)


def _columns(document: Document, items: Sequence[Item]) -> list[Column]:
    """Those in which any item has something."""
    drift = document.kind == "drift"
    every = (
        (Column("level", "Severity" if drift else "Answer", "level"), True),
        (Column("where", "Where", "host"), True),
        (Column("component", "Component", "component"), any(item.component for item in items)),
        (Column("what", "Transaction" if document.kind == "verify" else "What", "object"), True),
        (Column("difference", "Expected and actual" if drift else "Reason", ""), True),
        (Column("state", "State", "novelty"), any(item.novelty or item.cause for item in items)),
        (Column("since", "Since", "since"), any(item.since for item in items)),
    )
    return [column for column, used in every if used]


def _label(item: Item, document: Document) -> Level:
    """How an item is marked: what could not be checked is no difference."""
    level = document.level(item.level)
    if document.kind == "drift" and item.outcome in _UNKNOWN:
        return Level("unchecked", f"{_UNKNOWN[item.outcome]} ({level.label})", "?")
    return level


def _is_aside(item: Item, document: Document) -> bool:
    """Whether it is shown only where somebody asks for it."""
    unseen = document.kind == "drift" and item.outcome == NOT_OBSERVABLE
    return unseen or bool(item.parent) or item.outcome in (IGNORED, GONE)


def _site(site: Site, document: Document) -> dict[str, Any]:
    """A data center of the picture: of each component the worst hosts, and the number of the others."""
    order = {level.name: number for number, level in enumerate(document.levels)}
    components = []
    for name, hosts in site.components.items():
        worst = sorted(hosts, key=lambda host: (host.outcome == EQUAL, order.get(host.level, len(order))))
        left = worst[MOST_HOSTS:]
        components.append(
            {
                "name": visible(name),
                "hosts": [_host(host, document) for host in worst[:MOST_HOSTS]],
                "left": len(left),
                "left_bad": sum(host.outcome != EQUAL for host in left),
            }
        )
    return {"name": visible(site.name) or "All data centers", "of": site.name, "role": visible(site.role),
            "components": components}  # fmt: skip


def _host(host: SiteHost, document: Document) -> dict[str, Any]:
    level = document.level(host.level)
    if host.outcome in _UNKNOWN:
        shown = Level("unchecked", _UNKNOWN[host.outcome], "?")
    elif host.outcome == DRIFT:
        shown = level
    else:
        shown = Level("equal", "all equal" if document.kind == "drift" else "all confirmed", "\u2713", bad=False)
    return {"name": visible(host.name), "level": shown, "count": host.items}


def _packed(document: Document, items: Sequence[Item]) -> bytes:
    """The items, as the script reads them: the same report gives the same bytes."""
    texts: dict[str, int] = {"": 0}

    def number(text: str | None) -> int:
        return -1 if text is None else texts.setdefault(text, len(texts))

    levels = {level.name: place for place, level in enumerate(document.levels)}
    known = {name: [number(getattr(item, name)) for item in items] for name in _TEXTS}
    groups: dict[str, int] = {}
    data = {
        "kind": document.kind,
        "levels": [{"name": level.name, "label": level.label, "mark": level.mark} for level in document.levels],
        "columns": [{"name": one.name, "label": one.label, "sort": one.sort} for one in _columns(document, items)],
        "ids": [item.id for item in items],
        "level": [levels.get(item.level, -1) for item in items],
        "group": [groups.setdefault("/".join(_group(item)), len(groups)) for item in items],
        "flags": {
            "aside": _places(_is_aside(item, document) for item in items),
            **{name: _places(getattr(item, name) for item in items) for name in _FLAGS},
        },
        "explains": [item.explains for item in items],
        "of": {name: values for name, values in known.items() if any(values)},
        "texts": list(texts),
    }
    return gzip.compress(json.dumps(data, separators=(",", ":")).encode("ascii"), 9, mtime=0)


def _group(item: Item) -> Iterator[str]:
    yield from (item.group or item.id, item.level, item.outcome)


def _places(flags: Iterable[bool]) -> list[int]:
    return [place for place, flag in enumerate(flags) if flag]


@functools.cache
def _script() -> str:
    """The library, which is a module, as a part of the page's own script: a page of one file can import nothing."""
    library = (ASSETS / "lit-html.js").read_text(encoding="utf-8")
    body, _export, names = library.partition("export{")
    pairs = [name.split(" as ") for name in names.partition("}")[0].split(",")]
    given: Mapping[str, str] = {public: private for private, public in pairs}
    returned = ",".join(f"{public}:{given[public]}" for public in ("html", "render", "nothing"))
    own = (ASSETS / "page.js").read_text(encoding="utf-8")
    return f"const lit=(()=>{{{body}return{{{returned}}}}})();\n{own}"


@functools.cache
def _template() -> Template:
    found = Environment(
        autoescape=True,
        loader=FileSystemLoader(ASSETS),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return found.get_template("page.html.j2")


def _hash(text: str) -> str:
    """The source of a policy that allows this text and no other one."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"
