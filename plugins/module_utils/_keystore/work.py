# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much work a keystore may make: private to this collection, may change at any time.

A file can ask for any number of elements, entries and rounds of derivation. What is here is far more than a keystore of
recording keys needs, and is done within a second or two by the slowest Python; what asks for more is refused, and said.
"""

MOST_BYTES = 16 * 1024 * 1024
MOST_ELEMENTS = 200000
MOST_ENTRIES = 5000
MOST_CERTIFICATES = 10000
MOST_SALT = 1024
# To prove the integrity and to see the entries.
STORE_ROUNDS, STORE_UNITS = 1000000, 640 * 1024
# To open the private keys besides, which is why a password is given.
KEY_ROUNDS, KEY_UNITS = 20000000, 6 * 1024 * 1024


class TooMuch(ValueError):
    """More work than is done here; the message says of what."""


class Work:
    """What may still be done for one file. `units` are bytes of the fastest cipher."""

    def __init__(self, rounds: int = STORE_ROUNDS, units: int = STORE_UNITS) -> None:
        self.most = {"rounds": rounds, "units": units}
        self.elements = MOST_ELEMENTS
        self.entries = MOST_ENTRIES
        self.certificates = MOST_CERTIFICATES
        self.copies = 4 * MOST_BYTES
        self.rounds = rounds
        self.units = units

    def element(self, count: int = 1) -> None:
        self.elements -= count
        if self.elements < 0:
            raise TooMuch("more than %d elements" % MOST_ELEMENTS)

    def entry(self) -> None:
        self.entries -= 1
        if self.entries < 0:
            raise TooMuch("more than %d entries" % MOST_ENTRIES)

    def certificate(self) -> None:
        self.certificates -= 1
        if self.certificates < 0:
            raise TooMuch("more than %d certificates" % MOST_CERTIFICATES)

    def copy(self, count: int) -> None:
        """Bytes that are taken out of others, over and over in a hostile file."""
        self.copies -= count
        if self.copies < 0:
            raise TooMuch("parts in parts that are %d times as large as a keystore may be" % 4)

    def derive(self, rounds: int, salt: bytes) -> None:
        """Before a key is derived from the password."""
        if len(salt) > MOST_SALT:
            raise TooMuch("a salt of %d bytes, where %d are the most" % (len(salt), MOST_SALT))
        self.rounds -= max(rounds, 1)
        if self.rounds < 0:
            raise TooMuch("more than %d rounds of password derivation" % self.most["rounds"])

    def decrypt(self, count: int, weight: int) -> None:
        """Before `count` bytes are decrypted; `weight` is how much slower the cipher is than the fastest one."""
        self.units -= count * weight
        if self.units < 0:
            most = self.most["units"] // weight
            raise TooMuch("%d encrypted bytes, where %d are the most that are opened here" % (count, most))


def for_keys() -> Work:
    """The work that private keys may make when they are opened."""
    return Work(KEY_ROUNDS, KEY_UNITS)
