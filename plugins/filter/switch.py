# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A switch that is blank is not given, and one that is misspelt is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import truth
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import show


def switch(value: Any, name: str, otherwise: bool) -> bool:
    """Return what the switch says."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return otherwise
    found = truth(value)
    if found is None:
        raise AnsibleFilterError(f"{name} is {show(value)}, which is neither true nor false. Write true or false.")
    return found


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"switch": switch}
