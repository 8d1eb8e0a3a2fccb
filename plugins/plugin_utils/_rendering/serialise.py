# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Structured content to the text of a configuration file."""

from __future__ import annotations

import datetime
import json
import re

import yaml
from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.dumper import BlockDumper
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import Plain

HEADER = "# Managed by Ansible (gir.multidc). Local changes are overwritten.\n"

# Plain text for PyYAML, but a number, a boolean or a date for one of the readers of these files.
_AMBIGUOUS = re.compile(r"^(?:[-+.]?[0-9].*|[yYnN]|[-+.].*|~|null|Null|NULL)$")


class _Dumper(BlockDumper):
    """With text that no reader of these files takes for something else."""


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    style = None
    if "\n" in value:
        style = "|"
    elif _AMBIGUOUS.match(value):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def serialise(fmt: str, data: Plain) -> str:
    """The text of data. Raises Refusal with a sentence."""
    return {"yaml": to_yaml, "json": to_json, "ini": to_ini}[fmt](data)


def to_yaml(data: Plain) -> str:
    if not data:
        return HEADER + "---\n" + ("[]" if isinstance(data, list) else "{}") + "\n"
    try:
        body = yaml.dump(
            data, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=100000
        )
    except (yaml.YAMLError, RecursionError) as error:
        raise Refusal("it cannot be written as YAML: %s" % str(error).split("\n", 1)[0]) from error
    return HEADER + "---\n" + body


def to_json(data: Plain) -> str:
    try:
        return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False, default=_date) + "\n"
    except (TypeError, ValueError, RecursionError) as error:
        raise Refusal("it cannot be written as JSON: %s" % error) from error


def to_ini(data: Plain) -> str:
    if not isinstance(data, dict):
        raise Refusal("an INI file is made of sections: give a dictionary of sections")
    sections = {}
    for section, options in data.items():
        if not isinstance(options, dict):
            raise Refusal("section %s holds %s: give a dictionary of options" % (section, type(options).__name__))
        sections[str(section)] = {str(key): scalar("%s/%s" % (section, key), value) for key, value in options.items()}
    lines = []
    for name, texts in sections.items():
        lines.append("[%s]" % name)
        lines.extend(("%s = %s" % (key, value.replace("\n", "\n\t"))).rstrip(" ") for key, value in texts.items())
        lines.append("")
    text = HEADER + "\n" + "\n".join(lines)
    _check_ini(sections, text)
    return text


def scalar(where: str, value: object) -> str:
    """One option's value as text, the way Configuration Server and ini files hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, str)):
        return str(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    raise Refusal("%s is a %s: an option has one value, give it as text" % (where, type(value).__name__))


def _check_ini(sections: dict[str, dict[str, str]], text: str) -> None:
    """Read back what was written: names and values that this grammar cannot hold come back different."""
    try:
        back = compare.read("ini", text)
    except compare.Unreadable as error:
        raise Refusal("a name in it cannot be written as INI: %s" % error) from error
    for section, options in sections.items():
        for key, value in options.items():
            if back.get(section, {}).get(key) != value:
                raise Refusal(
                    "the name or the value of %s/%s cannot be written as INI (leading or trailing space, empty lines, "
                    "or one of [ ] : = # ; in the name): write the file as text" % (section, key)
                )
    if {name: set(options) for name, options in back.items()} != {
        name: set(options) for name, options in sections.items()
    }:
        raise Refusal("a name in it cannot be written as INI: write the file as text")


def _date(value: object) -> str:
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    raise TypeError("a value is a %s" % type(value).__name__)
