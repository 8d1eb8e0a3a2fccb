# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data as a file of variables, for those who dispatch `infra.aap_configuration` themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from .._rendering.dumper import BlockDumper
from . import names

FILE = "gir_awx.yml"
_HEAD = """\
---
# Written by gir.multidc.awx, for the roles of infra.aap_configuration. Changes are lost with its next run.
# Secrets stand as templates of the variables of the inventory: dispatch it with the inventory and its vault.
"""


class _Unsafe(str):
    """Text with braces that AWX or a job fills, and whoever reads the file must not."""


class _Dumper(BlockDumper):
    pass


_Dumper.add_representer(_Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text), style='"'))


def document(lists: Mapping[str, Any]) -> str:
    """One variable for each kind of object."""
    data = {kind: [dict(item) for item in items] for kind, items in lists.items()}
    for item in data.get(names.CREDENTIAL_TYPES, []):
        item["injectors"] = _unsafe(item["injectors"])
    for item in data.get(names.TEMPLATES, []):
        item["extra_vars"] = _unsafe(item["extra_vars"])
    for item in data.get(names.CREDENTIALS, []):
        item["update_secrets"] = False
    for item in data.get(names.PROJECTS, []):
        item.update(update_project=True, wait=True)
    return _HEAD + yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def shown(data: Mapping[str, Any]) -> str:
    """Some of it for people; empty for nothing."""
    return yaml.dump(dict(data), Dumper=_Dumper, sort_keys=True, allow_unicode=True, width=120) if data else ""


def _unsafe(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unsafe(item) for key, item in value.items()}
    return _Unsafe(value) if isinstance(value, str) else value
