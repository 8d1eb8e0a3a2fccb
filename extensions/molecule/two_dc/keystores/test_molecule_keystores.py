# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys reach every Recording Crypto Server before their certificates are used. The tests follow one another."""

import json

from lab.outside import Client, current

SYSTEM = current()
SOURCE, OTHER = "rcs1-dc1", "rcs1-dc2"
BOTH = (OTHER, SOURCE)  # in the order of the restarts: the standby data center first
PATH = SYSTEM.variables["rcs_keystore_path"]
PASSWORD = SYSTEM.variables["rcs_keystore_password"]
FILE = SYSTEM.variables["lab_keystore_password_file"]
ALIAS = "recording-2027"
CERTIFICATE = {
    "alias": ALIAS, "subject": {"O": "Example", "CN": "Recording"}, "days": 400, "keystore_type": "jks",
    "rws_number": 1, "ivr_profile_option": "certificate",
}


def play(name, *words, **variables):
    """Run a playbook of the collection."""
    run = SYSTEM.play(f"gir.multidc.{name}", "-e", json.dumps(variables), *words)
    assert "Traceback" not in run.said
    assert not [secret for secret in (PASSWORD, "PRIVATE KEY-----") if secret in run.said]
    return run


def succeeds(name, *words, **variables):
    run = play(name, *words, **variables)
    assert run.code == 0, run.said
    return run


def keytool(host, words, password=FILE):
    """keytool as the account of RCS, which is what writes the keystore on a real host."""
    account = SYSTEM.variables["gir_service_user"]
    return SYSTEM.host(host).check_output(
        f"runuser -u {account} -- keytool {words} -keystore {PATH} -storepass:file {password}"
    )


def add(alias):
    """RCS of the source gets a new key."""
    keytool(SOURCE, f"-genkeypair -alias '{alias}' -keyalg EC -dname CN=added")


def digests():
    return {host: SYSTEM.host(host).check_output("sha256sum < %s", PATH) for host in BOTH}


def starts():
    """When RCS became ready, by host; it runs on all of them."""
    found = {}
    for host in BOTH:
        assert SYSTEM.host(host).service("gir-rcs").is_running
        lines = SYSTEM.host(host).check_output("journalctl --quiet --unit gir-rcs --output json").splitlines()
        told = [json.loads(line) for line in lines]
        found[host] = [int(line["__REALTIME_TIMESTAMP"]) for line in told if str(line["MESSAGE"]).endswith("is ready")]
    return found


def in_use():
    """The certificates that RWS gives to agents' desktops."""
    client = Client((SYSTEM.variables["gir_rws_ops_username"], SYSTEM.variables["gir_rws_ops_password"]))
    api = SYSTEM.datacenters["dc1"]["rws_url"] + "/api/v2/ops/contact-centers/"
    group = SYSTEM.variables["gir_contact_center_id"] + "/settings/screen-recording-encryption"
    _status, _headers, text = client.call(api + group)
    return [item["value"] for item in json.loads(text).get("settings", []) if item["name"].startswith("certificate-")]


def test_a_certificate_is_not_used_while_a_crypto_server_lacks_its_key(tmp_path):
    dead = tmp_path / "dead.yml"
    dead.write_text(json.dumps({"all": {"hosts": {OTHER: {"ansible_port": 1}}}}), encoding="utf-8")
    lost = play("recording_certificate", "-i", str(dead), gir_recording_certificate=CERTIFICATE)
    assert lost.code != 0
    assert f"{OTHER} cannot be reached" in lost.said
    assert in_use() == []


def test_a_certificate_is_used_when_every_crypto_server_has_read_its_key(tmp_path):
    before = starts()
    # The inventory does not have it, so a later run of site would take it out of the Profiles again: not these files.
    wanted = {"gir_recording_certificate": CERTIFICATE, "gir_configuration_dir": str(tmp_path)}
    succeeds("recording_certificate", **wanted)
    assert len(set(digests().values())) == 1
    after = {host: times[len(before[host]):] for host, times in starts().items()}
    assert [len(after[host]) for host in BOTH] == [1, 1]
    assert after[OTHER] < after[SOURCE]
    [certificate] = in_use()
    assert certificate.strip() in keytool(OTHER, f"-exportcert -rfc -alias {ALIAS}").replace("\r", "")
    profiles = [json.loads(path.read_text()) for path in tmp_path.glob("CfgGVPIVRProfile/*.json")]
    assert profiles
    assert {profile["annex"]["recording-certificates"]["certificate"] for profile in profiles} == {certificate}
    again = succeeds("recording_certificate", **wanted)
    assert again.changes == {}, again.said


def test_a_key_that_crypto_server_got_reaches_the_others_and_only_they_restart():
    before = starts()
    add("Another Key")
    predicted = succeeds("keystore_sync", "--check")
    real = succeeds("keystore_sync")
    assert predicted.changes == real.changes
    assert set(real.changes) == {"localhost", OTHER}
    assert keytool(SOURCE, "-list") == keytool(OTHER, "-list")
    assert {host: len(times) - len(before[host]) for host, times in starts().items()} == {SOURCE: 0, OTHER: 1}
    assert succeeds("keystore_sync").changes == {}
    succeeds("keystore_check")


def test_crypto_server_that_refuses_the_new_keystore_runs_on_with_the_one_before():
    before, other = digests(), "/var/lib/genesys/other.password"
    for file in (other, other + ".old"):
        word = "another-password" if file == other else PASSWORD
        SYSTEM.host(SOURCE).check_output("printf %%s %s > %s && chmod 0644 %s", word, file, file)
    add("third")
    keytool(SOURCE, f"-storepasswd -new:file {other}")
    refused = play("keystore_sync", rcs_keystore_password="another-password")
    assert refused.code != 0
    assert f"{OTHER}: gir-rcs does not run with the new {PATH}" in refused.said
    assert "gir-rcs runs with them again" in refused.said
    assert f"{OTHER}: the restarts stopped here" in refused.said
    assert digests()[OTHER] == before[OTHER]
    starts()
    keytool(SOURCE, f"-storepasswd -new:file {other}.old", password=other)
    succeeds("keystore_sync")
    assert len(set(digests().values())) == 1


def test_nothing_secret_is_in_the_journals():
    for host in BOTH:
        said = SYSTEM.host(host).check_output("journalctl --quiet")
        assert not [secret for secret in (PASSWORD, "another-password", "PRIVATE KEY") if secret in said]
