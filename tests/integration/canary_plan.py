# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is run of each playbook under the eyes of the search: as it should go, and as it fails."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

from support.inventory import SILENT
from support.playbook import ROOT

sys.path[:0] = [str(ROOT / part) for part in ("tests/unit", "tests/unit/plugins/modules")]

import dns.tsigkeyring
import dns_servers
import keystores
from standin_client import call
from standins.packages import make_archive

# A failback follows the failover that it takes back.
PLAYBOOKS = sorted((path.stem for path in (ROOT / "playbooks").glob("*.yml")),
                   key=lambda name: "failover back" if name == "failback" else name)  # fmt: skip
# They write nothing, so that a second run says nothing new.
READING = {"adopt", "awx", "drift", "drift_merge", "failover_kit", "hold", "keystore_check", "kept_copies", "ledger",
           "lock", "maintenance", "render", "topology", "verify"}  # fmt: skip
EXCLUSIVE = ("muxer", "rps", "voice_processor")
KEYSTORE = "opt/genesys/rcs/keystore.jks"
RCS = ("rcs1-dc1", "rcs1-dc2")


class Plan:
    """The runs of a site, by playbook. `files` is a directory for what they write on the controller."""

    def __init__(self, site, files):
        self.site, self.files = site, Path(files)
        self.files.mkdir()

    def given(self, name):
        """The variables that a playbook wants of whoever runs it."""
        found = getattr(self, f"_{name}", dict)()
        # RWS stores no file, and says so to whoever logs in there.
        return {"gir_render_dir": str(self.files / "rendered"), "gir_report_url": self.site.url(0) + "/files", **found}

    def _adopt(self):
        return {"gir_adopt_dir": str(self.files / "adopted"), "gir_adopt_rws_url": [self.site.url(0)]}

    def _awx(self):
        """The data as a file; its requests to AWX are searched where its modules are."""
        return {
            "gir_awx_project_url": "https://git.example.com/gir.git", "gir_awx_inventory_path": "inventories/prod",
            "gir_awx_image": "registry.example.com/gir:1", "gir_awx_output_dir": str(self.files / "awx"),
        }  # fmt: skip

    def _drift(self):
        """Somebody changed passwords, which are told to differ and nothing more."""
        path = self.site.path("mux1-dc1", "opt/genesys/muxer/muxer.cfg")
        text = path.read_text(encoding="utf-8")
        changed = self.site.canaries.value("password that somebody typed", awkward=False)
        path.write_text(re.sub("(?m)^password = .*$", f"password = {changed}", text), encoding="utf-8")
        return self._reports("drift")

    def _remediate(self):
        """Besides a mode, which is repaired: a password that somebody changed, which is not."""
        self._drift()
        self.site.path("rws1-dc1", "opt/genesys/rws/config/application.yaml").chmod(0o644)
        return {"gir_remediate_output_dir": str(self.files / "remediation")}

    def _failover_kit(self):
        return {"gir_kit_dir": str(self.files / "kits"), "gir_kit_wheels_dir": str(self.files)}

    def _drift_merge(self):
        return {**self._reports("merged"), "gir_drift_reports": [str(self.files / "drift" / "drift.json")]}

    def _reports(self, name):
        formats = ["json", "markdown", "junit", "html"]
        return {
            "gir_drift_output_dir": str(self.files / name), "gir_drift_formats": formats, "gir_drift_fail_on": "none",
        }  # fmt: skip

    def _render(self):
        # Which are not sent.
        return {"gir_render_secrets": True, "gir_report_url": ""}

    @staticmethod
    def _eservices_switch():
        return {"gir_eservices_switch_to": "dc2", "gir_eservices_switch_confirm": "dc2"}

    def _failover_rehearsal(self):
        return {"gir_rehearsal_output_dir": str(self.files / "rehearsal"), **self._of_failovers()}

    @staticmethod
    def _of_failovers():
        """Nothing stands in for Configuration Server itself, in neither data center; nobody manages the services."""
        lifted = [{"rule": "GIR623", "reason": "no Configuration Server is there"}]
        by_hand = [f"{center}/{component}" for center in ("dc1", "dc2") for component in EXCLUSIVE]
        return {"gir_failover_seconds": 60, "gir_failover_override": lifted, "gir_failover_accept": by_hand}

    def _failover(self):
        """As planned, so that the playbooks after it find both data centers."""
        target = {"gir_failover_to": "dc2", "gir_failover_confirm": "dc2", "gir_failover_mode": "planned"}
        return {"gir_failover_output_dir": str(self.files / "failover"), **target, **self._of_failovers()}

    def _failback(self):
        return {**self._failover(), "gir_failover_to": "dc1", "gir_failover_confirm": "dc1"}

    def _rejoin(self):
        return {
            "gir_rejoin_datacenter": "dc2", "gir_rejoin_confirm": "dc2", "gir_rejoin_seconds": 60,
            "gir_rejoin_accept": [f"dc2/{component}" for component in EXCLUSIVE],
            "gir_rejoin_output_dir": str(self.files / "rejoin"),
        }  # fmt: skip

    def _keystore_check(self):
        self._put_keystores(RCS, ("a",))
        return {}

    def _keystore_sync(self):
        self._put_keystores(RCS[:1], ("a", "b"))
        self._put_keystores(RCS[1:], ("a",))
        return {}

    def _put_keystores(self, hosts, aliases):
        password = self.site.canaries.value("rcs_keystore_password")
        for host in hosts:
            path = self.site.path(host, KEYSTORE)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            names = {alias: self.site.canaries.value(f"private key {alias}").encode() for alias in aliases}
            entries = [keystores.key(alias, f"cert {alias}".encode(), key) for alias, key in names.items()]
            path.write_bytes(keystores.jks(*entries, password=password))

    def _recording_certificate(self):
        """A key from elsewhere. It has no mark: pieces of it are searched for."""
        self._put_real_keystores()
        key, certificate = self.files / "key.pem", self.files / "certificate.pem"
        key.touch(mode=0o600)
        made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=canary"]
        command = ["openssl", *made, "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        text = key.read_text(encoding="ascii")
        for line in text.splitlines()[12:15]:
            self.site.canaries.watch("private key of the recording certificate", line.encode())
        request = {"alias": "canary", "certificate": certificate.read_text(encoding="ascii")}
        more = {"rws_number": 1, "ivr_profile_option": "canary", "private_key": text}
        return {"gir_recording_certificate": {**request, **more}}

    def _put_real_keystores(self):
        """Those that keytool can add something to; none where it is not installed."""
        keytool = shutil.which("keytool")
        for host in RCS:
            path = self.site.path(host, KEYSTORE)
            shutil.rmtree(path.parent, ignore_errors=True)
            path.parent.mkdir(parents=True)
        if keytool:
            made = ["-genkeypair", "-alias", "old", "-keyalg", "RSA", "-dname", "CN=old", "-keystore", str(path)]
            password = {"GIR_PASSWORD": self.site.canaries.value("rcs_keystore_password")}
            more = ["-storetype", "JKS", "-storepass:env", "GIR_PASSWORD", "-keypass:env", "GIR_PASSWORD"]
            subprocess.run([keytool, *made, *more], env={**os.environ, **password}, check=True, capture_output=True)
            for host in RCS:
                other = self.site.path(host, KEYSTORE)
                if other != path:
                    shutil.copyfile(path, other)
                other.chmod(0o600)

    def _upgrade(self):
        package = self.files / "mcp-1.1.tar.gz"
        if not package.exists():
            make_archive(package, name="mcp", version="1.1")
        return {"mcp_package": str(package), "mcp_package_version": "1.1"}

    def _verify(self):
        """What a probe prints, and the address of another one, may hold secrets."""
        return {"gir_probe_commands": self._probes("", "/standin/state")}

    def _probes(self, expect, path):
        said = self.files / "said"
        said.touch(mode=0o600)
        said.write_text(self.site.canaries.value("what a probe prints"), encoding="utf-8")
        url = f"{self.site.url(0)}{path}?token={self.site.canaries.value('address of a probe', awkward=False)}"
        return {"license_server": {"command": ["cat", str(said)], "expect": expect}, "queue": {"url": url}}

    def runs(self, name):
        """Predicted, done, and done again."""
        given = self.given(name)
        if name == "remediate":
            yield self.site.run(name, label="plan", screen="default", also=[self.files], **given)
            report = json.loads((self.files / "remediation" / "remediate.json").read_text(encoding="utf-8"))
            given["gir_remediate_plan_hash"] = report["plan"]["hash"]
        ways = [(("--check",), "check", "default"), ((), "real", "runner"), ((), "again", "oneline")]
        for words, label, screen in ways[:2] if name in READING else ways:
            yield self.site.run(name, *words, label=label, screen=screen, also=[self.files], **given)

    # -- failures ------------------------------------------------------------------------------------------------

    def wrong_accounts(self):
        """Of all servers: they are refused, and what they say is shown. No probe says yes."""
        return {**self.site.inventory.secrets("wrong"), "gir_probe_commands": self._probes("never", "/nowhere")}

    def wrong_types(self):
        """Secrets where something else belongs, something else around them, and text that cannot be evaluated."""
        value = self.site.canaries.value
        return {
            "gir_rws_ops_password": [value("list")],
            "gir_rws_admin_password": {value("key"): value("value")},
            "gir_interaction_receiver_password": value("two lines") + "\n" + value("second line"),
            "gir_storage_credentials": {
                "dc1": value("text for an account"),
                "dc2": {"username": "recorder", "pasword": value("mistyped"), value("key of an account"): 1},
                value("key of the accounts"): [value("list of accounts")],
            },
            "gir_configuration_server": {
                "host": value("host"), "port": value("port"), "username": "gir", "password": 1.5, "more": value("more"),
            },
            "contact_center_extra_settings": [
                {"group": "speechminer", "name": "a-token", "value": [value("setting")], value("key of setting"): 1},
                value("text for a setting"),
            ],
            "webdav_extra_users": [{"username": "some", "password": [value("listed user")], "x": value("x of user")}],
            "rws_crypto_security_key": f"{value('undefined')} {{{{ nowhere }}}}",
            "rws_cassandra_password": f"{value('broken')} {{{{ 'a' | nowhere }}}}",
            "rps_start_command": f"run --password={value('start command')}",
            "mcp_package_response": [value("response")],
            "gir_rws_pasword": value("mistyped variable"),
            "gir_report_password": {value("key of an account of reports"): value("password of reports")},
            "gir_probe_commands": {"license_server": {"command": value("command"), "url": value("url of a probe")}},
            "gir_recording_certificate": {"alias": "x", "private_key": value("no key"), value("key of request"): 1},
        }  # fmt: skip

    @contextlib.contextmanager
    def talkative(self):
        """RWS refuses everything, and repeats what it was sent."""
        password = self.site.canaries.value("gir_rws_ops_password")
        sent = b64encode(f"gir-ops:{password}".encode()).decode()
        message = f"not with {password} nor with Authorization: Basic {sent}"
        fault = {"kind": "status", "status": 403, "status_code": 4, "message": message}
        answer = call(self.site.url(0) + "/standin/faults", "POST", body=fault)
        assert answer.status < 300, answer.body
        try:
            yield
        finally:
            call(self.site.url(0) + "/standin/faults", "DELETE")

    def failures(self, name):
        """With wrong accounts, wrong types, hosts that do not answer, and a server that says too much."""
        given = self.given(name)

        def run(label, screen, **variables):
            return self.site.run(name, label=label, screen=screen, also=[self.files], **{**given, **variables})

        yield run("wrong accounts", "runner", **self.wrong_accounts())
        yield run("wrong types", "minimal", **self.wrong_types())
        yield run("silent hosts", "oneline", **SILENT)
        with self.talkative():
            yield run("talkative server", "default")


@contextlib.contextmanager
def name_server(site):
    """A zone for the names of the load balancers, with the key of the inventory."""
    with dns_servers.serving() as zone:
        key = site.canaries.in_base64("load_balancer_dns_key_secret")
        zone.keyring = dns.tsigkeyring.from_text({"gir": ("hmac-sha256", key)})
        site.inventory.write(load_balancer_dns_names=["agents.rec.test"], load_balancer_dns_port=zone.port)
        yield zone
