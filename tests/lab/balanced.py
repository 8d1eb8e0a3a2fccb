# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two data centers, each with two nodes behind a balancer, and a name server: the laboratory of role load_balancer."""

import base64
import json
import subprocess
import sys
from pathlib import Path

from standins.tls import private_ca
from support.inventory import Inventory

from lab.driver import Driver
from lab.processes import wait_until

HERE = Path(__file__).resolve().parent
ZONE, NAME = "rec.test", "rws.rec.test"
SECRET = "c2VjcmV0LW9mLXRoZS1kbnMta2V5LTAwMDAwMDAwMDA="
NODES = {"dc1": ["rws1-dc1", "rws2-dc1"], "dc2": ["rws1-dc2", "rws2-dc2"]}
BALANCERS = {"dc1": "lb1-dc1", "dc2": "lb1-dc2"}
UNIT = """[Service]
ExecStart=/usr/bin/python3 /srv/balancer_node.py
[Install]
WantedBy=multi-user.target
"""
NAMED = """options {{ directory "/var/cache/bind"; recursion no; allow-transfer {{ any; }}; listen-on {{ any; }}; }};
key "gir" {{ algorithm hmac-sha256; secret "{secret}"; }};
key "other" {{ algorithm hmac-sha256; secret "{secret}"; }};
zone "{zone}" {{ {zone_options} }};
zone "closed.test" {{ type primary; file "/var/lib/bind/closed.test"; }};
"""
PRIMARY = """type primary; file "/var/lib/bind/rec.test"; also-notify {{ {secondary}; }};
  update-policy {{ grant gir name rws.rec.test. A AAAA CNAME; }};"""
SECONDARY = """type secondary; file "/var/cache/bind/rec.test"; primaries {{ {primary}; }};
  allow-update-forwarding {{ any; }};"""
ZONE_FILE = "$TTL 300\n@ IN SOA ns hostmaster 1 3600 600 86400 60\n@ IN NS ns\nns IN A 127.0.0.1\n"
# Roles that learn the topology themselves: the playbook would ask for more than this inventory has.
PLAYS = """
- hosts: gir_load_balancer
  gather_facts: false
  tags: [balancers]
  roles:
    - role: gir.multidc.load_balancer
- hosts: localhost
  gather_facts: false
  tags: [names]
  tasks:
    - ansible.builtin.include_role:
        name: gir.multidc.load_balancer
        tasks_from: dns
        apply: {tags: [names]}
"""


def _center(number, role):
    name, balancer = f"dc{number}", f"lb1-dc{number}"
    return {
        "role": role,
        "site_name": name.upper(),
        "geo_locations": [name],
        "node_path": f"/US/{name}",
        "jurisdiction": "US",
        "storage": {"voice_url": f"http://dav-{name}/voice", "screen_url": f"http://dav-{name}/screen"},
        "rws_url": f"http://{balancer}:8080",
        "processor_url": f"http://processor-{name}:8889",
        "rcs_url": f"http://rcs-{name}:8008",
        "interaction_receiver_url": f"http://receiver-{name}/ir",
    }


def inventory():
    """What is asked for, and no more: the nodes carry all that a data center has to have."""
    groups = {name: [*nodes, BALANCERS[name]] for name, nodes in NODES.items()}
    nodes = [node for nodes in NODES.values() for node in nodes]
    groups.update(dict.fromkeys(("gir_rws", "gir_rcs", "gir_mcp", "gir_rps"), nodes))
    account = {"username": "gir", "password": "lab-password"}
    variables = {
        "gir_datacenters": {"dc1": _center(1, "primary"), "dc2": _center(2, "backup")},
        "gir_storage_credentials": {"dc1": account, "dc2": account},
        "gir_configuration_server": {**account, "host": "controller", "port": 2020},
        "gir_service_user": "root",
        "gir_service_group": "root",
        "gir_contact_center_domain": "lab",
        "gir_rws_ops_username": "gir-ops",
        "gir_rws_ops_password": "lab-password",
        "gir_rws_admin_username": "gir-admin",
        "gir_rws_admin_password": "lab-password",
        "rws_cr_cluster_name": "lab",
        "rws_crypto_security_key": "lab-key",
        "rws_port": 8080,
        "workspace_desktop_failover_strategy": "load_balancer",
        "load_balancer_install": False,
        "load_balancer_health_interval": "300ms",
        "load_balancer_health_fall": 2,
        "load_balancer_health_rise": 1,
    }
    found = Inventory(groups, variables)
    for name in BALANCERS.values():
        found.host(name, "gir_load_balancer", gir_address="{{ ansible_host }}")
    return found


class Balanced(Driver):
    """The laboratory, with what its tests do in it."""

    def __init__(self, directory):
        super().__init__(directory)
        self.inventory.write_text(json.dumps(inventory().tree()), encoding="utf-8")
        self.playbook = self.directory.with_name("balanced.yml")
        self.playbook.write_text(PLAYS, encoding="utf-8")
        self.addresses, self.pems, self.ca = {}, {}, None

    def up(self):
        """Bring it up, and learn where its hosts are."""
        super().up()
        self.addresses = {name: host["address"] for name, host in self.status()["hosts"].items()}

    def prepare(self):
        """Nodes that answer, and certificates of one authority for all."""
        authority = self.directory.with_name("authority")
        for name in [*BALANCERS.values(), *(node for nodes in NODES.values() for node in nodes)]:
            pair = private_ca(authority, hosts=[name]).server_certificate(name)
            self.ca, self.pems[name] = (
                authority / "ca.pem",
                "".join(Path(part).read_text(encoding="utf-8") for part in pair),
            )
            files = {"/srv/ca.pem": self.ca.read_text(encoding="utf-8"), "/srv/node.pem": self.pems[name]}
            then = "true"
            if name.startswith("rws"):
                files["/srv/balancer_node.py"] = (HERE / "balancer_node.py").read_text(encoding="utf-8")
                files["/etc/systemd/system/node.service"] = UNIT
                then = "systemctl daemon-reload && systemctl enable --now node"
            self.write(name, files, then)

    def prepare_names(self):
        """BIND on the balancer of dc2, the primary of the zone, and on that of dc1, which hands updates on to it."""
        options = {
            "lb1-dc2": PRIMARY.format(secondary=self.addresses["lb1-dc1"]),
            "lb1-dc1": SECONDARY.format(primary=self.addresses["lb1-dc2"]),
        }
        for host, text in options.items():
            files = dict.fromkeys(("/var/lib/bind/rec.test", "/var/lib/bind/closed.test"), ZONE_FILE)
            files["/etc/bind/named.conf"] = NAMED.format(secret=SECRET, zone=ZONE, zone_options=text)
            then = "chown -R bind: /var/lib/bind && chgrp bind /etc/bind/named.conf && systemctl restart named"
            self.write(host, files, then)
        for host in options:
            wait_until(lambda host=host: "SOA" in self.dig(host, ZONE, "SOA"), 20, f"BIND of {host} has no zone")

    def sh(self, host, command):
        """What a command on a host says; it has to succeed."""
        result = self.ssh(host, command)
        assert result.returncode == 0, f"{host}: {command}: {result.stdout}{result.stderr}"
        return result.stdout

    def write(self, host, files, then="true"):
        """Files on a host by their path, and a command after that."""
        coded = {path: base64.b64encode(text.encode()).decode() for path, text in files.items()}
        self.sh(host, " && ".join([f"echo {text} | base64 -d > {path}" for path, text in coded.items()] + [then]))

    def dig(self, host, name, kind="A"):
        """The answer of a host's own name server."""
        return self.ssh(host, f"dig +noall +answer +norecurse @127.0.0.1 {name} {kind}").stdout

    def names(self, **more):
        """Variables with which the names are kept."""
        return {
            "load_balancer_dns_names": [NAME],
            "load_balancer_dns_zone": ZONE,
            "load_balancer_dns_key_name": "gir",
            "load_balancer_dns_key_secret": SECRET,
            "load_balancer_dns_server": [self.addresses["lb1-dc2"]],
            "load_balancer_dns_timeout": 3,
            **more,
        }

    def run(self, tag, *words, **extra):
        """Run the playbook's part, on the controller."""
        tags = ("--tags", f"always,{tag}")
        return self.play(self.playbook, *tags, *words, variables=extra, ANSIBLE_PIPELINING="true")

    def ask(self, url, cookie=None, **more):
        """What the balancer answers to a client at the controller."""
        return json.loads(self.does("run", "--", *self._client(url=url, cookie=cookie, **more)))

    def begin_hammer(self, url, until):
        """Clients that do not stop until the file is there."""
        return subprocess.Popen(
            self._command(["run", "--", *self._client(url=url, until=str(until))]),
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _client(self, **given):
        return [sys.executable, str(HERE / "balancer_client.py"), json.dumps(given)]
