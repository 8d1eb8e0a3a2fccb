# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of files that come from templates, as the actions render them."""

from __future__ import annotations

import os
import re
from types import SimpleNamespace

from ansible.parsing.dataloader import DataLoader
from ansible.plugins.filter.core import get_encrypted_password
from ansible.template import Templar
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import ROLES, template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import Templates

_SALT = "0123456789abcdef"
# ansible-core 2.21 makes another salt of the given one where the controller has libxcrypt.
_KEEPS_SALT = f"${_SALT}$" in get_encrypted_password("password", "sha512", _SALT, rounds=10000)


def without_hashes(text):
    """The text without hashes of passwords where this ansible-core makes others than those before it."""
    return text if _KEEPS_SALT else re.sub(r"(\$6\$rounds=10000\$).*", r"\1", text)


def text_of(role, file, host):
    """The text of a file on a host that has no other variables than its name."""
    source = ROLES / role / "templates" / file.template
    loader = DataLoader()
    action = SimpleNamespace(
        _find_needle=lambda _kind, name: os.path.join(source.parent, name), _loader=loader, _templar=Templar(loader)
    )
    variables = {"inventory_hostname": host, **template_variables(file.variables)}
    return Templates(action, variables).render(str(source), file.path)
