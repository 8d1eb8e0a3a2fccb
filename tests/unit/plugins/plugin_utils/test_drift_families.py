# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A unit whose file is another one, or none: the finding about the file explains that about the unit."""

import pytest
from drift_cases import RWS1, RWS2, UNIT, answer, differs, judged, unread

FILE = f"/etc/systemd/system/{UNIT}"


def of_unit(check):
    return differs(check, UNIT, "", "no", "yes")


def explained(*answers):
    """(host, check) of a finding to the check that explains it."""
    found = judged(*answers).findings
    checks = {one.id: one.check for one in found}
    return {(one.host, one.check): checks.get(one.parent, "") for one in found}


@pytest.mark.parametrize("file", [differs("file.missing", FILE, ""), differs("file.content", FILE, "Service.Nice")])
@pytest.mark.parametrize(
    ("unit", "is_explained"), [("unit.missing", True), ("unit.reload_needed", True), ("unit.stale_start", False)]
)
def test_file_of_a_unit_explains_it(file, unit, is_explained):
    assert explained(answer(RWS1, file, of_unit(unit)))[RWS1, unit] == (file["check"] if is_explained else "")


@pytest.mark.parametrize(("file", "explains"), [("file.kind", "file.kind"), ("file.content", "")])
def test_link_in_place_of_a_file_masks_its_unit(file, explains):
    load = differs("unit.load", UNIT, "LoadState", "loaded", "masked")
    assert explained(answer(RWS1, differs(file, FILE, ""), load))[RWS1, "unit.load"] == explains


def test_file_that_explains_no_unit():
    """That of another host, another file, and one that nobody could read."""
    others = [differs("file.content"), unread("file.read", FILE)]
    elsewhere = answer(RWS2, differs("file.content", FILE, "Service.Nice"))
    found = explained(answer(RWS1, *others, of_unit("unit.reload_needed")), elsewhere)
    assert found[RWS1, "unit.reload_needed"] == ""
