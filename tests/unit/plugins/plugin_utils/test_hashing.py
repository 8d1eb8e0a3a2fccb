# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hashes of passwords: the same everywhere, whatever ansible-core uses."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.hashing import sha512_crypt
from passlib.hash import sha512_crypt as known

# What passlib 1.7.4 made once; perl and libxcrypt make the same.
HASH = (
    "$6$rounds=10000$941da51025f2be63$"
    "6ZA8Wj/etY7DgAb6ZtyrgFknKCOpyuytqaZt6zy4s2fZV.E8eNeheBw0Pshyrtvk.QgFsbI820pG6ky4F6Pu41"
)


def test_the_same_hash_in_every_run():
    assert sha512_crypt("secret", "host user") == HASH


def test_it_is_one_of_the_password():
    found = sha512_crypt("Gr\u00fc\u00dfe", "host user")
    assert known.verify("Gr\u00fc\u00dfe", found) and not known.verify("Gruesse", found)


def test_another_seed_makes_another_salt():
    assert sha512_crypt("secret", "a") != sha512_crypt("secret", "b")


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_nobody_can_hash(text):
    assert sha512_crypt(text, "host user") is None
    assert sha512_crypt("secret", "\ud800") is None
