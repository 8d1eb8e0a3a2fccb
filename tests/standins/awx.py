# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the REST API of AWX 24.6.1, to try what sets up an AWX: it stores, refuses and shows; no job runs.

    with Awx(projects={"https://git.example.com/gir.git": "/path/of/a/checkout"}) as awx:
        awx.url, awx.username, awx.password

What it knows was read in the source of AWX, at the places that each file names. It is no AWX: see docs/stand-ins.md.
"""

import argparse
import base64
import binascii
import json
import secrets
import signal
import threading
import time
import uuid
from dataclasses import dataclass

from standins import awx_api, awx_projects, awx_shown
from standins.awx_fields import Refused
from standins.awx_kinds import KINDS
from standins.awx_launch import Launch
from standins.awx_managed import managed_types
from standins.awx_world import World
from standins.faults import Faults, apply
from standins.httpd import Response, Server, guarded

__all__ = ["Awx", "Launch", "Request"]
VERSION = "24.6.1"
_OPEN = {"/api/", "/api/v2/", "/api/v2/ping/"}


@dataclass
class Request:
    """One request as it came; ``body`` is its JSON, or nothing."""

    method: str
    path: str
    query: dict
    body: object
    status: int = 0


class Awx:
    """One AWX in this process, on a free port of loopback unless told otherwise.

    ``projects`` are directories, by the SCM addresses that stand for them. ``update_seconds`` is how long updates and
    jobs take; with none they are over at the next request. ``strict_fields`` refuses fields that AWX does not know and
    would ignore. ``dialect`` and ``ended`` are what faults need to know of a server.
    """

    def __init__(self, projects=None, username="admin", password=None, token=None, **options):
        self.username = username
        self.password = password or "choose-one-" + secrets.token_hex(4)
        self.token = token
        self.requests = []
        self.faults = Faults()
        self.dialect = {}
        self.ended = threading.Event()
        self._server = Server(
            self._answer, "AWX", options.pop("port", 0), options.pop("tls", None), options.pop("host", None)
        )
        self._lock = threading.RLock()
        self._tokens = {}
        self.world = World({url: str(path) for url, path in (projects or {}).items()}, **options)
        self._found()

    # -- for tests -----------------------------------------------------------------------------------------------

    @property
    def cluster(self):
        return self

    @property
    def url(self):
        return self._server.url

    @property
    def launches(self):
        return self.world.launches

    def objects(self, kind):
        """All stored objects of a kind, secrets in clear, with the ids of what is attached to each."""
        with self._lock:
            return self.world.stored(kind)

    def forget_requests(self):
        del self.requests[:]

    def __enter__(self):
        self.ended.clear()
        self._server.start()
        return self

    def __exit__(self, *_exc):
        self.ended.set()
        self._server.stop()

    # -- what is there from the start ----------------------------------------------------------------------------

    def _found(self):
        """What an installation has before anybody sets it up, in short."""
        world = self.world
        user = {name: field.default for name, field in KINDS["users"].fields.items()}
        user.update(username=self.username, password=self.password, is_superuser=True)
        world.admin = world.add("users", user)
        for values in managed_types():
            world.add("credential_types", values)
        for name in ("controlplane", "default"):
            world.add("instance_groups", {"name": name, "is_container_group": name == "default"})
        for name, managed in (("AWX EE (latest)", False), ("Control Plane Execution Environment", True)):
            image = f"quay.io/ansible/awx-ee:{VERSION}"
            world.add("execution_environments", {"name": name, "description": "", "image": image, "managed": managed})
        organization = world.add("organizations", {"name": "Default", "description": ""})
        galaxy = world.where("credential_types", namespace="galaxy_api_token")[0]["id"]
        values = {"name": "Ansible Galaxy", "description": "", "credential_type": galaxy, "managed": True}
        credential = world.add("credentials", {**values, "inputs": {"url": "https://galaxy.ansible.com/"}})
        kept = world.attachments("organizations", organization["id"], "galaxy_credentials", "credentials")
        kept.append(credential["id"])

    # -- requests ------------------------------------------------------------------------------------------------

    def _answer(self, request):
        response = apply(self.faults.take("awx", request), self, lambda: guarded(self._handle, request))
        self.requests.append(
            Request(request.method, request.path, request.query, _json_of(request), response.status)
        )
        return response

    def _handle(self, request):
        headers = [
            ("X-API-Product-Name", "AWX"),
            ("X-API-Product-Version", VERSION),
            ("X-API-Node", "stand-in"),
        ]
        if request.path.startswith("/api/") and not request.path.endswith("/"):
            query = request.target.partition("?")[2]
            return Response(301, b"", headers=[*headers, ("Location", request.path + "/" + (query and f"?{query}"))])
        try:
            with self._lock:
                awx_projects.settle(self.world)
                status, document = self._document(request)
        except Refused as refusal:
            status, document = refusal.status, refusal.document
            if status == 401:
                headers.append(("WWW-Authenticate", 'Bearer realm=api authorization_url="/api/o/authorize/"'))
        if document is None:
            return Response(status, b"", headers=headers)
        return Response.of(document, status, headers=headers)

    def _document(self, request):
        if request.path in _OPEN and request.method in {"GET", "HEAD"}:
            return 200, self._root(request.path)
        user = self._user(request)
        if not request.path.startswith("/api/v2/"):
            raise Refused(404, awx_api.NOT_FOUND)
        call = awx_api.Call(self.world, user, request)
        parts = request.path[len("/api/v2/") :].strip("/").split("/")
        special = {"me": self._me, "config": self._config, "tokens": self._token_list}.get(parts[0])
        if special:
            return special(call, parts[1:])
        return awx_api.answer(call, parts)

    def _root(self, path):
        if path == "/api/":
            versions = {"current_version": "/api/v2/", "available_versions": {"v2": "/api/v2/"}}
            return {"description": "AWX REST API", **versions}
        if path == "/api/v2/":
            names = ["ping", "config", "me", "tokens", "roles", "unified_job_templates", "unified_jobs"]
            names += [kind for kind, known in KINDS.items() if known.list_methods]
            return {name: f"/api/v2/{name}/" for name in sorted(names)}
        names = [group["name"] for group in self.world.every("instance_groups")]
        return {
            "ha": False,
            "version": VERSION,
            "active_node": "stand-in",
            "install_uuid": str(uuid.UUID(int=0)),
            "instances": [],
            "instance_groups": [{"name": name, "capacity": 0, "instances": []} for name in names],
        }

    def _config(self, call, _parts):
        call.only("GET")
        return 200, {"time_zone": "UTC", "license_info": {"license_type": "open"}, "version": VERSION, "eula": ""}

    def _me(self, call, _parts):
        call.only("GET")
        return call.page([call.user], lambda user: awx_shown.shown(self.world, "users", user))

    # -- who asks ------------------------------------------------------------------------------------------------

    def _user(self, request):
        scheme, _space, word = (request.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() == "basic":
            user = self._by_password(word)
            if user is None:
                raise Refused(401, {"detail": "Invalid username/password."})
            return user
        if scheme.lower() == "bearer":
            if self.token and secrets.compare_digest(word.encode(), self.token.encode()):
                return self.world.admin
            known = [each for each in self._tokens.values() if each["token"] == word]
            if known:
                return self.world.find("users", known[0]["user"])
        said = "Authentication credentials were not provided. To establish a login session, visit /api/login/."
        raise Refused(401, {"detail": said})

    def _by_password(self, word):
        try:
            name, _colon, password = base64.b64decode(word, validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        users = self.world.where("users", username=name, password=password)
        return users[0] if users and password else None  # no password is set: nobody logs in so

    def _token_list(self, call, parts):
        """Tokens: every module makes one and deletes it. Only the answer to the POST has the token itself."""
        if parts and (not parts[0].isdigit() or int(parts[0]) not in self._tokens):
            raise Refused(404, awx_api.NOT_FOUND)
        if parts:
            call.only("GET", "DELETE")
            if call.method == "DELETE":
                del self._tokens[int(parts[0])]
                return 204, None
            return 200, _hidden(self._tokens[int(parts[0])])
        call.only("GET", "POST")
        if call.method == "GET":
            return call.page(list(self._tokens.values()), _hidden)
        body, number = call.body(), self.world.number("tokens")
        if body.get("scope", "write") not in {"read", "write"}:
            raise Refused(400, {"scope": ["The scope is read or write."]})
        token = {
            "id": number,
            "type": "o_auth2_access_token",
            "url": awx_shown.url("tokens", number),
            "description": body.get("description") or "",
            "user": call.user["id"],
            "application": None,
            "scope": body.get("scope", "write"),
            "created": self.world.stamp(),
            "token": secrets.token_hex(15),
        }
        self._tokens[number] = token
        return 201, token


def _hidden(token):
    return {**token, "token": "************"}


def _json_of(request):
    try:
        return json.loads(request.body.decode("utf-8")) if request.body else None
    except ValueError:
        return None


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m standins.awx", description="Serve a stand-in for AWX.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    parser.add_argument(
        "--project", action="append", default=[], metavar="URL=DIR", help="an SCM address and its directory"
    )
    parser.add_argument("--username", default="admin")
    parser.add_argument("--password", help="password of the user (default: one is made)")
    options = parser.parse_args(arguments)
    projects = dict(each.rpartition("=")[::2] for each in options.project)
    with Awx(projects=projects, username=options.username, password=options.password, port=options.port) as awx:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        print(f"AWX stand-in at {awx.url}, login {awx.username} / {awx.password}", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
