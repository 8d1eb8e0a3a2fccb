# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's inventory with a canary in every secret variable, found through the tables of the components."""

import json
import shutil
from pathlib import Path

from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known
from support.playbook import ROOT

DEMO = ROOT / "inventories" / "demo"
CENTERS = ("dc1", "dc2")
# Further hosts of groups that the demo has none of, for the sake of their variables.
MORE_HOSTS = {"gir_voice_processor": ("vp1-dc1", "vp1-dc2")}
# A name that nothing but gir_secret_keys makes one of a secret.
SITE_OWN = "x-tuning"
OPTIONS = {"recorder": {"archive-password": "options", SITE_OWN: "site's own"}}
DNS_ZONE = "rec.test"


class Inventory:
    """A directory with the hosts of the demo, and one file over its variables, for its owner alone."""

    def __init__(self, directory, canaries):
        self.directory, self.canaries = Path(directory), canaries
        self.file = self.directory / "group_vars" / "gir" / "zz_canaries.yml"  # the last one wins
        self.variables = {**self._plain(), **self.secrets()}
        shutil.copytree(DEMO, self.directory)
        self._add_hosts()

    def write(self, **more):
        """Write the variables; `more` are laid over them and stay."""
        self.variables.update(more)
        self.file.touch(mode=0o600)
        self.file.write_text(json.dumps(self.variables), encoding="utf-8")

    def secrets(self, kind=""):
        """A value for every secret variable. `kind` tells several sets of canaries apart."""
        found = {name: self._value(name, row, kind) for name, row in known.rows().items() if _is_secret(row)}
        found.update((name, self._options(name, kind)) for name in _options())
        found.update((name, self._canary(name, kind)) for name in known.SECRETS)
        found.update(self._of_awx(kind))
        return {**found, "gir_gax_password": found["gir_configuration_server"]["password"]}

    def _of_awx(self, kind):
        """The account of AWX, and what its credentials and notification templates are filled with."""
        texts = ("gir_awx_password", "gir_awx_token", "gir_awx_vault_password")
        found = {name: self._canary(name, kind) for name in texts}
        inputs = {name: self._canary(f"gir_awx_machine.{name}", kind) for name in ("password", "ssh_key_data")}
        hook = {"url": f"https://hooks.example.com/{self._canary('gir_awx_notifications', kind, awkward=False)}"}
        notified = {"name": "Night", "notification_type": "webhook", "notification_configuration": hook}
        return {**found, "gir_awx_machine": {"username": "ansible", **inputs}, "gir_awx_notifications": [notified]}

    def _canary(self, name, kind, awkward=True):
        return self.canaries.value(f"{kind} {name}".strip(), awkward)

    def _value(self, name, row, kind):
        shaped = {
            "gir_storage_credentials": lambda: {
                center: {"username": f"recorder-{center}", "password": self._canary(f"{name}.{center}", kind)}
                for center in CENTERS
            },
            "gir_configuration_server": lambda: {
                "host": "127.0.0.1", "port": 2020, "username": "gir", "password": self._canary(name, kind),
            },
            "contact_center_extra_settings": lambda: [
                {"group": "speechminer", "name": option, "value": self._canary(f"{name}: {option}", kind)}
                for option in ("speechminer-token", SITE_OWN)
            ],
            # Base64, as the key of a name server is.
            "load_balancer_dns_key_secret": lambda: self.canaries.in_base64(f"{kind} {name}".strip()),
        }  # fmt: skip
        if name in shaped:
            return shaped[name]()
        if name.endswith("_package_response"):
            secret = {"Password": self._canary(name, kind)}
            return {"License": {"LicenseAgreement": "Accepted"}, "ConfigurationServer": secret}
        if row.about.shape:
            return [{key: self._member(name, key, one, kind) for key, one in row.about.shape.items()}]
        if row.type == "dict":
            return {"GIR_CANARY": self._canary(name, kind)}
        return [self._canary(name, kind)] if row.type == "list" else self._canary(name, kind)

    def _member(self, name, key, about, kind):
        return self._canary(f"{name}.{key}", kind) if about.secret else f"some-{key}"

    def _options(self, name, kind):
        """Free options, in which a secret is known by the name of its option alone."""
        filled = {
            section: {option: self._canary(f"{name}: {what}", kind) for option, what in options.items()}
            for section, options in OPTIONS.items()
        }
        return _options()[name](filled)

    @staticmethod
    def _plain():
        """What belongs to the secrets and is none."""
        return {
            "gir_rws_ops_username": "gir-ops",
            "gir_report_username": "reporter",
            "gir_secret_keys": [f"^{SITE_OWN}$"],
            "rws_cassandra_username": "cassandra-user",
            "rcs_archiving_username": "archiving-user",
            "muxer_rcs_username": "muxer-user",
            "rps_auth_username": "auth-user",
            "ivr_profile_aws_access_key_id": "AKIAEXAMPLE",
            "voice_processor_settings_format": "json",
            "voice_processor_service": "gir-voice-processor",
            "voice_processor_start_command": "/usr/bin/node voice-processor.js",
            "voice_processor_postgresql_username": "postgresql-user",
            "voice_processor_infomart_username": "infomart-user",
            "load_balancer_dns_zone": DNS_ZONE,
            "load_balancer_dns_key_name": "gir",
            "load_balancer_dns_server": ["127.0.0.1"],
            "load_balancer_dns_targets": {"dc1": ["127.0.0.1"], "dc2": ["127.0.0.2"]},
        }

    def _add_hosts(self):
        groups = {}
        for group, names in MORE_HOSTS.items():
            for number, name in enumerate(names):
                # Not in the block of the demo: nobody listens there.
                groups.setdefault(group, {"hosts": {}})["hosts"][name] = {"gir_demo_port_offset": 60 + number}
                groups.setdefault(name.rpartition("-")[2], {"hosts": {}})["hosts"][name] = {}
        text = json.dumps({"gir": {"children": groups}})
        (self.directory / "more.yml").write_text(text, encoding="utf-8")


def _is_secret(row):
    return row.about.secret or any(key.secret for key in (row.about.shape or {}).values())


def _options():
    """The variables that take options of any name, each with the form that it wants them in."""
    forms = {
        "rws_extra_options": lambda options: options,
        "rcs_extra_options": lambda options: options,
        "mcp_extra_options": lambda options: options,
        "muxer_extra_options": lambda options: options,
        "rps_extra_options": lambda options: options,
        "voice_processor_extra_options": lambda options: options,
        "ivr_profile_extra_options": lambda options: options,
        "ivr_profile_location_options": lambda options: {"newyork": options},
        "geo_location_sip_server_extra_options": lambda options: {"dc1": options},
        "workspace_desktop_agent_group_extra_options": lambda options: {"dc1": options},
    }
    return {name: forms[name] for name in forms if name in known.rows()}
