# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the recording storage."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import Json
from .options import Key, Path, option
from .shared import OnHost, Rendered, StorageAccounts


@dataclass(frozen=True)
class Webdav(StorageAccounts, OnHost, Rendered):
    """Variables of the recording storage. httpd's files come from templates, so no option has a place of its own."""

    COMPONENT = "webdav"
    """Configures the recording storage of a data center

    Installs Apache httpd, and lets it serve the voice and screen recordings of a storage with WebDAV, with an account,
    TLS and a health probe.

    Addresses come from the storage in the map of data centers, the account from O(gir_storage_credentials).
    """

    storage: str | None = option()
    """The storage that this host serves, a key of O(gir_storage_credentials), that is a data center or V(central).

    The storage of the host's own data center when not given.
    """
    voice_root: Path = option(default="/mnt/recordings")
    """Directory of the voice recordings."""
    screen_root: Path = option(default="/mnt/screens")
    """Directory of the screen recordings."""
    manage_storage: bool = option(default=True)
    """Whether both directories and the file C(.gir-health) in them are made. Set it to V(false) where the host's root
    account has no rights there, for example on NFS, and make them by hand.
    """
    extra_users: list[dict[str, Json]] = option(
        default=[],
        shape={
            "username": Key("str", "Name of the account.", required=True),
            "password": Key("str", "Password of the account.", required=True, secret=True),
        },
    )
    """Further accounts of the storage, for example the old one while a password is changed."""
    realm: str = option(default="user")
    """Name of the protected area."""
    htpasswd_path: Path = option(default="/etc/gir/webdav/htpasswd")
    """File with the accounts and the SHA-512 hashes of their passwords."""
    terminate_tls: bool | None = option()
    """Whether TLS ends at this host. When not given it does if the storage's addresses are C(https). Set it to V(false)
    behind a load balancer that ends TLS.
    """
    port: int | None = option()
    """Port of the virtual host. The port of the storage's addresses when not given."""
    listen: bool | None = option()
    """Whether the configuration has its own C(Listen). When not given, only for another port than 80 and 443."""
    tls_certificate: Path | None = option()
    """Certificate on the host, with its chain. Needed where TLS ends at this host."""
    tls_key: Path | None = option()
    """Key of O(webdav_tls_certificate) on the host."""
    tls_chain: Path | None = option()
    """Chain of O(webdav_tls_certificate), for httpd before 2.4.8."""
    tls_protocols: list[str] | None = option()
    """Value of C(SSLProtocol), for example C([-all, +TLSv1.2, +TLSv1.3]). The platform's policy applies when not given.
    """
    health_path: str | None = option(default="/gir-health")
    """Address of the health probes. C(<path>/voice) and C(<path>/screen) answer 200 without an account while the
    storage is mounted. V(null) switches them off.
    """
    directory_options: list[str] = option(default=[])
    """Arguments of the directive C(Options) of both directories, C(None) when empty. For example C([FollowSymLinks]).
    """
    max_upload_size: int = option(default=0)
    """Largest file in bytes that can be stored, V(0) for no limit.

    It is always written: httpd from 2.4.54 on takes 1 GiB without it, and its older releases have no limit then.
    """
    extra_options: list[str] = option(default=[], verbatim=True)
    """Further lines of the virtual host."""
    os_family: str | None = option()
    """Layout of httpd on the host, V(RedHat) or V(Debian). When not given it is read from the host. The entry point
    C(render) connects to no host and then shows V(RedHat).
    """
    user: str | None = option()
    """Account that httpd runs as. The platform's when not given."""
    group: str | None = option()
    """Group of O(webdav_user). The platform's when not given."""
    lock_directory: Path | None = option()
    """Directory of the WebDAV locks. The platform's when not given."""
    service: str | None = option()
    """Name of httpd's unit. The platform's when not given."""
    install: bool = option(default=True)
    """Whether the platform's packages are installed. Never done below O(gir_root)."""
    validate: bool = option(default=True)
    """Whether httpd itself checks the configuration before it replaces the old one. Never done below O(gir_root)."""
