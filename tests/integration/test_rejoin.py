# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rejoin refuses; test_rejoin_more.py lets it do its work."""

from running_rejoin import Returned


def test_what_stops_a_rejoin_is_named_at_once_and_nothing_is_done(demo, tmp_path):
    returned = Returned(demo, tmp_path)
    done = returned.rejoin("dc1", gir_rejoin_confirm="dc2", gir_rejoin_listed="all of it").refused(
        "GIR643", "GIR644", "GIR645", "dc1 is the active data center"
    )
    assert done.changed == set()
    report = returned.rejoined()
    assert report["outcome"] == "refused"
    assert {one["rule"] for one in report["rules"]} == {"GIR643", "GIR644", "GIR645"}
