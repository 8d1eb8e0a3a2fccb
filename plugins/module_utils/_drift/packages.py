# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part packages of the comparison of a host: what is installed, of the vendor and of the platform.

Private to this collection, may change at any time.
"""

import os
from typing import Any, Dict, List, Optional, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import sentence
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context, stamp
from ansible_collections.gir.multidc.plugins.module_utils._service.installed import marker_path, read_marker

_MEMORY = "system_packages"


def observe(component: Component, context: Context) -> None:
    """Compare the version that the marker of the installation names, as silent_install does."""
    package = component.get("package")
    if not package or not package.get("version"):
        return
    name, path = component["name"], package["install_path"]
    try:
        installed, warning = read_marker(context.root + path)
    except Refusal as refusal:
        context.found(not_checked("package.read", name, path, sentence(refusal)))
        return
    version = installed.get("version")
    context.installed[name] = version
    if version == package["version"]:
        return
    reason = warning or ("" if version else "Nothing is installed there, as far as this collection knows.")
    since = _changed(marker_path(context.root + path))
    context.found(
        difference("package.version", name, path, "", package["version"], version, reason=reason, since=since)
    )


def _changed(path: str) -> Optional[str]:
    try:
        return stamp(os.lstat(path).st_mtime)
    except OSError:
        return None


def observe_system(component: Component, context: Context) -> None:
    """Compare the packages of the platform; those of all components are asked for at once."""
    names = component.get("system_packages") or []
    if not names:
        return
    found, trouble = _ask(context)
    for package in names:
        if trouble:
            context.found(not_checked("package.read", component["name"], package, trouble))
        elif package not in found:
            context.found(difference("platform_package.missing", component["name"], package, "", "installed", None))


def _ask(context: Context) -> Tuple[Set[str], str]:
    """(which of them are installed, why that is not known)"""
    if _MEMORY not in context.memory:
        names: List[str] = []
        for component in context.components:
            names += component.get("system_packages") or []
        context.memory[_MEMORY] = _installed(context.module, list(dict.fromkeys(names)), context.platform)
    answer: Tuple[Set[str], str] = context.memory[_MEMORY]
    return answer


def _installed(module: Any, names: List[str], platform: Dict[str, Any]) -> Tuple[Set[str], str]:
    managers = [("dpkg-query", _of_dpkg), ("rpm", _of_rpm)]
    # Either is a package of the other's systems, too.
    if platform["os_family"] != "Debian":
        managers.reverse()
    for command, ask in managers:
        path = module.get_bin_path(command)
        if path:
            return ask(module, path, names)
    return set(), "The host has neither dpkg-query nor rpm: check by its own means that the package is installed."


def _run(module: Any, command: List[str]) -> Tuple[int, str, str]:
    answer: Tuple[int, str, str] = module.run_command(command, environ_update={"LC_ALL": "C"})
    return answer


def _of_dpkg(module: Any, path: str, names: List[str]) -> Tuple[Set[str], str]:
    """One that is configured no further than halfway is not installed. Exit status 1: it knows nothing of some."""
    code, out, err = _run(module, [path, "--show", "--showformat=${Package}\\t${Status}\\n"] + names)
    if code not in (0, 1):
        return set(), sentence("dpkg-query does not answer: %s" % (err.strip() or "exit status %d" % code))
    return {line.split("\t")[0] for line in out.splitlines() if line.endswith(" ok installed")}, ""


def _of_rpm(module: Any, path: str, names: List[str]) -> Tuple[Set[str], str]:
    """Each name has one line for each package that provides it, or one that says that none does."""
    code, out, err = _run(module, [path, "--query", "--whatprovides", "--queryformat=%{NAME}\\n"] + names)
    missing = [name for name in names if "no package provides %s" % name in (out + err).splitlines()]
    if code and not missing:
        return set(), sentence("rpm does not answer: %s" % ((err or out).strip() or "exit status %d" % code))
    return set(names) - set(missing), ""
