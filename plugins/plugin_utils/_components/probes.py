# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the components share whose transactions playbook verify tries."""

from __future__ import annotations

from dataclasses import dataclass

from .accounts import account_of
from .desired import Json, Probe
from .options import Path, option
from .shared import StorageAccounts


@dataclass(frozen=True)
class Probed(StorageAccounts):
    """What the transactions need besides the component's own variables."""

    gir_validate_certs: bool = option(default=True)
    """Whether playbook C(verify) checks the certificates of servers."""
    gir_ca_path: Path | None = option()
    """File or directory with the authorities that playbook C(verify) trusts instead of those of the operating system,
    on the host.
    """


def storage_probe(what: str, url: str, credentials: dict[str, Json] | None, storage: str) -> Probe:
    """`what` rests in the storage, which has this name. Without an account the transaction says that it needs one."""
    account = account_of(credentials, storage)
    return Probe(
        f"{what} recording storage",
        "webdav",
        url,
        username=None if account is None else account.username,
        password=None if account is None else account.password,
    )
