# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo says at its end."""

STAND_INS = (
    ("Interaction Recording Web Services", "stand-in", "4 nodes over one store; they refuse what the product would"),
    ("GAX / Configuration Server", "stand-in", "users, roles, and the objects that are changed through its HTTP API"),
    ("Recording processors, RCS, Interaction Receiver", "stand-in", "end points that answer"),
    ("WebDAV storage", "real", "WsgiDAV instead of Apache httpd, with the rendered htpasswd"),
    ("Files, playbooks, Ansible", "real", "as on your hosts, each host a directory; no service is restarted"),
)


def table(rows):
    """Left-aligned columns."""
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def data_centers(topology, groups, layout, runs):
    """One column per data center. ``runs``: the outcomes of site, verify and the second site."""
    first, verified, second = runs
    centers = topology["data_centers"]
    rows = [["", *centers]]
    hosts = {center: list(groups[center]) for center in centers}
    rows.append(["role, state", *("{}, {}".format(item["role"], item["state"]) for item in centers.values())])
    rows.append(["site name", *(item["site_name"] for item in centers.values())])
    rows.append(["hosts", *(len(hosts[center]) for center in centers)])
    rows.append(["changes, first run", *(first.changed_on(hosts[center]) for center in centers)])
    rows.append(["files written", *(_files(layout, hosts[center]) for center in centers)])
    rows.append(["voice storage", *(item["storage"]["voice_url"] for item in centers.values())])
    rows.append(["screen storage", *(item["storage"]["screen_url"] for item in centers.values())])
    rows.append(["transactions proven", *(_proven(verified.probes(hosts[center])) for center in centers)])
    host = topology["index_update_host"]
    rows.append(["daily index update", *(f"on {host}" if host in hosts[center] else "-" for center in centers)])
    rows.append(["changes, second run", *(second.changed_on(hosts[center]) for center in centers)])
    return table(rows)


def _files(layout, hosts):
    roots = [layout.directory / "hosts" / host for host in hosts]
    return sum(1 for root in roots for path in root.rglob("*") if path.is_file())


def _proven(probes):
    return "{} of {}".format(sum(1 for probe in probes if probe["ok"]), len(probes))


def reality():
    return table(STAND_INS)


def where(layout):
    node = next(iter(layout.hosts("rws")))
    root = layout.directory
    return table(
        [
            ("files of every host", root / "hosts"),
            ("  for example", layout.path(node, layout.document["rws"]["file"])),
            ("Configuration Server objects", root / "configuration-server-tree.json"),
            ("logs of Ansible and servers", root / "logs"),
            ("the map it came from", "inventories/demo/group_vars/gir/topology.yml"),
        ]
    )


def addresses(components):
    return table([(item["kind"], item["name"], item["url"]) for item in components])


def try_it(layout, ops, directory_option):
    """Commands that work while the stand-ins are up: the vendor guide's own, with the addresses filled in."""
    node = "http://127.0.0.1:{}".format(next(iter(layout.hosts("rws").values()))[1])
    account = ":".join(ops)
    environment = f"GIR_DEMO_DIR={layout.directory} GIR_DEMO_PORT_BASE={layout.base}"
    return [
        f"curl -u {account} {node}/api/v2/ops/genesys-environments; echo",
        f"curl -u {account} {node}/api/v2/ops/contact-centers; echo",
        f"curl {node}/standin/state    # which site every node is connected to",
        f"{environment} ANSIBLE_COLLECTIONS_PATH=.cache/collections \\",
        "    .venv/bin/ansible-playbook gir.multidc.verify -i inventories/demo",
        f"{directory_option}.venv/bin/python demo/run.py --status",
        f"{directory_option}.venv/bin/python demo/run.py --stop    # ends the stand-ins",
    ]
