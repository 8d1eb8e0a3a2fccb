# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A probe of the site's own answers which eServices site RWS uses, where no node shows it."""

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import not_checked
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.site_question import with_probe
from gathered import gatherer

SITE = not_checked("rws.eservices_site", "rws", "eServices site", "No node shows it.")
HIDDEN = {"differences": [{**SITE, "observable": False}]}
SAYS = {"eservices_site": {"command": ["echo", "DC1"], "expect": "^DC1"}}


@pytest.mark.parametrize(
    ("probes", "expected"),
    [
        (SAYS, "confirmed"),
        ({"eservices_site": {"command": ["echo", "DC2"], "expect": "^DC1"}}, "failed"),
        ({"another": {"command": ["echo", "DC1"]}}, None),
        ({"eservices_site": {"command": "no list"}}, None),
        (None, None),
    ],
)
def test_hidden_site(probes, expected):
    values = gatherer({}, localhost={"gir_datacenters": {}, "gir_probe_commands": probes})
    assert with_probe(HIDDEN, {}, values).get("probe", {}).get("answer") == expected


def test_site_that_is_shown():
    """Then no probe runs."""
    values = gatherer({}, localhost={"gir_datacenters": {}, "gir_probe_commands": SAYS})
    for answer in ({"differences": []}, {"differences": [SITE]}, {"failed": True, "msg": "No."}):
        assert with_probe(answer, {}, values) is answer
