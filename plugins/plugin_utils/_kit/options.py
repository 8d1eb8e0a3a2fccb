# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of failover kits, judged before anything is made of them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from .._components.desired import Violation
from .._components.report import Report
from .._components.rule import rule
from .._report.place import URL
from .._topology.values import Unusable, is_blank, kind, show
from .clear_text import Place

DIRECTORY, HOST_DIRECTORY, WHEELS = "gir_kit_dir", "gir_kit_host_dir", "gir_kit_wheels_dir"
DAYS, PYTHON = "gir_kit_days", "gir_kit_python"
NAMES = (DIRECTORY, HOST_DIRECTORY, WHEELS, DAYS, PYTHON)
# What nobody sees in the files of an inventory, such as addresses and packages, changes slowly; a quarter is what
# exercises of a disaster are held in.
DAYS_DEFAULT, MOST_DAYS = 90, 3650
_SURVIVES = (
    "A kit belongs to a place that survives the loss of a data center: give a directory of the controller that is"
    " mounted from there."
)
_VERSION = re.compile(r"3\.[0-9]{1,2}")
_VERBS = ("failover_kit", "drift")

GIR690 = rule(
    690,
    "The variables of failover kits can be used: gir_kit_dir and gir_kit_wheels_dir are directories of the controller,"
    f" gir_kit_host_dir is an absolute path, gir_kit_days is a whole number from 1 to {MOST_DAYS}, and gir_kit_python"
    " names versions such as 3.11.",
    "Correct the value, or leave it out.",
    used_by=_VERBS,
)
GIR691 = rule(
    691,
    "No file of a failover kit holds a secret in clear text.",
    "Encrypt the file with ansible-vault encrypt, or the value with ansible-vault encrypt_string.",
    used_by=("failover_kit",),
)
GIR692 = rule(
    692,
    "A failover kit has all of the inventory, the collection, and the wheels of its Python packages.",
    "Make what is missing available to the controller.",
    used_by=("failover_kit",),
)


@dataclass(frozen=True)
class Options:
    """Empty texts where nothing was given."""

    directory: str = ""
    host_directory: str = ""
    wheels: str = ""
    days: int = DAYS_DEFAULT
    pythons: tuple[str, ...] = ()


def read(value: Callable[[str], object]) -> tuple[Options, list[Violation]]:
    """`value`: a variable as a plain value; None where it is not given. Blank is not given."""
    report = Report("")
    found = Options(
        directory=_path(DIRECTORY, value(DIRECTORY), report),
        host_directory=_path(HOST_DIRECTORY, value(HOST_DIRECTORY), report),
        wheels=_path(WHEELS, value(WHEELS), report),
        days=_days(value(DAYS), report),
        pythons=_pythons(value(PYTHON), report),
    )
    if found.host_directory and not re.fullmatch(r"/(?:[^/\0]+/?)+", found.host_directory):
        sentence = f"{HOST_DIRECTORY} is {show(found.host_directory)}, which is no absolute path."
        report.add(GIR690, HOST_DIRECTORY, sentence)
    return found, report.violations


def asked_for(found: Options, report: Report, url: object = None) -> Options:
    """What the playbook makes kits of; paths of the controller are absolute. `url`: where reports are sent."""
    if not found.directory and (url is None or is_blank(url)):
        report.add(GIR690, DIRECTORY, f"{DIRECTORY} is not given.", "Give a directory of the controller for the kits.")
    elif not found.directory:
        # Nothing of the address: it may hold what is wrong with it.
        report.add(GIR690, DIRECTORY, f"{DIRECTORY} is not given, and kits are not sent to {URL}.", _SURVIVES)
    wheels = os.path.abspath(os.path.expanduser(found.wheels)) if found.wheels else ""
    if wheels and not os.path.isdir(wheels):
        report.add(GIR690, WHEELS, f"{WHEELS} is {show(wheels)}, which is no directory of the controller.")
    return replace(found, directory=on_controller(found.directory), wheels=wheels)


def on_controller(path: str) -> str:
    """Relative to where the playbook was started; empty where nothing was given."""
    return os.path.abspath(os.path.expanduser(path)) if path else ""


def in_clear_text(places: Iterable[Place], of: Callable[[str], str]) -> list[Violation]:
    """One for each secret that anybody could read in the kit. `of`: path on the controller of one within the kit."""
    report = Report("")
    for one in places:
        report.add(GIR691, one.name, f"{of(one.path)}, line {one.line}: {one.name} lies there in clear text.")
    return report.violations


def _path(name: str, value: object, report: Report) -> str:
    if value is None or is_blank(value):
        return ""
    if isinstance(value, Unusable):
        report.add(GIR690, name, f"{name} cannot be evaluated: {value.reason}.", value.remedy)
        return ""
    if not isinstance(value, str):
        report.add(GIR690, name, f"{name} is {kind(value)}, not a path.")
        return ""
    return value.strip()


def _days(value: object, report: Report) -> int:
    if value is None or is_blank(value):
        return DAYS_DEFAULT
    if isinstance(value, Unusable):
        report.add(GIR690, DAYS, f"{DAYS} cannot be evaluated: {value.reason}.", value.remedy)
        return DAYS_DEFAULT
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= MOST_DAYS:
        report.add(GIR690, DAYS, f"{DAYS} is {show(value)}, which is no whole number from 1 to {MOST_DAYS}.")
        return DAYS_DEFAULT
    return int(text)


def _pythons(value: object, report: Report) -> tuple[str, ...]:
    """A list, or a text with commas. 3.10 that nobody quoted is the number 3.1, which no ansible-core runs with."""
    if value is None or is_blank(value):
        return ()
    if isinstance(value, Unusable):
        report.add(GIR690, PYTHON, f"{PYTHON} cannot be evaluated: {value.reason}.", value.remedy)
        return ()
    given = [one.strip() for one in value.split(",")] if isinstance(value, str) else value
    given = given if isinstance(given, list) else [given]
    texts = [str(one) for one in given]
    bad = [one for one, text in zip(given, texts) if not _VERSION.fullmatch(text) or int(text[2:]) < 10]
    if bad or not texts:
        sentence = f"{PYTHON} has {show(bad[0] if bad else value)}, which is no version such as 3.11."
        report.add(GIR690, PYTHON, sentence, "Give versions from 3.10 on, in quotes.")
        return ()
    return tuple(dict.fromkeys(texts))
