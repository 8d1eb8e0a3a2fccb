# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Muxer should be."""

import pytest
from recorded import computed, scenarios

_OWN = {"muxer_service": "gir-muxer"}


def muxer(host="mux1-dc1", scenario="minimal", **variables):
    base = scenarios("muxer")[scenario]
    kept = {"gir_storage_credentials": base["variables"]["gir_storage_credentials"]}
    return computed(
        "muxer", {**base, "variables": {**_OWN, **base["variables"], **variables}, "model_variables": kept}, host
    )


def config(desired):
    (file,) = [file for file in desired.files if file.path.endswith("muxer.cfg")]
    return file.data


@pytest.mark.parametrize(("host", "number", "of"), [("mux1-dc1", 0, 2), ("mux2-dc1", 1, 2), ("mux1-dc2", 0, 1)])
def test_share_of_the_work(host, number, of):
    """The Muxers of one data center share its work, in the order of the inventory."""
    assert config(muxer(host))["processing"] == {"total_muxers": of, "muxer_id": number}


@pytest.mark.parametrize(("active", "states"), [("dc1", ["started", "stopped"]), ("dc2", ["stopped", "started"])])
def test_active_and_standby(active, states):
    """The service runs in the active data center and is stopped in the standby one."""
    given = {"gir_active_datacenter": active, "muxer_service": "gir-muxer"}
    assert [muxer(host, **given).service.state for host in ("mux1-dc1", "mux1-dc2")] == states


def test_accounts_of_all_storages():
    """Names that the user gives bring the account of every storage, and what holds the password is secret."""
    names = {"username": "webdav.{storage}/username", "password": "webdav.{storage}/word_{storage}"}
    desired = muxer(scenario="minimal, three data centers", muxer_storage_option_names=names)
    sections = config(desired)
    assert {"webdav.dc1", "webdav.dc2", "webdav.central"} < set(sections)
    assert sections["webdav.dc2"]["word_dc2"]
    assert "^word_.*$" in desired.secret_keys
    assert desired.notices == []


def test_recording_data_center_is_refused():
    """A Muxer runs in the primary and the backup data center."""
    (violation,) = [
        violation
        for violation in computed(
            "muxer", scenarios("muxer")["wrong: a data center that only records"], "rws1-dc3"
        ).violations
        if violation.subject == "gir_muxer"
    ]
    assert (violation.id, violation.host) == ("GIR855", "rws1-dc3")
    assert violation.sentence.startswith('gir_datacenters.dc3.role is "recording", and a Muxer')


def test_everything_wrong_is_reported_at_once():
    desired = muxer(
        muxer_option_names={"rws_ur": "a/b"},
        muxer_storage_option_names={"password": "no levels"},
        muxer_extra_options={"htcc": 5},
    )
    assert [violation.id for violation in desired.violations] == ["GIR810", "GIR811", "GIR814"]
    assert "Did you mean rws_url?" in desired.violations[0].sentence


def test_account_of_a_storage_is_missing():
    desired = muxer(gir_storage_credentials={"dc1": {"username": "a", "password": "b"}, "dc2": {"username": "a"}})
    assert [violation.sentence for violation in desired.violations] == [
        "gir_storage_credentials has no account for dc2."
    ]
