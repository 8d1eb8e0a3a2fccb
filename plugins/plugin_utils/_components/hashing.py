# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hashes of passwords, the same with every ansible-core: the filter password_hash makes others by version."""

from __future__ import annotations

import functools
import hashlib
import importlib
import warnings
from typing import Any

# Written out, because the default differs between versions of the library.
ROUNDS = 10000
_LONGEST_SALT = 16


@functools.cache
def _algorithm() -> Any:
    try:
        with warnings.catch_warnings():
            # Of its own import of crypt, which it does without in Python 3.13.
            warnings.simplefilter("ignore", DeprecationWarning)
            return importlib.import_module("passlib.hash").sha512_crypt
    except Exception:  # also of a package that is there and broken
        return None


def can_hash() -> bool:
    """Whether the controller has passlib."""
    return _algorithm() is not None


@functools.lru_cache(maxsize=1024)
def sha512_crypt(password: str, seed: str) -> str | None:
    """A password as crypt(3) hashes it with SHA-512; None without passlib, and where nothing hashes such a text.

    The salt follows from `seed`, which is no secret.
    """
    if not can_hash():
        return None
    try:
        salt = hashlib.sha256(seed.encode("utf-8")).hexdigest()[:_LONGEST_SALT]
        return str(_algorithm().using(salt=salt, rounds=ROUNDS).hash(password))
    except ValueError:  # a NUL, or what UTF-8 cannot say
        return None
