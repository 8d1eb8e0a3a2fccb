# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role voice_processor. What it decides is tested in plugins/plugin_utils/components."""

import stat

from support.three_sites import SECRETS, RoleRuns

HOST = "voiceprocessor1-dc2"
FILE = "opt/genesys/voice_processor/settings.env"


def test_env_file(tmp_path):
    """The template is rendered, its secrets are not shown, and the file is closed to others."""
    runs = RoleRuns("voice_processor", tmp_path, "gir_voice_processor")
    runs.group = HOST
    outcome = runs.run(
        "main",
        voice_processor_settings_format="env",
        voice_processor_setting_names={"rws_url": "RWS_URL", "rws_password": "RWS_WORD"},
        voice_processor_extra_options={"BRACES": "{{ '{{' }} text }}"},
    )
    outcome.succeeded().says_nothing_of(SECRETS)
    written = tmp_path / "hosts" / HOST / FILE
    assert stat.S_IMODE(written.stat().st_mode) == 0o640
    lines = [line for line in written.read_text().splitlines() if not line.startswith("#")]
    assert lines == ["RWS_URL=https://rws.dc2.test", "RWS_WORD=ops-pass-1", "BRACES={{ text }}"]
