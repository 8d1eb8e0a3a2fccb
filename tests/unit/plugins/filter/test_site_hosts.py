# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of the plays of playbook site."""

import pytest
from ansible_collections.gir.multidc.plugins.filter.site_hosts import NOBODY, site_hosts

GIVEN = {"rws": ["rws2", "rws1"], "contact_center": ["localhost"], "muxer": []}


@pytest.mark.parametrize(
    ("components", "expected"),
    [
        (["rws"], ["rws2", "rws1", "controller"]),
        (["mcp"], NOBODY),
        (["contact_center", "ivr_profile"], ["controller"]),
        (["muxer"], ["controller"]),
    ],
)
def test_hosts_are_those_with_something_to_do(components, expected):
    """And the one that stands for the controller, so that no play is left without a host."""
    hostvars = {"controller": {"__gir_todo": GIVEN}}
    assert site_hosts(hostvars, {"__gir_controller": ["controller"]}, components, "gir_rws") == expected


def test_before_anything_was_compared_it_is_the_group():
    """As --list-hosts shows it."""
    assert site_hosts({}, {"gir_rws": ["rws1"]}, ["rws"], "gir_rws") == "gir_rws"
