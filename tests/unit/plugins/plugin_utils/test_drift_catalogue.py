# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue of checks: complete, and what it says to do is whole and never automatic where it must not be."""

import re
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import catalogue
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.catalogue import BY, CHECKS, SITE, kind_of, names_in
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import SEVERITIES

PLUGINS = Path(catalogue.__file__).resolve().parents[2]
SURFACES = {check.partition(".")[0] for check in CHECKS}
ID = re.compile(rf'"((?:{"|".join(SURFACES)})\.[a-z_]+)"')
# Where somebody reports differences.
SOURCES = [
    path
    for path in (*PLUGINS.rglob("_drift/*.py"), *PLUGINS.rglob("_*/drift.py"), *PLUGINS.rglob("_gathering/*.py"))
    if path.name != "catalogue.py"
]


def test_every_check_that_code_names_is_known():
    named = {found for path in SOURCES for found in ID.findall(path.read_text(encoding="utf-8"))}
    # A module of dnspython looks like one.
    assert named - set(CHECKS) - {"dns.update"} == set()


def test_the_sources_are_found():
    assert {"files.py", "units.py", "objects.py"} <= {path.name for path in SOURCES}


def test_a_check_has_one_row():
    assert len(catalogue.ROWS) == len(CHECKS)


@pytest.mark.parametrize("check", CHECKS)
def test_a_row_is_whole(check):
    kind = CHECKS[check]
    assert kind.severity in SEVERITIES
    assert kind.by in BY
    assert kind.title.endswith(".")
    assert names_in(kind.repair) <= {"host", "component", "object", "key"}
    assert "{" not in kind.text(host="h", component="c", object="o", key="k")


@pytest.mark.parametrize(
    "check",
    [check for check in CHECKS if check.startswith(("keystore.", "ledger.", "beside."))]
    + ["package.version", "object.foreign", "object.rival", "object.state", "rws.eservices_site"],
)
def test_what_is_never_automatic_is_not_done_by_site(check):
    assert CHECKS[check].by != SITE


def test_commands_name_playbooks_that_are_there():
    named = {name for kind in CHECKS.values() for name in re.findall(r"gir\.multidc\.([a-z_]+)", kind.repair)}
    ours = {path.stem for path in (PLUGINS.parent / "playbooks").glob("*.yml")}
    modules = {path.stem for path in (PLUGINS / "modules").glob("*.py")}
    assert named <= ours | modules


def test_a_check_that_nobody_knows_is_for_a_person():
    assert kind_of("of.tomorrow").by == "person"


def test_every_surface_of_a_check_is_described_once():
    described = [prefix for surface in catalogue.SURFACES for prefix in surface.prefixes]
    assert sorted(described) == sorted(SURFACES)
