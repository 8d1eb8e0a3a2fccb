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

    dns_names: list[str] = option(default=[])
    """Full names, for the agents of the primary, that follow the active data center. Nothing is done with DNS when it
    is empty. The C(rws_url) of the primary may be one, that of another data center may not.
    """
    dns_zone: str | None = option()
    """Zone that holds O(load_balancer_dns_names). Required with them."""
    dns_server: list[str] = option(default=[])
    """Name servers that take the dynamic update, tried in the given order. Required with O(load_balancer_dns_names)."""
    dns_port: int = option(default=53)
    """TCP port of the name servers."""
    dns_key_name: str | None = option()
    """Name of the TSIG key. Required with O(load_balancer_dns_names)."""
    dns_key_secret: str | None = option(secret=True)
    """Secret of the TSIG key in base64. Required with O(load_balancer_dns_names)."""
    dns_key_algorithm: str = option(default="hmac-sha256")
    """Algorithm of the TSIG key."""
    dns_ttl: int = option(default=60)
    """Time to live in seconds. For so long agents may still go to the old data center after a failover."""
    dns_timeout: int = option(default=10, minimum=1)
    """Seconds that everything with one name server may take."""
    dns_targets: dict[str, Json] = option(default={})
    """Where the names point to, by data center, a list of addresses or of one name. C(gir_address) of the data center's
    load balancers when not given, or of its RWS hosts when it has none.
    """

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
    """Configures the load balancer of a data center

    Installs HAProxy and lets it serve RWS of the host's data center, and the processor and RCS where their addresses
    are this host's.

    Back ends, ports and addresses come from the map of data centers and the variables of the hosts behind it.
    """
    ENTRIES = {
        "dns": """Lets names follow the active data center

        Runs on C(localhost) and needs no host of any data center. Does nothing without O(dns:load_balancer_dns_names).

        Points every name to the active data center with one dynamic update.
        """,
        "render_dns": """Writes the records of the names below a directory on the controller

        Writes C(<gir_render_dir>/dns/<zone>.txt), in the form of a zone file. Nothing else is touched and no network is
        needed.
        """,
    }

    services: list[str] = option(default=[], choices=SERVICES)
    """What this load balancer serves.

    When empty, those of C(rws_url), C(processor_url) and C(rcs_url) of its data center whose host is the name of this
    host in the inventory, its O(gir_address) or its C(ansible_host).
    """
    bind_addresses: list[str] = option(default=[])
    """Addresses of this host on which it listens, for example a virtual one. V(*) is all of IPv4, V(::) all of IPv6 and
    of IPv4.

    When empty, V(::) where the host has an IPv6 address that others can reach, or its name, O(gir_address),
    C(ansible_host) or one of C(rws_url), C(processor_url) and C(rcs_url) is one; else V(*). The entry point C(render)
    connects to no host and goes by these variables alone.
    """
    back_end_ports: dict[str, Json] = option(default={})
    """Ports of the hosts behind it, by service (V(rws), V(processor), V(rcs)). C(rws_port), C(rps_port),
    C(voice_processor_port) and C(rcs_port) of those hosts when not given.
    """
    back_end_tls: list[str] = option(default=[], choices=SERVICES)
    """Services to which this load balancer speaks TLS. An RWS host with C(rws_jetty_enable_ssl) always is."""
    back_end_ca_file: Path | None = option()
    """File on this host with the certificates of the authorities of the hosts behind it. A certificate has to be valid
    for the host's C(gir_address), or its name in the inventory when that is none or an IP address.
    """
    back_end_verify: bool = option(default=True)
    """Whether certificates of the hosts behind it are verified."""
    backup_pool: bool | None = option()
    """Whether the RWS nodes of the other data center take over when no own node is healthy. They store what they get
    under the location and jurisdiction of their own data center.

    When not given, true where the desktops need it (C(workspace_desktop_failover_strategy) is V(load_balancer) and they
    cannot use C(peer_uri)) and C(storage_jurisdictions) allow the other data center's storage. V(true) is refused where
    they do not.
    """
    tls_pem: Path | None = option()
    """File on this host with certificate, chain and unencrypted key, or a directory of such files. Needed where an
    address is C(https). Not made by this role; reload HAProxy when it is renewed.
    """
    tls_min_version: str | None = option()
    """Oldest TLS version, for example V(TLSv1.2). HAProxy's own when not given."""
    tls_ciphers: str | None = option()
    """Ciphers up to TLS 1.2, in OpenSSL's form."""
    tls_ciphersuites: str | None = option()
    """Cipher suites of TLS 1.3."""
    rws_health_path: str | None = option(default="/api/v2/diagnostics/version")
    """Path that a healthy RWS node answers without an account. With V(null) a TCP connection is enough."""
    rws_health_status: int = option(default=200, minimum=100, maximum=599)
    """Status of that answer."""
    processor_health_path: str | None = option()
    """Path that a healthy processor answers. When not given, a TCP connection is enough."""
    processor_health_status: int = option(default=200, minimum=100, maximum=599)
    """Status of that answer."""
    rcs_health_path: str | None = option()
    """Path that a healthy RCS answers. When not given, a TCP connection is enough."""
    rcs_health_status: int = option(default=200, minimum=100, maximum=599)
    """Status of that answer."""
    health_interval: str | None = option()
    """Time between two checks, for example V(5s). HAProxy's own when not given."""
    health_fall: int | None = option(minimum=1)
    """Failed checks after which a host gets no more requests. HAProxy's own when not given."""
    health_rise: int | None = option(minimum=1)
    """Successful checks after which it gets requests again. HAProxy's own when not given."""
    rws_session_cookie: str | None = option(default="JSESSIONID")
    """Cookie of RWS sessions, by which a client comes back to the node that has its session; V(null) for none."""
    rws_balance: str = option(default="source")
    """How requests without a session are spread. V(source) sends a client that keeps no cookies to the same node each
    time; others are V(roundrobin) and V(leastconn).
    """
    processor_balance: str = option(default="roundrobin")
    """How requests to the processors are spread."""
    rcs_balance: str = option(default="roundrobin")
    """How requests to RCS are spread."""
    timeout_connect: str = option(default="5s")
    """Longest time until a host behind it takes a connection."""
    timeout_client: str = option(default="5m")
    """Longest silence of a client."""
    timeout_server: str = option(default="5m")
    """Longest silence of a host behind it. A forced index update is one long request."""
    extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further lines, by section of C(haproxy.cfg), for example C({"backend rws": ["retries 1"]}). A section that is not
    there yet is added at the end.
    """
    os_family: str | None = option()
    """Layout of HAProxy on the host, V(RedHat) or V(Debian). When not given it is read from the host. The entry point
    C(render) connects to no host and then shows V(RedHat).
    """
    service: str | None = option()
    """Name of HAProxy's unit. The platform's when not given."""
    install: bool = option(default=True)
    """Whether the platform's package is installed. Never done below O(gir_root)."""
    validate: bool = option(default=True)
    """Whether HAProxy itself checks the configuration before it replaces the old one. Never done below O(gir_root)."""
    gir_address: str | None = option()
    """Name or address of this host as other hosts reach it. The name in the inventory when not given."""
