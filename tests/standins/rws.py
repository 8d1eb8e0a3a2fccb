# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interaction Recording Web Services: several nodes over one store.

In a test::

    with rws.cluster(nodes=2, monitoring_delay=0.2) as system:
        url = system.urls[0]            # ops account: system.ops, Contact Center Admin: system.admin
        system.faults.add("drop", path="multimedia-switch", times=1)
        ...
        assert [call["method"] for call in system.requests] == ["GET"]
"""

import threading
import time
import uuid

from standins import httpd, rws_uploads
from standins.directory import Directory, person
from standins.faults import Faults
from standins.rws_dialects import DIALECTS
from standins.rws_node import Node
from standins.rws_store import Store

OPS = ("ops", "ops-password")
ADMIN = ("gir-admin", "admin-password")
AGENT = ("gir-agent", "agent-password")


class Cluster:
    """All nodes, their store, and what tests look at."""

    def __init__(
        self,
        *,
        store=None,
        directory=None,
        dialect=None,
        contact_center_id=None,
        environment_id=None,
        default_monitoring_delay=60,
        check_configuration_server=False,
        crypt=None,
    ):
        self.store = store or Store()
        self.directory = directory or Directory()
        self.contact_center_id = contact_center_id
        self.environment_id = environment_id
        self.default_monitoring_delay = default_monitoring_delay
        self.crypt = crypt or {}
        self.version = "gir-stand-in"
        self.keep_content = rws_uploads.keep
        self.faults = Faults()
        self.dialect = DIALECTS.defaults()
        self.nodes = []
        self.requests = []
        self.index_runs = []
        self.changes = 0
        self.lock = threading.RLock()
        self.ops, self.admin, self.agent = OPS, ADMIN, AGENT
        self._check_accounts = check_configuration_server
        self._requests_lock = threading.Lock()
        self.set_dialect(**(dialect or {}))

    # Building

    def add(self, name, data_center="dc1", **options):
        node = Node(self, name, data_center, **options)
        self.nodes.append(node)
        return node

    def start(self):
        for node in self.nodes:
            node.start()
        return self

    def stop(self):
        for node in self.nodes:
            node.stop()

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_exc):
        self.stop()

    def set_dialect(self, **choices):
        self.dialect.update(DIALECTS.checked(choices))

    # Looking

    @property
    def urls(self):
        return [node.url for node in self.nodes if node.url]

    @property
    def module_options(self):
        """What the collection's modules need to reach this system."""
        names = ("url_username", "url_password", "admin_username", "admin_password")
        return {"url": self.urls, **dict(zip(names, self.ops + self.admin))}

    def node(self, name):
        return next(node for node in self.nodes if node.name == name)

    def running(self, besides=None):
        return {node.name: node.application for node in self.nodes if node is not besides and node.application}

    def site_names(self):
        names = {application.site_name for application in self.running().values()}
        names |= {node["siteName"] for _name, node in self.store.view(None).children("nodes/")}  # on hosts of their own
        return sorted(name for name in names if name)

    def writes(self):
        """The recorded requests other than GET and HEAD."""
        return [entry for entry in self.requests if entry["method"] not in {"GET", "HEAD"}]

    def describe(self):
        view = self.store.view(None)
        return {
            "contact_center": view.get("contact-center"),
            "environment": view.get("environment"),
            "nodes": [node.describe() for node in self.nodes],
            "dialect": self.dialect,
            "faults": self.faults.list(),
        }

    # What the nodes ask

    def csrf(self, application):
        choice = self.dialect["csrf"]
        return application.csrf if choice == "configured" else choice == "on"

    def account_problem(self, application):
        """A node logs in to Configuration Server before it works (rws.md 1.3)."""
        user, password = application.configuration_server_account
        if self._check_accounts and not self.directory.knows(user, password):
            return f"Configuration Server refuses cmeUserName '{user}': wrong user name or password"
        return None

    def synchronise(self, node):
        """The sync node's first start creates contact center and environment, later ones find them (rws.md 1.3)."""
        with self.lock:
            view = self.store.view(None)
            if view.get("contact-center") is None:
                node.store.put("contact-center", {"id": self.contact_center_id or str(uuid.uuid4())})
                record = {"id": self.environment_id or str(uuid.uuid4())}
                if node.application.eservices_site:
                    record["eServicesSite"] = node.application.eservices_site
                node.store.put("environment", record)
                if node.application.create_tables:
                    node.store.put("tables", True)
            self.contact_center_id = view.get("contact-center")["id"]
            self.environment_id = view.get("environment")["id"]

    def record(self, node, request):
        credentials = request.credentials
        entry = {
            "node": node.name,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "user": credentials[0] if credentials else None,
            "content_type": request.content_type or None,
            "session": request.cookie("JSESSIONID"),
            "token": request.headers.get("X-CSRF-TOKEN"),
            "body": request.body.decode("utf-8", "replace"),
            "executed": False,
            "status": None,
            "_started": time.monotonic(),
        }
        with self._requests_lock:
            self.requests.append(entry)
            del self.requests[:-10000]
        return entry

    def forget_requests(self):
        with self._requests_lock:
            self.requests.clear()


def application(
    *, site_name="DC1", port=0, ops=OPS, sync_node=False, monitoring_delay=None, tls=False, **server_settings
):
    """A minimal application.yaml as a mapping; {port} in URLs becomes the port the node got."""
    address = f"{'https' if tls else 'http'}://{httpd.in_url(httpd.LOOPBACK)}:{{port}}"
    settings = {
        "externalApiUrlV2": address + "/api/v2",
        "internalApiUrlV2": address + "/internal-api",
        "applicationName": "IRWS_Node",
        "opsUserName": ops[0],
        "opsUserPassword": ops[1],
        "syncNode": sync_node,
        "siteName": site_name,
        "crClusterName": "es_cluster",
        "cryptoSecurityKey": "stand-in-key",
    }
    if monitoring_delay is not None:
        settings["drMonitoringDelay"] = monitoring_delay
    settings.update(server_settings)
    jetty = {"port": port, "enableSsl": True} if tls else {"port": port}
    return {"jetty": jetty, "serverSettings": {k: v for k, v in settings.items() if v is not None}}


def people(path=None):
    """The users every in-process cluster knows: one Contact Center Admin, one agent."""
    return Directory(
        [person(ADMIN[0], "admin", "100"), person(AGENT[0], "agent", "101")], dict((ADMIN, AGENT)), path=path
    )


def cluster(
    *,
    nodes=1,
    data_centers=("dc1", "dc2"),
    monitoring_delay=0.2,
    replication_delay=0.0,
    eservices_site="DC1",
    sync_node=True,
    store_file=None,
    tls=None,
    server_settings=None,
    **options,
):
    """A cluster for tests: ``nodes`` per data center, named rws1-dc1, rws2-dc1, ...; a context manager.

    The first node is the sync node unless ``sync_node`` is false. Site names are the data centers' in capitals.
    ``tls``: a CA, ``tls.private_ca(directory)``, or the files (certificate, key) for all nodes.
    """
    options.setdefault("directory", people())
    built = Cluster(store=Store(replication_delay, store_file), **options)
    for center in data_centers:
        for number in range(1, nodes + 1):
            document = application(
                site_name=center.upper(),
                sync_node=bool(sync_node) and not built.nodes,
                monitoring_delay=monitoring_delay,
                eServicesSite=eservices_site,
                nodePath="/" + center.upper(),
                tls=bool(tls),
                **(server_settings or {}),
            )
            built.add(f"rws{number}-{center}", center, document=document, tls=tls)
    return built
