# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the Python that runs Ansible has what a desired state needs: said at the start, not by a failing template."""

from __future__ import annotations

import functools
import importlib.util
import sys
from pathlib import Path

from ansible.plugins.loader import module_loader
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Desired, Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.hashing import can_hash
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.libraries import (
    DNSPYTHON,
    PASSLIB,
    missing,
    without_windows,
)

ROLES = Path(__file__).resolve().parents[3] / "roles"
_HASHES = "account.hash"


def violations(component: Component, desired: Desired, verb: str = "") -> list[Violation]:
    """What the controller lacks for the desired state of one host. To render takes no name server and no services."""
    needed = []
    if any(_hashes(component, file.template) for file in desired.files) and not can_hash():
        needed.append(PASSLIB)
    if desired.dns is not None and verb != "render" and not has_dnspython():
        needed.append(DNSPYTHON)
    found = [missing(desired.host, package, sys.executable or "python3") for package in needed]
    if desired.windows_services and verb != "render" and not has_windows():
        found.append(without_windows(desired.host))
    return found


def _hashes(component: Component, template: str | None) -> bool:
    return template is not None and _HASHES in _text(component.role or component.name, template)


@functools.cache
def _text(role: str, template: str) -> str:
    path = ROLES / role / "templates" / template
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@functools.cache
def has_dnspython() -> bool:
    """Whether the module dns_record finds what it imports; it runs with the Python that runs Ansible."""
    try:
        return importlib.util.find_spec("dns.update") is not None
    except (ImportError, ValueError):
        return False


@functools.cache
def has_windows() -> bool:
    """Whether the module win_service is found."""
    found = module_loader.find_plugin_with_context("ansible.windows.win_service")
    return bool(found.resolved)
