# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the components share whose transactions playbook verify tries."""

from __future__ import annotations

from dataclasses import dataclass

from .._topology.published import Model
from .._topology.values import listed, show
from .accounts import account_of, storages
from .desired import Probe
from .options import Path, option
from .report import Report
from .rule import rule
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


@dataclass(frozen=True)
class Storing(Probed):
    """Of what uses the storages."""

    gir_storage_worm: list[str] = option(default=[])
    """Storages that let nobody delete (WORM), by data center or V(central). Nothing is written there to prove that they
    work.
    """


GIR869 = rule(
    869,
    "gir_storage_worm names storages of the map: data centers with a storage of their own, or central.",
    "Correct the name: into a storage that is not named probe recordings are written.",
)


def check_worm(model: Model, o: Storing, report: Report) -> None:
    """A name that nobody knows would be a storage into which is written."""
    known = [storage["name"] for storage in storages(model)]
    for name in o.gir_storage_worm:
        if name not in known:
            sentence = f"gir_storage_worm names {show(name)}, and the storages are {listed(known)}."
            report.add(GIR869, "gir_storage_worm", sentence)


def storage_probe(what: str, url: str, o: Storing, storage: str) -> Probe:
    """`what` rests in the storage, which has this name. Without an account the transaction says that it needs one."""
    account = account_of(o.gir_storage_credentials, storage)
    return Probe(
        f"{what} recording storage",
        "webdav",
        url,
        username=None if account is None else account.username,
        password=None if account is None else account.password,
        read_only=True if storage in o.gir_storage_worm else None,
    )
