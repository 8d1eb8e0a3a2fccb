# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python packages and collections that a desired state needs on the controller, beside what ansible-core brings."""

from __future__ import annotations

from .._components.desired import Violation
from .._components.rule import rule

# The package, and what cannot be done without it.
PASSLIB = ("passlib", "hash the passwords of the recording storage")
DNSPYTHON = ("dnspython", "change the records of a name server")
GIR980 = rule(
    980,
    "The controller has the Python packages that this run needs.",
    "Install it for the Python that runs Ansible, or use an execution environment that has it.",
    shown_by=("topology",),
)
GIR958 = rule(
    958,
    "The controller has the collection ansible.windows where services of Windows are given.",
    "Install it: ansible-galaxy collection install ansible.windows",
    shown_by=("topology",),
)


def missing(host: str, package: tuple[str, str], python: str) -> Violation:
    """The host needs the package; `python` runs Ansible."""
    name, purpose = package
    sentence = f"The Python package {name} is missing on the controller, which cannot {purpose} without it."
    remedy = f"Install it: {python} -m pip install {name}"
    return Violation(GIR980.id, name, host, sentence, remedy, GIR980.severity)


def without_windows(host: str) -> Violation:
    """Nobody can ask a host of Windows for its services."""
    sentence = "The collection ansible.windows is missing on the controller, which runs no Windows services without it."
    return Violation(GIR958.id, "speechminer_windows_services", host, sentence, GIR958.remedy, GIR958.severity)
