# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Further options never cost a section."""

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.filter.with_options import with_options

BASE = {"serverSettings": {"crClusterName": "es", "cors": {"origins": "*"}}, "jetty": {"port": 8080}}


def test_options_win_at_any_depth_and_the_role_keeps_the_rest():
    extra = {"serverSettings": {"cors": {"origins": None, "methods": ["GET"]}, "new": 1}, "other": {"a": "b"}}
    assert with_options(BASE, extra) == {
        "serverSettings": {"crClusterName": "es", "cors": {"origins": None, "methods": ["GET"]}, "new": 1},
        "jetty": {"port": 8080},
        "other": {"a": "b"},
    }
    assert BASE["serverSettings"]["cors"] == {"origins": "*"}


def test_an_empty_key_is_no_removal_of_a_section():
    assert with_options(BASE, {"serverSettings": None, "jetty": {}}) == BASE


def test_a_value_in_the_place_of_a_section_is_refused_all_at_once():
    with pytest.raises(AnsibleFilterError) as refusal:
        with_options(BASE, {"jetty": 5, "serverSettings": {"cors": ["x"]}})
    for words in ("jetty is a section", "serverSettings/cors is a section"):
        assert words in str(refusal.value)
    with pytest.raises(AnsibleFilterError, match="give a dictionary"):
        with_options(BASE, ["x"])
