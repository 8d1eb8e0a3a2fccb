# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording storage: Apache httpd with WebDAV. What asks it, and how: components.md, MCP and RPS."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from .._topology.published import Addresses, Model
from .._topology.rule import PRODUCT, WARNING
from .._topology.urls import plain_host
from .._topology.values import listed, show, with_verb
from . import deployed, platforms
from .accounts import Account, account_of, check_accounts
from .addresses import is_ipv6
from .desired import Desired, Directory, File, Json, Link, Service
from .further import check_lines
from .hashing import sha512_crypt
from .options import not_given
from .report import Report
from .rule import rule
from .target import Target
from .webdav_options import Webdav

CENTRAL = "central"
HEALTH_FILE = ".gir-health"
# What verify asks a storage for, too.
_LARGE = 5 << 30
_PORTS = {"http": 80, "https": 443}


GIR861 = rule(
    861,
    "webdav_storage is a storage of the map: a data center, or central.",
    "Use the name of a data center, or central, or leave webdav_storage out.",
)
GIR862 = rule(
    862,
    "Voice and screen recordings have a directory each.",
    "Give each kind of recording its own directory.",
)
GIR863 = rule(
    863,
    "The addresses of a storage have one scheme and port, or those of its virtual host are given.",
    "Give webdav_port and webdav_terminate_tls, or make the addresses equal in both.",
)
GIR864 = rule(
    864,
    "The addresses of a storage have a path each.",
    "Give voice_url and screen_url a path each.",
    PRODUCT,
)
GIR865 = rule(
    865,
    "A storage host at which TLS ends has a certificate and its key.",
    "Give webdav_tls_certificate and webdav_tls_key, or webdav_terminate_tls=false where a load balancer ends TLS.",
    PRODUCT,
)
GIR866 = rule(
    866,
    "The user names of a storage have no colon and no blank, which httpd's file cannot hold.",
    "Rename the user in gir_storage_credentials or webdav_extra_users.",
    PRODUCT,
)
GIR867 = rule(
    867,
    "The user names of a storage differ.",
    "Keep one of the accounts.",
    PRODUCT,
)
GIR868 = rule(
    868,
    "A storage takes recordings of any size, or at least of 5 GiB, which verify asks for: no document bounds them.",
    "Leave webdav_max_upload_size out, or give 0, and no LimitRequestBody in webdav_extra_options.",
    severity=WARNING,
)


@dataclass(frozen=True)
class Layout:
    """Where a platform has httpd and its files. `link`: enables the configuration file, where the platform has that.

    `reads`: directories of which httpd reads every file.
    """

    packages: tuple[str, ...]
    tls_packages: tuple[str, ...]
    service: str
    user: str
    group: str
    modules: str
    configuration_file: str
    link: str | None
    directories: tuple[str, ...]
    reads: tuple[str, ...]
    lock_directory: str
    validate: str


LAYOUTS = {
    "RedHat": Layout(
        packages=("httpd",),
        tls_packages=("mod_ssl",),
        service="httpd",
        user="apache",
        group="apache",
        modules="modules",
        configuration_file="/etc/httpd/conf.d/gir-recordings.conf",
        link=None,
        directories=("/etc/httpd", "/etc/httpd/conf.d"),
        reads=("/etc/httpd/conf.d",),
        # The directory that the platform's SELinux policy gives to WebDAV locks.
        lock_directory="/var/lib/dav",
        validate='/usr/sbin/httpd -t -c "Include %s"',
    ),
    "Debian": Layout(
        packages=("apache2",),
        tls_packages=(),
        service="apache2",
        user="www-data",
        group="www-data",
        modules="/usr/lib/apache2/modules",
        configuration_file="/etc/apache2/conf-available/gir-recordings.conf",
        link="/etc/apache2/conf-enabled/gir-recordings.conf",
        directories=("/etc/apache2", "/etc/apache2/conf-available", "/etc/apache2/conf-enabled"),
        reads=("/etc/apache2/conf-enabled", "/etc/apache2/sites-enabled"),
        lock_directory="/var/lib/gir-webdav",
        validate='/usr/sbin/apache2ctl -t -c "Include %s"',
    ),
}


@dataclass(frozen=True)
class Share:
    """One kind of recording: the path of its address, and its directory."""

    kind: str
    address: str
    root: str


@dataclass(frozen=True)
class Served:
    """What follows from the addresses of the storage."""

    storage: str
    urls: list[str]
    tls: bool
    port: int
    listen: bool
    shares: list[Share]


# Directives of the virtual host, in small letters, and the variables that decide them.
_OF_VARIABLES = {
    "davlockdb": "webdav_lock_directory",
    "sslengine": "webdav_terminate_tls",
    "sslcertificatefile": "webdav_tls_certificate",
    "sslcertificatekeyfile": "webdav_tls_key",
    "sslcertificatechainfile": "webdav_tls_chain",
    "sslprotocol": "webdav_tls_protocols",
}


def check(model: Model, target: Target, o: Webdav, report: Report) -> None:
    """The storage exists and has an account, and its addresses can be served by one virtual host."""
    name = _storage_name(model, target, o)
    known = [*model["data_centers"], *([CENTRAL] if model["central_storage"] else [])]
    if name not in known:
        report.add(
            GIR861,
            "webdav_storage",
            f"webdav_storage is {show(name)}, which is no storage.",
            f"Use one of {', '.join(known)}.",
        )
    else:
        _check_addresses(_served(model, target, o), o, report)
        check_accounts(o.gir_storage_credentials, [name], report)
        _check_users(name, o, report)
    platforms.check_os_family("webdav_os_family", o.os_family, target, LAYOUTS, report)
    if o.voice_root == o.screen_root:
        report.add(
            GIR862,
            "webdav_screen_root",
            f"webdav_voice_root and webdav_screen_root are both {show(o.voice_root)}.",
        )
    _check_size(o, report)


def _check_size(o: Webdav, report: Report) -> None:
    """No document says how large a recording can be. A limit among further lines is taken for that of recordings."""
    if 0 < o.max_upload_size < _LARGE:
        report.add(
            GIR868,
            "webdav_max_upload_size",
            f"webdav_max_upload_size is {o.max_upload_size}: a recording of more bytes is refused with HTTP 413.",
        )
    lines = [line.strip() for line in o.extra_options if re.match(r"\s*LimitRequestBody\s+(?!0+\s*$)", line, re.I)]
    if lines:
        report.add(
            GIR868,
            "webdav_extra_options",
            f"webdav_extra_options has {show(lines[0])} beside webdav_max_upload_size ({o.max_upload_size}), which is"
            " the limit of recordings.",
        )


def _check_addresses(served: Served, o: Webdav, report: Report) -> None:
    where = "gir_central_storage" if served.storage == CENTRAL else f"gir_datacenters.{served.storage}.storage"
    places = {(urlsplit(url).scheme, _port(url)) for url in served.urls}
    if len(places) > 1 and (o.port is None or o.terminate_tls is None):
        report.add(
            GIR863,
            "webdav_port",
            f"webdav_port and webdav_terminate_tls are not both given, and the addresses of {where}"
            f" ({listed(served.urls)}) differ in scheme or port.",
        )
    addresses = [share.address for share in served.shares]
    if addresses[0] == addresses[1]:
        report.add(
            GIR864,
            "gir_datacenters",
            f"voice_url and screen_url of {where} have the same path {show(addresses[0])}.",
        )
    missing = not_given(o, "tls_certificate", "tls_key")
    if served.tls and missing:
        report.add(
            GIR865,
            missing[0],
            f"TLS of {where} ({listed(served.urls)}) ends here, but {with_verb(missing)} not given.",
        )


def _check_users(storage: str, o: Webdav, report: Report) -> None:
    own = account_of(o.gir_storage_credentials, storage)
    named = [] if own is None else [(f"gir_storage_credentials.{storage}.username", str(own.username))]
    named += [(f"webdav_extra_users[{n}].username", str(user.get("username"))) for n, user in enumerate(o.extra_users)]
    # What stands in gir_storage_credentials is not shown.
    unfit = [
        path if path.startswith("gir_") else f"{path} ({show(name)})"
        for path, name in named
        if re.search(r"[:\s]", name)
    ]
    if unfit:
        sentence = f"{listed(unfit)}: there is a colon or a blank in it, which the file of httpd cannot hold."
        report.add(GIR866, unfit[0].partition(".")[0].partition("[")[0], sentence)
    twice = [name for name, times in Counter(name for _path, name in named).items() if times > 1]
    if twice:
        shared = [listed(path for path, its in named if its == name) for name in twice]
        report.add(GIR867, "webdav_extra_users", f"{'; '.join(shared)} name the same user.")


def desired(model: Model, target: Target, o: Webdav, report: Report) -> Desired:
    """One virtual host with both kinds of recordings, its accounts, and a file in each storage that probes ask for."""
    check_lines("webdav_extra_options", o.extra_options, _OF_VARIABLES, report)
    served = _served(model, target, o)
    layout = LAYOUTS[platforms.os_family(o.os_family, target)]
    staged = bool(o.gir_root)
    result = Desired("webdav", target.host, target.data_center(model)["name"], secret_keys=o.gir_secret_keys)
    owner = platforms.system_owner(o)
    # Below a staged root the accounts of the platform need not exist.
    user = o.user or (owner["owner"] if staged else layout.user)
    group = o.group or (owner["group"] if staged else layout.group)

    own = posixpath.dirname(o.htpasswd_path)
    result.directories = [Directory(posixpath.dirname(own)), *(Directory(path) for path in layout.directories)]
    # A directory that somebody else chose may hold more than the accounts: /var/www, /etc/httpd.
    is_own = o.htpasswd_path == Webdav.htpasswd_path
    result.directories.append(Directory(own, owner["owner"], group, "0750") if is_own else Directory(own))
    result.directories.append(Directory(o.lock_directory or layout.lock_directory, user, group, "0700"))
    accounts = _accounts(served, o, target.host, owner["owner"], group)
    result.files = [_configuration(served, layout, o, target.host), accounts]
    if o.manage_storage:
        result.directories += [Directory(share.root, user, group, "0750") for share in served.shares]
    # They lie in the storage itself: a host whose storage is not mounted fails the probe.
    if o.manage_storage and o.health_path is not None:
        for share in served.shares:
            path, text = f"{share.root}/{HEALTH_FILE}", f"{share.kind} recordings"
            result.files.append(File(path, content=text, owner=user, group=group, mode="0640"))

    if layout.link is not None:
        to = posixpath.relpath(layout.configuration_file, posixpath.dirname(layout.link))
        result.links.append(Link(layout.link, to))
    # A further file there may open the storage to anybody.
    result.configuration_directories = [*layout.reads]
    installs = o.install and not staged
    if installs:
        result.system_packages = [*layout.packages, *(layout.tls_packages if served.tls else ())]
    name = o.service or layout.service
    kept = deployed.backup_directory("webdav", name, o.gir_root)
    result.service = Service(name, on_change="reloaded", unit_expected=installs, backup_directory=kept)
    return result


def _server_names(served: Served, host: str) -> list[str]:
    """The name of the virtual host and its further ones. httpd takes an IPv6 address for a further one only, bare."""
    found = list(dict.fromkeys(plain_host(urlsplit(url).hostname or "") for url in served.urls))
    names = [name for name in found if not is_ipv6(name)] or ["localhost" if is_ipv6(host) else host]
    return [*names, *(name for name in found if is_ipv6(name))]


def _configuration(served: Served, layout: Layout, o: Webdav, host: str) -> File:
    names = _server_names(served, host)
    return File(
        layout.configuration_file,
        template="gir-recordings.conf.j2",
        variables={
            "storage_name": served.storage,
            "server_names": [*names],
            "modules_directory": layout.modules,
            "listen_port": served.port,
            "own_listen": served.listen,
            "tls": served.tls,
            "tls_certificate": o.tls_certificate,
            "tls_key": o.tls_key,
            "tls_chain": o.tls_chain,
            "tls_protocols": None if o.tls_protocols is None else [*o.tls_protocols],
            "lock_directory": o.lock_directory or layout.lock_directory,
            "max_upload_size": o.max_upload_size,
            "health_path": o.health_path,
            "shares": [{"kind": share.kind, "address": share.address, "root": share.root} for share in served.shares],
            "directory_options": [*o.directory_options],
            "realm": o.realm,
            "htpasswd_path": o.htpasswd_path,
            "extra_lines": [*o.extra_options],
        },
        **platforms.system_owner(o),
        # httpd reads it as root, and further lines may hold a secret.
        mode="0640",
        validate=layout.validate if o.validate and not o.gir_root else None,
    )


def _accounts(served: Served, o: Webdav, host: str, owner: str | None, group: str | None) -> File:
    users = [(str(user.username), str(user.password)) for user in _users(served.storage, o)]
    # The salt follows from names alone: the same hash in every run, and nothing in it that would be quicker to guess
    # the password by than the hash itself. It differs between hosts and users.
    hashes = [(name, sha512_crypt(word, f"gir.multidc webdav {host} {name}")) for name, word in users]
    # Without one the template says so, and writes nothing.
    accounts: list[Json] = [{"username": name, **({"hash": made} if made else {})} for name, made in hashes]
    return File(
        o.htpasswd_path,
        template="htpasswd.j2",
        variables={"accounts": accounts},
        owner=owner,
        group=group,
        mode="0640",
        secret=True,
    )


def _users(storage: str, o: Webdav) -> list[Account]:
    own = account_of(o.gir_storage_credentials, storage)
    further = [Account(user.get("username"), user.get("password")) for user in o.extra_users]
    return [*([] if own is None else [own]), *further]


def _storage_name(model: Model, target: Target, o: Webdav) -> str:
    return o.storage or target.data_center(model)["storage"]["name"]


def _storage(model: Model, name: str) -> Addresses:
    central = model["central_storage"]
    return central if name == CENTRAL and central else model["data_centers"][name]["storage"]


def _served(model: Model, target: Target, o: Webdav) -> Served:
    name = _storage_name(model, target, o)
    storage = _storage(model, name)
    urls = [storage["voice_url"], storage["screen_url"]]
    https = urlsplit(urls[0]).scheme == "https"
    tls = https if o.terminate_tls is None else o.terminate_tls
    # Where TLS ends at a load balancer, its requests are plain HTTP.
    port = _port(urls[0]) if tls == https else _PORTS["https" if tls else "http"]
    if o.port is not None:
        port = o.port
    shares = [Share("voice", _path(urls[0]), o.voice_root), Share("screen", _path(urls[1]), o.screen_root)]
    # The longer address first: httpd takes the first Alias that fits.
    shares.sort(key=lambda share: share.address.lower(), reverse=True)
    listen = port not in _PORTS.values() if o.listen is None else o.listen
    return Served(name, urls, tls, port, listen, shares)


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or _PORTS[parts.scheme]


def _path(url: str) -> str:
    return "/" + urlsplit(url).path.strip("/")
