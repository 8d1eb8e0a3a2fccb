# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that hold variables: JSON, or YAML.

AWX reads both (awx/main/utils/common.py: parse_yaml_or_json). The stand-in needs nothing but Python, so of YAML it
reads flat mappings of plain scalars; it refuses other YAML, which AWX would take.
"""

import json
import re

from standins.awx_fields import Wrong

_LINE = re.compile(r"([A-Za-z_][\w.-]*):(?:\s+(.*))?$")
_SCALARS = {"true": True, "false": False, "yes": True, "no": False, "null": None, "~": None, "": None}


def _scalar(text):
    text = (text or "").strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    if text.lower() in _SCALARS:
        return _SCALARS[text.lower()]
    if text[0] in "[{":
        return json.loads(text)
    if text[0] in "&*!|>%@`":
        raise ValueError(f"the stand-in does not read {text[0]} of YAML")
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def _flat_yaml(text):
    found = {}
    for line in text.splitlines():
        if line.strip() in {"", "---", "..."} or line.lstrip().startswith("#"):
            continue
        parts = _LINE.match(line)
        if not parts:
            raise ValueError(f"the stand-in does not read this line of YAML: {line!r}")
        found[parts.group(1)] = _scalar(parts.group(2))
    return found


def parsed(text):
    """The dictionary of a text; Wrong when there is none in it."""
    if isinstance(text, dict):
        return text
    if text is None:
        return {}
    if not isinstance(text, str):
        raise Wrong(f"Cannot parse as a dictionary of variables: this is {type(text).__name__}.")
    if text in {"", '""'}:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, TypeError) as no_json:
        try:
            found = _flat_yaml(text)
        except (ValueError, AttributeError, IndexError) as no_yaml:
            raise Wrong(f"Cannot parse as JSON (error: {no_json}) or YAML (error: {no_yaml}).") from no_yaml
    if not isinstance(found, dict):
        raise Wrong(f"Cannot parse as a dictionary of variables: this is {type(found).__name__}.")
    return found
