# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twofish, with which BouncyCastle encrypts UBER keystores: private to this collection, may change at any time.

From the paper of Schneier and others (1998), for keys of 256 bits alone. As the other ciphers here, it is only used
where an integrity code tells what came out.
"""

import functools
import struct
from typing import Callable, List, Sequence, Tuple

# The tables t0 to t3 of the permutations q0 and q1.
TABLES = (
    ("817d6f320b59eca4", "ecb81235f4a6709d", "ba5e6d90c8f32471", "d7f4126e9b3085ca"),
    ("28bdf76e31940ac5", "1e2b4c376da5f908", "4c75169a0ed82b3f", "b951c3de647f208a"),
)
# Which permutation each byte takes before it meets each key word, from the last word to the first, and after all.
ORDER = ((1, 0, 0, 1), (1, 1, 0, 0), (0, 1, 0, 1), (0, 0, 1, 1), (1, 0, 1, 0))
MDS = ((0x01, 0xEF, 0x5B, 0x5B), (0x5B, 0xEF, 0xEF, 0x01), (0xEF, 0x5B, 0x01, 0xEF), (0xEF, 0x01, 0xEF, 0x5B))
REED_SOLOMON = ("01a455875a58db9e", "a45682f31ec668e5", "02a1fcc147ae3d19", "a455875a58db9e03")
MDS_FIELD, REED_SOLOMON_FIELD = 0x169, 0x14D
STEP = 0x01010101
MASK = 0xFFFFFFFF
BLOCK, KEY = 16, 32
Block = Callable[[bytes], bytes]


def _times(a: int, b: int, field: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (field if a & 0x80 else 0)
        b >>= 1
    return product


@functools.lru_cache(maxsize=None)
def _permutations() -> List[List[int]]:
    found = []
    for tables in TABLES:
        first, second, third, fourth = ([int(digit, 16) for digit in table] for table in tables)
        values = []
        for byte in range(256):
            left, right = byte >> 4, byte & 15
            for one, other in ((first, second), (third, fourth)):
                turned = (right >> 1 | right << 3) & 15
                left, right = one[left ^ right], other[left ^ turned ^ left << 3 & 15]
            values.append(right << 4 | left)
        found.append(values)
    return found


@functools.lru_cache(maxsize=None)
def _columns() -> List[List[int]]:
    """What each byte at each place adds to a word, after its last permutation."""
    q = _permutations()
    found = []
    for place in range(4):
        last, column = q[ORDER[4][place]], [row[place] for row in MDS]
        words = [[_times(last[byte], factor, MDS_FIELD) for factor in column] for byte in range(256)]
        found.append([struct.unpack("<I", bytes(word))[0] for word in words])
    return found


def _boxes(words: Sequence[int]) -> List[List[int]]:
    """The function h for four key words, as one table for each byte of its argument."""
    q, columns, found = _permutations(), _columns(), []
    for place in range(4):
        keys = [word >> 8 * place & 0xFF for word in reversed(words)]
        table = []
        for byte in range(256):
            mixed = byte
            for order, key in zip(ORDER, keys):
                mixed = q[order[place]][mixed] ^ key
            table.append(columns[place][mixed])
        found.append(table)
    return found


def _left(word: int, count: int) -> int:
    return (word << count | word >> 32 - count) & MASK


def _round_keys(words: Sequence[int]) -> List[int]:
    found = []
    even, odd = _boxes(words[0::2]), _boxes(words[1::2])
    for number in range(20):
        one, other = 2 * number, 2 * number + 1
        a = even[0][one] ^ even[1][one] ^ even[2][one] ^ even[3][one]
        b = _left(odd[0][other] ^ odd[1][other] ^ odd[2][other] ^ odd[3][other], 8)
        found += [(a + b) & MASK, _left((a + 2 * b) & MASK, 9)]
    return found


def _box_words(key: bytes) -> List[int]:
    rows = [bytes.fromhex(row) for row in REED_SOLOMON]
    found = []
    for start in range(0, KEY, 8):
        part, word = key[start:start + 8], 0
        for number, row in enumerate(rows):
            value = 0
            for a, b in zip(part, row):
                value ^= _times(a, b, REED_SOLOMON_FIELD)
            word |= value << 8 * number
        found.append(word)
    return found[::-1]


def twofish(key: bytes) -> Tuple[Block, Block]:
    """(encrypt, decrypt): two functions of one block each."""
    keys = _round_keys(struct.unpack("<8I", key))
    box0, box1, box2, box3 = _boxes(_box_words(key))
    pairs = list(zip(keys[8::2], keys[9::2]))
    back = pairs[::-1]
    into, out = keys[:4], keys[4:8]

    def encrypt(block: bytes) -> bytes:
        a, b, c, d = (word ^ white for word, white in zip(struct.unpack("<4I", block), into))
        for one, other in pairs:
            t = box0[a & 255] ^ box1[a >> 8 & 255] ^ box2[a >> 16 & 255] ^ box3[a >> 24]
            u = box0[b >> 24] ^ box1[b & 255] ^ box2[b >> 8 & 255] ^ box3[b >> 16 & 255]
            c ^= t + u + one & MASK
            d = (d << 1 | d >> 31) & MASK ^ (t + 2 * u + other & MASK)
            a, b, c, d = c >> 1 | (c & 1) << 31, d, a, b
        return struct.pack("<4I", *(word ^ white for word, white in zip((c, d, a, b), out)))

    def decrypt(block: bytes) -> bytes:
        c, d, a, b = (word ^ white for word, white in zip(struct.unpack("<4I", block), out))
        for one, other in back:
            a, b, c, d = c, d, a, b
            t = box0[a & 255] ^ box1[a >> 8 & 255] ^ box2[a >> 16 & 255] ^ box3[a >> 24]
            u = box0[b >> 24] ^ box1[b & 255] ^ box2[b >> 8 & 255] ^ box3[b >> 16 & 255]
            c = (c << 1 | c >> 31) & MASK ^ (t + u + one & MASK)
            d ^= t + 2 * u + other & MASK
            d = d >> 1 | (d & 1) << 31
        return struct.pack("<4I", *(word ^ white for word, white in zip((a, b, c, d), into)))

    return encrypt, decrypt
