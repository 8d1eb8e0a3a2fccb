# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Media Control Platform should be."""

import pytest
from recorded import application_options, computed, scenarios


def mcp(host="mcp1-dc1", scenario="minimal", **variables):
    base = scenarios("mcp")[scenario]
    return computed("mcp", {**base, "variables": {**base["variables"], **variables}}, host)


def test_options_of_the_application():
    """Lists are separated by blanks, booleans are numbers, none is empty text, null leaves an option alone."""
    desired = mcp(
        mcp_codecs=["pcmu", "pcma", "telephone-event"],
        mcp_transcoders=["PCM", "MP3"],
        mcp_play_cache=True,
        mcp_fetch_http_proxy="none",
        mcp_fetch_https_proxy="",
        mcp_record_post_retries=3,
        mcp_option_names={"record_post_retries": "mpc/other.name"},
        mcp_extra_options={"mpc": {"codec": None, "amr.ptime": 20}},
    )
    assert application_options(desired) == {
        "mpc": {
            "codec": None,
            "transcoders": "PCM MP3",
            "playcache.enable": 1,
            "other.name": 3,
            "amr.ptime": 20,
        },
        "fm": {"http_proxy": ""},
    }
    assert desired.objects[0].name == "mcp1-dc1_MCP"


@pytest.mark.parametrize(
    ("codecs", "written"),
    [(["pcmu", "pcma"], "pcmu pcma"), ("pcmu, pcma", "pcmu pcma"), ([], ""), ([1, "g729"], "1 g729")],
)
def test_codecs(codecs, written):
    assert application_options(mcp(mcp_codecs=codecs)) == {"mpc": {"codec": written}}


def test_codec_that_is_no_text_is_refused():
    (violation,) = mcp(mcp_codecs=["pcmu", {"name": "pcma"}]).violations
    assert violation.id == "GIR803"
    assert violation.sentence == "mcp_codecs[1] is a dictionary, which is no text."


@pytest.mark.parametrize(("given", "written"), [(True, 1), ("no", 0), (None, None)])
def test_play_cache(given, written):
    """False is written, not given is not."""
    desired = mcp(mcp_play_cache=given)
    assert [thing.options for thing in desired.objects] == (
        [] if written is None else [{"mpc": {"playcache.enable": written}}]
    )


def test_nothing_given():
    """Without options and service there is nothing to write."""
    desired = mcp()
    assert (desired.directories, desired.files, desired.objects) == ([], [], [])
    assert (desired.service, desired.package) == (None, None)


def test_unit_without_directories():
    """The unit's directory is the operating system's, the installation directory the package's."""
    desired = mcp(mcp_service="gir-mcp", mcp_start_command="/opt/genesys/mcp/run.sh")
    (unit,) = desired.files
    assert unit.path == "/etc/systemd/system/gir-mcp.service"
    assert unit.data["Service"]["ExecStart"] == "/opt/genesys/mcp/run.sh"
    assert desired.directories == []


def test_restart_on_objects():
    """MCP reads its options at start only."""
    assert mcp().restart_on_objects is True


def test_everything_wrong_is_reported_at_once():
    desired = mcp(
        mcp_option_names={"codec": "a/b", "play_cache": "one"},
        mcp_alarm_interval=1,
        mcp_extra_options={"mpc": 1},
        mcp_service="gir-mcp",
        mcp_start_command="/srv/start",
        mcp_unit_extra_options={"Service": "text"},
    )
    assert [violation.id for violation in desired.violations] == ["GIR810", "GIR811", "GIR814", "GIR814"]
    assert "Did you mean codecs?" in desired.violations[0].sentence


def test_package_without_version_is_refused():
    (violation,) = mcp(mcp_package="/srv/mcp.tar.gz").violations
    assert violation.sentence == "mcp_package is given, but mcp_package_version is not."
