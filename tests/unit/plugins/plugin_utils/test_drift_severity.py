# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How bad a difference is, by check, component and key."""

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._gax.drift import UNWANTED_SEVERITY
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.catalogue import CHECKS
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import SEVERITIES
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.severity import severity, worse
from drift_cases import differs

SEC, REC, SVC, RESTART, COSMETIC = SEVERITIES
SETTINGS = "serverSettings."


@pytest.mark.parametrize(
    ("bad", "component", "check", "key"),
    [
        (REC, "rws", "file.content", SETTINGS + "cryptoSecurityKey"),
        (REC, "rws", "file.content", SETTINGS + "nodePath"),
        (REC, "rws", "file.content", SETTINGS + "crRegion"),
        (REC, "rws", "file.content", "cassandraCluster.keyspace"),
        (REC, "rws", "file.content", SETTINGS + "backgroundScheduledMediaOperationsSettings.enableScanAndScroll"),
        (SVC, "rws", "file.content", SETTINGS + "eServicesSite"),
        (SVC, "rws", "file.content", SETTINGS + "siteName"),
        (SVC, "rws", "file.content", "onPremiseSettings.cmeHost"),
        (SVC, "rws", "file.content", "jetty.port"),
        (SEC, "rws", "file.content", SETTINGS + "crossOriginSettings.allowedOrigins"),
        (SEC, "rws", "file.content", "jetty.cookies.secure"),
        (COSMETIC, "rws", "file.content", "logging.level"),
        (COSMETIC, "rws", "file.content", "jetty.requestLog.retainDays"),
        (RESTART, "rws", "file.content", "jetty.idleTimeout"),
        (REC, "rps", "file.content", "processing.post_uri"),
        (REC, "rps", "file.content", "htcc.base_uri"),
        (RESTART, "rps", "file.content", "rp_server.port"),
        (REC, "muxer", "file.content", "processing.window_past"),
        (REC, "muxer", "file.content", "rcs.base_uri"),
        (RESTART, "muxer", "file.content", "advanced.worker_num"),
        (REC, "rcs", "object.option", "keystore/path"),
        (SEC, "rcs", "object.option", "cors/allow-origins"),
        (REC, "mcp", "object.option", "mpc/recordnumparallelpost"),
        (SVC, "mcp", "object.option", "mpc/codec"),
        (COSMETIC, "mcp", "object.option", "log/verbose"),
        (REC, "ivr_profile", "object.annex", "gvp.service-parameters/recordingclient.callrec_dest"),
        (SVC, "ivr_profile", "object.annex", "gvp.service-parameters/recordingclient.toneduration"),
        (REC, "ivr_profile", "object.missing", ""),
        (REC, "geo_location", "object.annex", "TServer/geo-location"),
        (REC, "rws", "object.option", "screen-recording-client/recordingWhen"),
        (REC, "workspace_desktop", "object.annex", "interaction-workspace/screen-recording.htcc.peer_uri"),
        (SVC, "workspace_desktop", "object.option", "interaction-workspace/disaster-recovery.eservices-site"),
        (REC, "contact_center", "rws.storage", "url"),
        (SVC, "rws", "unit.state", ""),
        (SVC, "rws", "unit.drop_in", "/etc/systemd/system/gir-rws.service.d/override.conf"),
        (RESTART, "rws", "unit.stale_start", ""),
        (SEC, "rws", "beside.secret_copy", ""),
        (SEC, "webdav", "beside.site_file", ""),
        (SEC, "rws", "file.owner", ""),
        (SEC, "muxer", "file.group", ""),
        (REC, "rcs", "keystore.missing", "alias"),
    ],
)
def test_severity_by_key(bad, component, check, key):
    assert severity(differs(check, component=component, key=key)) == bad


@pytest.mark.parametrize(
    ("bad", "thing"),
    [(SEC, "/etc/gir/webdav/htpasswd"), (SEC, "/etc/apache2/sites-available/gir.conf"), (RESTART, "/srv/gir-health")],
)
def test_severity_of_files_of_the_storage(bad, thing):
    assert severity(differs(thing=thing, component="webdav", key="")) == bad


@pytest.mark.parametrize(
    ("expected", "actual", "bad"),
    [("0640", "0644", SEC), ("0750", "0777", SEC), ("0640", "0660", SEC), ("0640", "0600", RESTART),
     ("0644", "4644", SEC), ("640", "0666", SEC), ("0640", "odd", RESTART)],
)  # fmt: skip
def test_severity_of_modes(expected, actual, bad):
    for check in ("file.mode", "directory.mode"):
        assert severity(differs(check, expected=expected, actual=actual)) == bad


@pytest.mark.parametrize("check", ["file.owner", "file.group", "directory.owner", "directory.group"])
def test_published_severity_of_owners(check):
    """The table in the documentation shows what findings have."""
    assert CHECKS[check].severity == severity(differs(check)) == SEC


def test_published_severity_of_unwanted_options():
    assert CHECKS["object.unwanted"].severity == UNWANTED_SEVERITY


def test_a_password_is_security_and_keys_are_more():
    assert severity(differs(key="cassandraCluster.password", secret=True)) == SEC
    assert severity(differs(key=SETTINGS + "cryptoSecurityKey", secret=True)) == REC
    assert severity(differs("object.option", component="rcs", key="keystore/password", secret=True)) == REC


def test_a_missing_file_with_secrets_shows_none():
    assert severity(differs("file.missing", secret=True)) == SVC


def test_what_the_difference_says_itself_counts():
    assert severity(differs("object.foreign", severity=REC)) == REC
    assert severity(differs("object.foreign", severity="awful")) == SVC


def test_the_worse_of_two():
    assert worse(COSMETIC, SEC) == worse(SEC, COSMETIC) == SEC
