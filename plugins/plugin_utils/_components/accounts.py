# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts of storages, as gir_storage_credentials gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .._topology.published import Model, StorageModel
from .._topology.rule import PRODUCT
from .._topology.values import listed
from .desired import Json
from .report import Report
from .rule import rule

GIR816 = rule(
    816,
    "Every storage that the component uses has its account.",
    "Add username and password of the storage to gir_storage_credentials, in the vault.",
    PRODUCT,
)


@dataclass(frozen=True)
class Account:
    """User name and password of one storage."""

    username: Json
    password: Json


def account_of(credentials: dict[str, Json] | None, storage: str) -> Account | None:
    """The account of a storage by its name (a data center, or central); None when it is not given as a whole."""
    given = (credentials or {}).get(storage)
    if not isinstance(given, dict) or given.get("username") is None or given.get("password") is None:
        return None
    return Account(given["username"], given["password"])


def check_accounts(credentials: dict[str, Json] | None, storages: Iterable[str], report: Report) -> None:
    """Every one of these storages has an account."""
    without = [name for name in dict.fromkeys(storages) if account_of(credentials, name) is None]
    if without:
        report.add(
            GIR816,
            "gir_storage_credentials",
            f"gir_storage_credentials has no account for {listed(sorted(without))}.",
        )


def storages(model: Model, first: StorageModel | None = None) -> list[StorageModel]:
    """The storages of all data centers, each once, in the order of the map but for the `first` one."""
    found: dict[str, StorageModel] = {} if first is None else {first["name"]: first}
    for center in model["data_centers"].values():
        found.setdefault(center["storage"]["name"], center["storage"])
    return list(found.values())
