# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role ivr_profile. What it decides is tested in plugins/plugin_utils/components."""

from three_sites import SECRETS, RoleRuns

KIND = "CfgGVPIVRProfile"


def test_check_predicts_the_files_for_import(tmp_path):
    """One task writes all profiles in both forms, for their owner alone, and shows no secret."""
    runs = RoleRuns("ivr_profile", tmp_path)
    given = {
        "gir_configuration_dir": str(tmp_path / "import"),
        "ivr_profile_parameter_names": {"storage_authorization": "where.auth"},
        "ivr_profile_certificates": {"cert-1": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"},
    }
    check = runs.run("main", check=True, **given)
    assert not (tmp_path / "import").exists()
    real = runs.run("main", **given)
    for outcome in (check, real):
        assert outcome.code == 0, outcome.text
        assert outcome.changed == {"localhost": 1}
        assert [secret for secret in SECRETS if secret in outcome.text] == []
    written = tmp_path / "import" / KIND
    assert {path.stem for path in written.glob("*.json")} == {
        "record",
        "record_newyork",
        "record_dallas",
        "record_toronto",
    }
    assert (written / "record.json").stat().st_mode & 0o077 == 0
    text = (written / "record.cfg").read_text()
    assert "[gvp.general]\nservice-type=record\n" in text
    assert "where.auth=fixed,davc:central-pass-7\n" in text
