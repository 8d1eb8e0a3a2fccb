# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The standby data center is cut off and a node of the active one has no power: agents notice nothing."""

import uuid

from lab.outside import Client, current, storage, upload

SYSTEM = current()


def test_uploads_go_on_in_the_active_data_center():
    file = upload(SYSTEM, "dc1", str(uuid.uuid4()))
    name, addresses = storage(SYSTEM, "dc1")
    account = SYSTEM.variables["gir_storage_credentials"][name]
    client = Client((account["username"], account["password"]))
    assert client.call(f"{addresses['screen_url']}/{file}")[0] == 200


def test_the_lost_data_center_does_not_answer():
    try:
        Client().call(SYSTEM.datacenters["dc2"]["rws_url"])
    except OSError as silence:
        assert "timed out" in str(silence)
    else:
        raise AssertionError("dc2 answered")
