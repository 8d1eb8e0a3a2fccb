# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module that asks a server, over IPv6."""

import json

import dns_servers
import pytest
from module_cases import CASES
from standins import httpd

pytestmark = pytest.mark.usefixtures("short_pauses")
ASKING = sorted(
    name for name in CASES if name.startswith(("rws_", "gax_", "dns_")) and name != "gax_file_info"
) + ["srs_login_check", "transaction_probe"]


@pytest.mark.parametrize("name", ASKING)
def test_server_with_an_ipv6_address(name, tmp_path, monkeypatch):
    for place in (httpd, dns_servers):
        monkeypatch.setattr(place, "LOOPBACK", "::1")
    with CASES[name](tmp_path) as case:
        result = case.call()
    assert not result.get("failed"), result
    assert "::1" in json.dumps(result) and "127.0.0.1" not in json.dumps(result)
