# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rehearsal prints: addresses, accounts, a module_defaults block and the guide's commands, ready to paste."""

import json
import os
import shlex

import yaml

from standins.tls import Authority

_HOURS = ("1369272257713", "1369275857713")  # the guide's own window


def describe(cluster, directory):
    nodes = cluster.nodes
    authority = nodes[0].tls if isinstance(nodes[0].tls, Authority) else None
    parts = [
        "\n".join(
            [f"RWS rehearsal in {directory} (process {os.getpid()}: Ctrl-C or SIGTERM ends it)", *map(_node, nodes)]
        ),
        _facts(cluster, authority),
        "# In a play, for all modules of the collection that talk to RWS:\n" + _module_defaults(cluster, authority),
        "# In a shell, as in the guide:\n" + "\n".join(_commands(cluster, authority)),
        "# Look at the system, and let it misbehave:\n" + "\n".join(_control(nodes[0], authority)),
    ]
    return "\n\n".join(parts) + "\n"


def _node(node):
    sync = ", sync node" if node.application.sync_node else ""
    return f"  {node.name}  {node.url}  data center {node.data_center}, siteName {node.application.site_name}{sync}"


def _facts(cluster, authority):
    facts = {
        "ops account": " / ".join(cluster.ops),
        "Contact Center Admin": " / ".join(cluster.admin),
        "agent": " / ".join(cluster.agent),
        "contact center": cluster.contact_center_id,
        "Genesys environment": cluster.environment_id,
        "eServices site": cluster.nodes[0].stored_site(),
    }
    if authority:
        facts["CA certificate"] = authority.ca_file.resolve()
    return "\n".join(f"  {name:<21} {value}" for name, value in facts.items())


def _client_files(authority):
    """(certificate file, key file) when servers demand them."""
    if authority is None or not authority.client_certificates:
        return None
    return tuple(str((authority.directory / f"client.{ending}").resolve()) for ending in ("pem", "key"))


def _module_defaults(cluster, authority):
    options = cluster.module_options
    if authority:
        options["ca_path"] = str(authority.ca_file.resolve())
        files = _client_files(authority)
        if files:
            options["client_cert"], options["client_key"] = files
    block = {"module_defaults": {"group/gir.multidc.rws": options}}
    return yaml.safe_dump(block, sort_keys=False).rstrip()


def _curl(authority):
    words = ["curl", "-sS"]
    if authority:
        words += ["--cacert", str(authority.ca_file.resolve())]
        files = _client_files(authority)
        if files:
            words += ["--cert", files[0], "--key", files[1]]
    return shlex.join(words)


def _commands(cluster, authority):
    """The guide's steps, on the first node; with CSRF protection the session's token goes along."""
    node = cluster.nodes[0]
    curl, url = f"{_curl(authority)} -u {shlex.quote(':'.join(cluster.ops))}", node.url
    admin = f"{_curl(authority)} -u {shlex.quote(':'.join(cluster.admin))}"
    write, lines = "", []
    if cluster.csrf(node.application):
        read_token = "tr -d '\\r' | sed -n 's/^X-CSRF-TOKEN: //p'"
        lines.append(f"TOKEN=$({curl} -c rws-cookies -o /dev/null -D - {url}/api/v2/me | {read_token})")
        write = ' -b rws-cookies -H "X-CSRF-TOKEN: $TOKEN"'
    write += ' -H "Content-Type: application/json"'
    center = f"{url}/api/v2/ops/contact-centers/{cluster.contact_center_id}"
    environment = f"{url}/api/v2/ops/genesys-environments/{cluster.environment_id}"
    target = next((site for site in reversed(cluster.site_names()) if site != node.stored_site()), node.stored_site())
    window = {"operationName": "forceIndex", "from": _HOURS[0], "to": _HOURS[1], "purgeOld": False}
    return [
        *lines,
        f"{curl} {url}/api/v2/ops/contact-centers",
        f"{curl} {url}/api/v2/ops/genesys-environments",
        f"{curl} -X POST{write} -d {_json({'eServicesSite': target})} {environment}/multimedia-switch",
        f"{curl} {environment}",
        f"{curl} -X POST{write} -d {_json(window)} {center}/recordings",
        f"{admin} {url}/api/v2/settings/screen-recording",
    ]


def _control(node, authority):
    curl = _curl(authority)
    fault = {"kind": "drop", "path": "multimedia-switch", "phase": "after", "times": 1}
    return [
        f"{curl} {node.url}/standin/state",
        f"{curl} -X POST -d {_json(fault)} {node.url}/standin/faults",
        f"{curl} -X DELETE {node.url}/standin/faults",
    ]


def _json(document):
    return shlex.quote(json.dumps(document))
