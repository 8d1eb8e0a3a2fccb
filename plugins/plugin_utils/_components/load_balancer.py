# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load balancer: HAProxy before the hosts of a data center. Facts on RWS behind one: rws.md; on the others:
components.md."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from .._topology.published import DataCenterModel, Model
from .._topology.rule import GUIDE, PRODUCT
from .._topology.values import listed, show, show_under, with_verb
from . import deployed, platforms
from .addresses import check_gir_address
from .desired import Desired, Directory, File, Json, Service, Tree
from .load_balancer_options import SERVICES, LoadBalancer
from .load_balancer_proxy import (
    BackEnd,
    FrontEnd,
    Server,
    back_ends,
    binds,
    front_ends,
    own_names,
    peer_of,
    pooled,
    servers,
)
from .reading import GIR803
from .report import Report
from .rule import rule
from .target import Target

CONFIGURATION = "/etc/haproxy/haproxy.cfg"
VALIDATE = "/usr/sbin/haproxy -c -f %s"
_PATH = re.compile(r"""(/[^\s#\\"']*)?""")
# One word of HAProxy's file, where # begins a comment, and quotes and backslashes are taken away.
_WORD = re.compile(r"""[^\s#\\"']+""")
_WORDS = re.compile(r"""[^#\\"']+""")
_TIME = re.compile("0*[1-9][0-9]*(us|ms|s|m|h|d)?")
_PORTS = range(1, 65536)


GIR870 = rule(
    870,
    "A load balancer serves something: an address of its data center, or load_balancer_services.",
    "Say what it serves with load_balancer_services.",
)
GIR871 = rule(
    871,
    "Ports of back ends are given by service, each from 1 to 65535.",
    "Give rws, processor or rcs, each a number from 1 to 65535.",
)
GIR872 = rule(
    872,
    "Every host behind a load balancer has a port.",
    "Give the port of the service.",
)
GIR873 = rule(
    873,
    "Addresses of a data center that share a port of its load balancer all have TLS, or none has.",
    "Give them different ports.",
    PRODUCT,
)
GIR874 = rule(
    874,
    "Addresses of a data center that share a port of its load balancer have different names.",
    "Give them different names or ports.",
    PRODUCT,
)
GIR875 = rule(
    875,
    "A load balancer at which TLS ends has a certificate.",
    "Give load_balancer_tls_pem: a file on this host with certificate and key.",
    PRODUCT,
)
GIR876 = rule(
    876,
    "A load balancer that speaks TLS with hosts behind it knows the authorities of their certificates.",
    "Give load_balancer_back_end_ca_file, or load_balancer_back_end_verify=false to trust any certificate.",
    PRODUCT,
)
GIR877 = rule(
    877,
    "The path of a health check begins with a slash and has no blanks.",
    "Begin it with a slash, without blanks.",
    PRODUCT,
)
GIR878 = rule(
    878,
    "RWS of another data center only stands in where the recordings may rest there.",
    "Remove load_balancer_backup_pool, or allow the other jurisdiction in gir_datacenters.",
    GUIDE,
)
GIR896 = rule(
    896,
    "What stands in haproxy.cfg is read by HAProxy as it is given.",
    "Give a value without blanks, quotes, backslashes and #.",
    PRODUCT,
)
GIR897 = rule(
    897,
    "A time of HAProxy is a number larger than 0 with its unit, or in milliseconds.",
    "Give a number with us, ms, s, m, h or d, for example 5s.",
    PRODUCT,
)


@dataclass(frozen=True)
class Layout:
    """What a platform calls HAProxy, and what its section global has to hold there."""

    package: str
    service: str
    global_lines: tuple[str, ...]


LAYOUTS = {
    "RedHat": Layout(
        package="haproxy",
        service="haproxy",
        global_lines=(
            "log 127.0.0.1 local2",
            "chroot /var/lib/haproxy",
            "stats socket /var/lib/haproxy/stats mode 660 user root group root level admin expose-fd listeners",
            "user haproxy",
            "group haproxy",
        ),
    ),
    "Debian": Layout(
        package="haproxy",
        service="haproxy",
        global_lines=(
            "log /dev/log local0",
            "chroot /var/lib/haproxy",
            "stats socket /run/haproxy/admin.sock mode 660 user root group root level admin expose-fd listeners",
            "user haproxy",
            "group haproxy",
        ),
    ),
}


def check(model: Model, target: Target, o: LoadBalancer, report: Report) -> None:
    """It serves something, knows every host behind it, and tells apart what shares a port."""
    center = target.data_center(model)
    served = back_ends(center, target, o, report)
    behind = servers(model, center, served, target, o, report)
    platforms.check_os_family("load_balancer_os_family", o.os_family, target, LAYOUTS, report)
    if not served:
        urls = [center["rws_url"], center["processor_url"], center["rcs_url"]]
        report.add(
            GIR870,
            "load_balancer_services",
            f"load_balancer_services is empty, and no address of {center['name']} ({listed(urls)}) is a name of this"
            f" load balancer ({listed(own_names(target, o, report))}).",
        )
    _check_ports(behind, target, o, report)
    for front_end in front_ends(served):
        _check_front_end(center["name"], front_end, report)
    _check_tls(served, behind, o, report)
    _check_health(served, report)
    _check_pool(model, center, o, report)
    _check_lines(o.extra_options, report)
    _check_words(o, report)
    check_gir_address(o.gir_address, report)
    for host in dict.fromkeys(server.name for server in behind):
        check_gir_address(target.asked(host, "gir_address", report), report, host)


def _check_words(o: LoadBalancer, report: Report) -> None:
    """Nothing that the template puts into a line ends it, or is another word than it was."""
    words = {
        "tls_pem": o.tls_pem,
        "back_end_ca_file": o.back_end_ca_file,
        "tls_min_version": o.tls_min_version,
        "tls_ciphers": o.tls_ciphers,
        "tls_ciphersuites": o.tls_ciphersuites,
        "rws_session_cookie": o.rws_session_cookie,
        **{f"bind_addresses[{number}]": address for number, address in enumerate(o.bind_addresses)},
    }
    # How requests are spread may have arguments, such as uri depth 2.
    several = {
        "rws_balance": o.rws_balance,
        "processor_balance": o.processor_balance,
        "rcs_balance": o.rcs_balance,
    }
    wrong = [(name, value) for name, value in words.items() if value is not None and not _WORD.fullmatch(value)]
    wrong += [(name, value) for name, value in several.items() if not _WORDS.fullmatch(value)]
    zoned = [(name, value) for name, value in words.items() if name.startswith("bind_") and "%" in str(value)]
    for name, value in zoned:
        sentence = f"load_balancer_{name} is {show(value)}, whose zone HAProxy does not understand."
        report.add(GIR896, "load_balancer_bind_addresses", sentence, "Give an address without a zone, or ::.")
    for name, value in wrong:
        path = f"load_balancer_{name}"
        sentence = f"{path} is {show(value)}, which HAProxy does not read as it stands."
        report.add(GIR896, path.partition("[")[0], sentence)
    times = {
        "timeout_connect": o.timeout_connect,
        "timeout_client": o.timeout_client,
        "timeout_server": o.timeout_server,
        "health_interval": o.health_interval,
    }
    for name, time in times.items():
        if time is not None and not _TIME.fullmatch(time):
            path = f"load_balancer_{name}"
            report.add(GIR897, path, f"{path} is {show(time)}, which is no time of HAProxy.")


def _check_ports(behind: list[Server], target: Target, o: LoadBalancer, report: Report) -> None:
    variable = "load_balancer_back_end_ports"
    wrong = [
        f"{variable}.{name} is {show_under(name, port)}"
        for name, port in o.back_end_ports.items()
        if name not in SERVICES or isinstance(port, bool) or port not in _PORTS
    ]
    if wrong:
        report.add(GIR871, variable, f"{listed(wrong)}, which is no port of a service.")
        return
    for server in behind:
        if server.port not in _PORTS:
            given = target.asked(server.name, server.variable, report)
            wrong_port = "not given" if given is None else f"{show(given)}, which is no port"
            report.add(
                GIR872,
                server.variable,
                f"{server.variable} of {server.name} is {wrong_port}, so where it listens is not known.",
                f"Give it, or load_balancer_back_end_ports.{server.service}.",
            )


def _check_front_end(center: str, front_end: FrontEnd, report: Report) -> None:
    services, where = front_end.services, f"of gir_datacenters.{center}"
    hosts = Counter(service.host for service in services)
    shared = [service for service in services if hosts[service.host] > 1]
    if len({service.tls for service in services}) > 1:
        report.add(
            GIR873,
            "gir_datacenters",
            f"{_urls(services)} {where} have the same port {front_end.port}, one with https and one without.",
        )
    elif shared:
        report.add(
            GIR874,
            "gir_datacenters",
            f"{_urls(shared)} {where} have the same name and port, {shared[0].host}:{front_end.port}, so nothing tells"
            " their requests apart.",
        )


def _urls(services: list[BackEnd]) -> str:
    return listed(f"{service.name}_url" for service in services)


def _check_tls(served: list[BackEnd], behind: list[Server], o: LoadBalancer, report: Report) -> None:
    ending = [service.url for service in served if service.tls]
    if ending and not o.tls_pem:
        report.add(
            GIR875,
            "load_balancer_tls_pem",
            f"TLS of {listed(ending)} ends here, but load_balancer_tls_pem is not given.",
        )
    to = list(dict.fromkeys(server.name for server in behind if server.tls))
    if to and o.back_end_verify and not o.back_end_ca_file:
        report.add(
            GIR876,
            "load_balancer_back_end_ca_file",
            f"This load balancer speaks TLS with {listed(to)}, but load_balancer_back_end_ca_file is not given.",
        )


def _check_health(served: list[BackEnd], report: Report) -> None:
    wrong = [service for service in served if not _PATH.fullmatch(service.health_path)]
    if wrong:
        names = [f"load_balancer_{service.name}_health_path" for service in wrong]
        report.add(
            GIR877,
            names[0],
            f"{with_verb(names)} no path: {listed(show(service.health_path) for service in wrong)}.",
        )


def _check_pool(model: Model, center: DataCenterModel, o: LoadBalancer, report: Report) -> None:
    if pooled(model, center, o) and center["peer"] is None:
        report.add(
            GIR878,
            "load_balancer_backup_pool",
            f"load_balancer_backup_pool is true, but the recordings of {center['name']} may rest in no other data"
            f" center (storage_jurisdictions: {', '.join(center['storage_jurisdictions'])}), and RWS there would store"
            " them.",
        )


def _check_lines(sections: Mapping[str, Json], report: Report) -> None:
    variable = "load_balancer_extra_options"
    for section, lines in sections.items():
        if lines is not None and not isinstance(lines, (str, list)):
            report.add(
                GIR803,
                variable,
                f"{variable}.{section} is {show_under(section, lines)}, which is no list of lines.",
                "Give a list, or one line.",
            )


def desired(model: Model, target: Target, o: LoadBalancer, report: Report) -> Desired:
    """One file of HAProxy, checked by HAProxy itself; a reload keeps the connections that are open."""
    layout = LAYOUTS[platforms.os_family(o.os_family, target)]
    staged = bool(o.gir_root)
    center = target.data_center(model)
    result = Desired("load_balancer", target.host, center["name"], secret_keys=o.gir_secret_keys)
    result.directories.append(Directory(posixpath.dirname(CONFIGURATION)))
    result.files.append(
        File(
            CONFIGURATION,
            template="haproxy.cfg.j2",
            variables=_variables(model, target, o, report, layout),
            **platforms.system_owner(o),
            mode="0640",
            validate=VALIDATE if o.validate and not staged else None,
        )
    )
    installs = o.install and not staged
    if installs:
        result.system_packages.append(layout.package)
    name = o.service or layout.service
    kept = deployed.backup_directory("load_balancer", name, o.gir_root)
    result.service = Service(name, on_change="reloaded", unit_expected=installs, backup_directory=kept)
    return result


def _variables(model: Model, target: Target, o: LoadBalancer, report: Report, layout: Layout) -> Tree:
    center = target.data_center(model)
    served = back_ends(center, target, o, report)
    peer = peer_of(model, center)
    listens = binds(served, target, o, report)
    return {
        "data_center": center["name"],
        "global_lines": [*layout.global_lines],
        "timeout_connect": o.timeout_connect,
        "timeout_client": o.timeout_client,
        "timeout_server": o.timeout_server,
        "binds": [*listens],
        "mapped": any(bind["words"] == "v4v6" for bind in listens),
        "tls_pem": o.tls_pem,
        "tls_min_version": o.tls_min_version,
        "tls_ciphers": o.tls_ciphers,
        "tls_ciphersuites": o.tls_ciphersuites,
        "front_ends": [asdict(front_end) for front_end in front_ends(served)],
        "services": [asdict(service) for service in served],
        "servers": [asdict(server) for server in servers(model, center, served, target, o, report)],
        "health_interval": o.health_interval,
        "health_fall": o.health_fall,
        "health_rise": o.health_rise,
        "back_end_verify": o.back_end_verify,
        "back_end_ca_file": o.back_end_ca_file,
        "peer_name": None if peer is None else peer["name"],
        "peer_screen_url": None if peer is None else peer["storage"]["screen_url"],
        "peer_jurisdiction": None if peer is None else peer["storage"]["jurisdiction"],
        "extra_lines": {
            section: [lines] if isinstance(lines, str) else lines or [] for section, lines in o.extra_options.items()
        },
    }
