# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that lie in the files of an inventory in clear text. Where they stand is told, and never what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from ...module_utils._common.secret_names import SECRET_NAMES, is_harmless, is_secret
from ...module_utils._common.secret_places import accounts
from .._variables import known

VAULTED = b"$ANSIBLE_VAULT;"
_KEY = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----\s*(?!\s*Proc-Type)")
_SEALED = b"BEGIN ENCRYPTED PRIVATE KEY"
_BRACES = ("{{", "{%")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# Nothing vaulted.
_PLAIN = ("tag:yaml.org", "!unsafe")
# Names that look like one of a secret and hold none. What they name is somewhere else.
_NO_SECRETS = frozenset(
    {
        "contact_center_update_password", "gir_gax_password_form", "gir_render_secrets", "gir_secret_keys",
        "ivr_profile_aws_access_key_id", "rws_cors_allow_credentials", "rws_crypto_security_key_change",
        "rws_temporary_authentication_token_ttl",
    }
)  # fmt: skip
_PLACES = re.compile(r"_(?:file|path|dir|directory)$")
# What a product calls its options.
_NAMES_ALONE = ("_setting_names",)
_YAML = (".yml", ".yaml", ".json")
_OF_VARIABLES = re.compile(r"(?:^|/)(?:group_vars|host_vars)/")
_PROGRAMS = (".py", ".sh", ".pl", ".rb", ".j2")
_PAIR = re.compile(r"(?<![\w.-])([A-Za-z_][\w.-]*)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s,;]+)")
_NOTHING = ("", "true", "false", "yes", "no", "null", "none", "~")


@dataclass(frozen=True)
class Place:
    """Where a secret lies: `name` is that of a variable, or of what it is."""

    path: str
    line: int
    name: str


def places(path: str, data: bytes) -> list[Place]:
    """Every secret of a file that anybody may read who has the file."""
    if data.startswith(VAULTED):
        return []
    found = [Place(path, data.count(b"\n", 0, one.start()) + 1, "a private key") for one in _KEY.finditer(data)
             if _SEALED not in one.group(0)]  # fmt: skip
    if b"\0" in data or data.startswith(b"#!") or path.endswith(_PROGRAMS):
        return found
    text = data.decode("utf-8", "replace")
    is_yaml = path.endswith(_YAML) or _OF_VARIABLES.search(path) or _looks_like_yaml(text)
    of_yaml = _of_yaml(path, text) if is_yaml else None
    return found + (list(_of_lines(path, text)) if of_yaml is None else of_yaml)


def _looks_like_yaml(text: str) -> bool:
    """An inventory may have any name. One of lines has sections, or hosts with pairs."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", ";"))]
    return bool(lines) and (lines[0].startswith("---") or lines[0].rstrip().endswith(":"))


def _of_yaml(path: str, text: str) -> list[Place] | None:
    """None where it is no YAML."""
    try:
        roots = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return [Place(path, line, name) for root in roots for line, name in _walk(root, False, "")]


def _walk(node: Any, inside: bool, above: str, depth: int = 0) -> Iterator[tuple[int, str]]:
    """(line, name). `inside`: below the name of a secret, which is `above`."""
    if depth > 50 or node is None:
        return
    if isinstance(node, yaml.MappingNode):
        holder = {_text(key): _text(value) for key, value in node.value}
        for key, value in node.value:
            name = _text(key)
            if name.endswith(_NAMES_ALONE):
                continue
            secret = _hides(holder, name, inside)
            # Of a variable that may hold a secret among others, the names in it tell which.
            below = secret and (not isinstance(value, yaml.MappingNode) or inside or _is_secret(name))
            yield from _walk(value, below, name if not inside or secret else above, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _walk(one, inside, above, depth + 1)
    elif isinstance(node, yaml.ScalarNode) and node.tag.startswith(_PLAIN) and _is_open(node.value, inside):
        yield node.start_mark.line + 1, above or "an address with a password"


def _hides(holder: Mapping[str, str], name: str, inside: bool) -> bool:
    if inside:
        return not is_harmless(name)
    if name in known.names():
        return name in known.secrets() or _is_secret(name)
    return _is_secret(name) or (name == "value" and SECRET_NAMES.hides(holder, name))


def _is_secret(name: str) -> bool:
    return is_secret(name) and name not in _NO_SECRETS and not _PLACES.search(name)


def _text(node: Any) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _is_open(text: str, inside: bool) -> bool:
    return (inside and _tells(text)) or _has_account(text)


def _has_account(text: str) -> bool:
    """Whether an address has a password in it that is no template."""
    return "://" in text and bool(accounts(_TEMPLATE.sub("", text)))


def _tells(value: str) -> bool:
    bare = value.strip().strip("'\"").strip()
    return bare.lower() not in _NOTHING and not any(brace in value for brace in _BRACES)


def _of_lines(path: str, text: str) -> Iterator[Place]:
    """An inventory of lines, and whatever else has pairs of names and values."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(("#", ";")):
            continue
        for one in _PAIR.finditer(line):
            name, value = one.groups()
            if _hides({}, name, False) and _tells(value):
                yield Place(path, number, name)
        if _has_account(line):
            yield Place(path, number, "an address with a password")
