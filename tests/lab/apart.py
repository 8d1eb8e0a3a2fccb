# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people write in data centers that do not see each other, and that it was long ago."""

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

LEDGERS = "/var/lib/gir-ledger"
APPLICATION = "/opt/genesys/rws/config/application.yaml"
CODEC = "pcmu"
# The two forms in which ledger, hold and journals have a time; in the first one it begins the id of an operation.
_FORMS = ("%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%SZ")
_STAMP = re.compile(r"\d{8}T\d{6}Z|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# As a person with the API of RWS: a session first, whose token every write needs.
_SETTING = """
jar=$(mktemp)
token=$(curl -sSf -u "$1" -c "$jar" -o /dev/null -D - "$2" | tr -d '\\r' | sed -n 's/^X-CSRF-TOKEN: //p')
curl -sSf -u "$1" -b "$jar" -H "X-CSRF-TOKEN: $token" -H 'Content-Type: application/json' -X PUT -d "$3" "$2"
rm -f "$jar"
"""


def earlier(text, since, hours):
    """The text with each time at or after `since` so much earlier; times before it stay as they are."""

    def moved(found):
        form = _FORMS["-" in found.group()]
        moment = datetime.strptime(found.group(), form).replace(tzinfo=timezone.utc)
        if moment.timestamp() < since:
            return found.group()
        return (moment - timedelta(hours=hours)).strftime(form)

    return _STAMP.sub(moved, text)


def age(system, since, hours):
    """Of all that RWS hosts keep of what was recorded since then, and of the names of these files."""
    # A stamp has whole seconds.
    since = int(since)
    for host in system.running(system.groups["gir_rws"]):
        for path in sorted(Path(system.path(host, LEDGERS)).rglob("*")):
            if path.is_file() and path.stat().st_mtime >= since:
                path.write_text(earlier(path.read_text(encoding="utf-8"), since, hours), encoding="utf-8")
                path.rename(path.with_name(earlier(path.name, since, hours)))


def _key(system, center):
    """A recording key, made on the data center's first Recording Crypto Server."""
    host = _first(system, center, "gir_rcs")
    password = system.variables["lab_keystore_password_file"]
    keystore = ("-keystore", system.variables["rcs_keystore_path"], "-storepass:file", password)
    key = ("-genkeypair", "-alias", f"made-in-{center}", "-keyalg", "EC", "-dname", f"CN={center}")
    system.on(host, "runuser", "-u", system.variables["gir_service_user"], "--", "keytool", *key, *keystore)


def _file(system, center):
    """Another node path in the configuration of the data center's first RWS node, which it has not read yet."""
    node_path = system.centers[center]["node_path"]
    script = f"s|nodePath: {node_path}$|nodePath: {node_path}/night|"
    system.on(_first(system, center, "gir_rws"), "sed", "-i", script, APPLICATION)


def _setting(system, center):
    """Another account of the Interaction Receiver, given to the data center's first RWS node."""
    given = system.variables
    account = f"{given['gir_rws_admin_username']}:{given['gir_rws_admin_password']}"
    value = {"uri-prefix": system.centers[center]["interaction_receiver_url"], "userName": "somebody",
             "password": given["gir_interaction_receiver_password"]}  # fmt: skip
    body = {"name": "interaction-receiver", "location": system.centers[center]["node_path"], "value": value}
    url = "http://127.0.0.1:8080/api/v2/settings/speechminer"
    system.on(_first(system, center, "gir_rws"), "sh", "-euc", _SETTING, "sh", account, url, json.dumps(body))


def _option(system, center):
    """Another codec of the data center's first Media Control Platform, in Configuration Server."""
    path = system.gax.tree
    tree = json.loads(path.read_text(encoding="utf-8"))
    name = f"{_first(system, center, 'gir_mcp')}_MCP"
    (found,) = (one for one in tree["objects"] if one["type"] == "CfgApplication" and one["name"] == name)
    (codec,) = (one for one in found["options"]["property"] if (one["section"], one["key"]) == ("mpc", "codec"))
    codec["value"] = CODEC
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(tree), encoding="utf-8")
    # The stand-in of GAX looks with each request whether its tree has changed.
    temporary.replace(path)


WRITERS = {"key": _key, "file": _file, "setting": _setting, "option": _option}


def _first(system, center, group):
    return next(host for host in system.hosts(center) if host in system.groups[group])
