# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of role load_balancer: those of a host with HAProxy, and those of the names that the controller keeps."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import Json
from .options import Path, option
from .shared import OnHost, Rendered

SERVICES = ("rws", "processor", "rcs")


@dataclass(frozen=True)
class Names(Rendered):
    """Of the names that follow the active data center, which the controller keeps in a zone."""

    COMPONENT = "load_balancer"

    dns_names: list[str] = option(
        "Full names, for the agents of the primary, that follow the active data center. Nothing is done with DNS when"
        " it is empty. The C(rws_url) of the primary may be one, that of another data center may not.",
        default=[],
    )
    dns_zone: str | None = option("Zone that holds O(load_balancer_dns_names). Required with them.")
    dns_server: list[str] = option(
        "Name servers that take the dynamic update, tried in the given order. Required with"
        " O(load_balancer_dns_names).",
        default=[],
    )
    dns_port: int = option("TCP port of the name servers.", default=53)
    dns_key_name: str | None = option("Name of the TSIG key. Required with O(load_balancer_dns_names).")
    dns_key_secret: str | None = option(
        "Secret of the TSIG key in base64. Required with O(load_balancer_dns_names).", secret=True
    )
    dns_key_algorithm: str = option("Algorithm of the TSIG key.", default="hmac-sha256")
    dns_ttl: int = option(
        "Time to live in seconds. For so long agents may still go to the old data center after a failover.", default=60
    )
    dns_timeout: int = option("Seconds that everything with one name server may take.", default=10, minimum=1)
    dns_targets: dict[str, Json] = option(
        "Where the names point to, by data center, a list of addresses or of one name. C(gir_address) of the data"
        " center's load balancers when not given, or of its RWS hosts when it has none.",
        default={},
    )

    def dns_connection(self) -> dict[str, Json]:
        """How the name servers are asked, as the options of dns_record."""
        return {
            "server": [*self.dns_server],
            "port": self.dns_port,
            "key_name": self.dns_key_name,
            "key_secret": self.dns_key_secret,
            "key_algorithm": self.dns_key_algorithm,
            "timeout": self.dns_timeout,
        }


@dataclass(frozen=True)
class LoadBalancer(Names, OnHost):
    """Of a host with HAProxy. Its file comes from a template, so no option has a place of its own."""

    COMPONENT = "load_balancer"
    SUMMARY = "Configures the load balancer of a data center"
    DESCRIPTION = (
        "Installs HAProxy and lets it serve RWS of the host's data center, and the processor and RCS where their"
        " addresses are this host's.",
        "Back ends, ports and addresses come from the map of data centers and the variables of the hosts behind it.",
    )
    ENTRIES = {
        "dns": (
            "Lets names follow the active data center",
            (
                "Runs on C(localhost) and needs no host of any data center. Does nothing without"
                " O(dns:load_balancer_dns_names).",
                "Points every name to the active data center with one dynamic update.",
            ),
        ),
        "render_dns": (
            "Writes the records of the names below a directory on the controller",
            (
                "Writes C(<gir_render_dir>/dns/<zone>.txt), in the form of a zone file. Nothing else is touched and no"
                " network is needed.",
            ),
        ),
    }

    services: list[str] = option(
        (
            "What this load balancer serves.",
            "When empty, those of C(rws_url), C(processor_url) and C(rcs_url) of its data center whose host is the name"
            " of this host in the inventory, its O(gir_address) or its C(ansible_host).",
        ),
        default=[],
        choices=SERVICES,
    )
    bind_addresses: list[str] = option(
        "Addresses of this host on which it listens, for example a virtual one.", default=["*"]
    )
    back_end_ports: dict[str, Json] = option(
        "Ports of the hosts behind it, by service (V(rws), V(processor), V(rcs)). C(rws_port), C(rps_port),"
        " C(voice_processor_port) and C(rcs_port) of those hosts when not given.",
        default={},
    )
    back_end_tls: list[str] = option(
        "Services to which this load balancer speaks TLS. An RWS host with C(rws_jetty_enable_ssl) always is.",
        default=[],
        choices=SERVICES,
    )
    back_end_ca_file: Path | None = option(
        "File on this host with the certificates of the authorities of the hosts behind it. A certificate has to be"
        " valid for the host's C(gir_address), or its name in the inventory when that is none or an IP address."
    )
    back_end_verify: bool = option("Whether certificates of the hosts behind it are verified.", default=True)
    backup_pool: bool | None = option(
        (
            "Whether the RWS nodes of the other data center take over when no own node is healthy. They store what they"
            " get under the location and jurisdiction of their own data center.",
            "When not given, true where the desktops need it (C(workspace_desktop_failover_strategy) is"
            " V(load_balancer) and they cannot use C(peer_uri)) and C(storage_jurisdictions) allow the other data"
            " center's storage. V(true) is refused where they do not.",
        )
    )
    tls_pem: Path | None = option(
        "File on this host with certificate, chain and unencrypted key, or a directory of such files. Needed where an"
        " address is C(https). Not made by this role; reload HAProxy when it is renewed."
    )
    tls_min_version: str | None = option("Oldest TLS version, for example V(TLSv1.2). HAProxy's own when not given.")
    tls_ciphers: str | None = option("Ciphers up to TLS 1.2, in OpenSSL's form.")
    tls_ciphersuites: str | None = option("Cipher suites of TLS 1.3.")
    rws_health_path: str | None = option(
        "Path that a healthy RWS node answers without an account. With V(null) a TCP connection is enough.",
        default="/api/v2/diagnostics/version",
    )
    rws_health_status: int = option("Status of that answer.", default=200, minimum=100, maximum=599)
    processor_health_path: str | None = option(
        "Path that a healthy processor answers. When not given, a TCP connection is enough."
    )
    processor_health_status: int = option("Status of that answer.", default=200, minimum=100, maximum=599)
    rcs_health_path: str | None = option("Path that a healthy RCS answers. When not given, a TCP connection is enough.")
    rcs_health_status: int = option("Status of that answer.", default=200, minimum=100, maximum=599)
    health_interval: str | None = option("Time between two checks, for example V(5s). HAProxy's own when not given.")
    health_fall: int | None = option(
        "Failed checks after which a host gets no more requests. HAProxy's own when not given.", minimum=1
    )
    health_rise: int | None = option(
        "Successful checks after which it gets requests again. HAProxy's own when not given.", minimum=1
    )
    rws_session_cookie: str | None = option(
        "Cookie of RWS sessions, by which a client comes back to the node that has its session; V(null) for none.",
        default="JSESSIONID",
    )
    rws_balance: str = option(
        "How requests without a session are spread. V(source) sends a client that keeps no cookies to the same node"
        " each time; others are V(roundrobin) and V(leastconn).",
        default="source",
    )
    processor_balance: str = option("How requests to the processors are spread.", default="roundrobin")
    rcs_balance: str = option("How requests to RCS are spread.", default="roundrobin")
    timeout_connect: str = option("Longest time until a host behind it takes a connection.", default="5s")
    timeout_client: str = option("Longest silence of a client.", default="5m")
    timeout_server: str = option(
        "Longest silence of a host behind it. A forced index update is one long request.", default="5m"
    )
    extra_options: dict[str, Json] = option(
        'Further lines, by section of C(haproxy.cfg), for example C({"backend rws": ["retries 1"]}). A section that is'
        " not there yet is added at the end.",
        default={},
        verbatim=True,
    )
    os_family: str | None = option(
        "Layout of HAProxy on the host, V(RedHat) or V(Debian). When not given it is read from the host."
        " The entry point C(render) connects to no host and then shows V(RedHat)."
    )
    service: str | None = option("Name of HAProxy's unit. The platform's when not given.")
    install: bool = option("Whether the platform's package is installed. Never done below O(gir_root).", default=True)
    validate: bool = option(
        "Whether HAProxy itself checks the configuration before it replaces the old one. Never done below O(gir_root).",
        default=True,
    )
    gir_address: str | None = option(
        "Name or address of this host as other hosts reach it. The name in the inventory when not given."
    )
