# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of a component: a file beside its unit that only root reads, in systemd's syntax."""

from __future__ import annotations

import re

from .desired import Desired, File, Tree
from .report import Report
from .rule import rule
from .shared import Installed
from .unit_secrets import check_unit

HEAD = "# Managed by Ansible (gir.multidc)\n"
# What no unit of somebody else refers to: it is removed when there is nothing to stand in it.
SUFFIX = ".gir_multidc.env"

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LINE = re.compile(r'([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"([\"\\`$])")

GIR899 = rule(
    899,
    "The environment of a component has names that a shell takes, and belongs to a unit that the role writes.",
    "Give name to value, each name of letters, digits and underscores, and each value but a whole number in quotes.",
)


def path_of(units: str, service: str) -> str:
    """The file with the environment of a unit."""
    return f"{units}/{service}{SUFFIX}"


def check(options: Installed, report: Report) -> None:
    """The environment can be written, and nothing of a unit that everybody reads holds a secret."""
    component = options.COMPONENT
    variable = f"{component}_environment"
    remedy = (
        f"Give it in {variable}, which only root may read, and let the program take it from its environment (podman"
        " run --env NAME hands one on), or from a file that only its account reads."
    )
    check_unit(options, getattr(options, "gir_secret_keys", []), remedy, report)
    _check_names(options, variable, report)
    missing = [f"{component}_{name}" for name in ("service", "start_command") if not getattr(options, name)]
    if given(options) and missing:
        report.add(
            GIR899,
            variable,
            f"{variable} is given, but {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not, so the role"
            " writes no unit that reads it.",
            f"Give {' and '.join(missing)} too, or let the installation's own unit read a file of yours.",
        )
    service = options.unit_extra_options.get("Service")
    if given(options) and isinstance(service, dict) and service.get("EnvironmentFile") is not None:
        report.add(
            GIR899,
            variable,
            f"{variable} and {component}_unit_extra_options.Service.EnvironmentFile are both given, and a unit has one"
            " here.",
            f"Put all of it into {variable}, or none.",
        )


def _check_names(options: Installed, variable: str, report: Report) -> None:
    """Neither names nor values are shown: one may stand in the place of the other."""
    names = sum(_NAME.fullmatch(name) is None for name in options.environment)
    values = sum(value is not None and type(value) not in (str, int) for value in options.environment.values())
    if names:
        said = "a name" if names == 1 else f"{names} names"
        report.add(GIR899, variable, f"{variable} has {said} that no shell takes.")
    if values:
        said = "a value that is" if values == 1 else f"{values} values that are"
        report.add(GIR899, variable, f"{variable} has {said} neither text nor a whole number.")


def given(options: Installed) -> dict[str, str]:
    """Name to value of what is given."""
    return {name: str(value) for name, value in options.environment.items() if value is not None}


def add(result: Desired, options: Installed, units: str, service: Tree) -> None:
    """The file, and in the options of the unit's section that it is read; nothing of it where nothing is given."""
    path, values = path_of(units, str(options.service)), given(options)
    if not values:
        result.absent_files.append(path)
        return
    service["EnvironmentFile"] = path
    owner = None if options.gir_root else "root"
    result.files.append(File(path, content=written(values), owner=owner, group=owner, mode="0600", secret=True))


def written(values: dict[str, str]) -> str:
    """The text of the file. In quotes, only these letters have a meaning for systemd, in every release."""
    lines = [f'{name}="{_ESCAPED.sub(_BACKSLASHED, value)}"\n' for name, value in values.items()]
    return HEAD + "".join(lines)


_BACKSLASHED = r"\\\1"


def read(text: str) -> dict[str, str] | None:
    """What `written` has written; None when it was something else."""
    found = {}
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            return None
        found[match.group(1)] = re.sub(r"\\(.)", r"\1", match.group(2))
    return found
