# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ciphers that keystores are read with: private to this collection, may change at any time.

The standard library decrypts nothing, and the openssl program of a host refuses old ciphers and answers with text. So
the few that Java and OpenSSL write PKCS12 and JCEKS with are here (FIPS 197, FIPS 46-3, RFC 2268), for reading only:
nothing is ever encrypted with them. A wrong result does no harm: the integrity of the file is checked before, by hmac
and hashlib, and the structure of what comes out after. Nobody can time them who does not hold the password anyway.
"""

import functools
import operator
import struct
from typing import Any, Callable, List, Sequence, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import Work

Block = Callable[[bytes], bytes]  # of one block
Cipher = Callable[[bytes], Block]  # by its key


class CipherError(ValueError):
    """What came out is no plain text: another key, or damage."""


def chained(block_decrypt: Block, size: int, data: bytes, vector: bytes) -> bytes:
    """Cipher block chaining of whole blocks, with the padding still there."""
    if not data or len(data) % size or len(vector) != size:
        raise CipherError("a length that is no multiple of the block")
    plain, before = [], int.from_bytes(vector, "big")
    for start in range(0, len(data), size):
        block = data[start:start + size]
        plain.append((int.from_bytes(block_decrypt(block), "big") ^ before).to_bytes(size, "big"))
        before = int.from_bytes(block, "big")
    return b"".join(plain)


def unpadded(plain: bytes, size: int) -> bytes:
    """Without the padding of PKCS 7."""
    count = plain[-1]
    if not 1 <= count <= size or plain[-count:] != bytes([count]) * count:
        raise CipherError("wrong padding")
    return plain[:-count]


def encrypt_cbc(block_encrypt: Block, size: int, plain: bytes, vector: bytes) -> bytes:
    """The same the other way round, for the one keystore that is encrypted as a whole."""
    count, blocks = size - len(plain) % size, []
    plain += bytes([count]) * count
    for start in range(0, len(plain), size):
        mixed = int.from_bytes(plain[start:start + size], "big") ^ int.from_bytes(vector, "big")
        vector = block_encrypt(mixed.to_bytes(size, "big"))
        blocks.append(vector)
    return b"".join(blocks)


def decrypt_rc4(key: bytes, data: bytes, work: Work) -> bytes:
    """A stream that any key opens."""
    work.decrypt(len(data), 1)
    state, other = list(range(256)), 0
    for index in range(256):
        other = (other + state[index] + key[index % len(key)]) & 255
        state[index], state[other] = state[other], state[index]
    plain, index, other = bytearray(), 0, 0
    for byte in data:
        index = (index + 1) & 255
        other = (other + state[index]) & 255
        state[index], state[other] = state[other], state[index]
        plain.append(byte ^ state[(state[index] + state[other]) & 255])
    return bytes(plain)


def decrypt_cbc(cipher: Cipher, key: bytes, data: bytes, vector: bytes, work: Work) -> bytes:
    """Plain text of a cipher of this module."""
    work.decrypt(len(data), WEIGHTS[cipher])
    size = BLOCKS[cipher]
    return unpadded(chained(cipher(key), size, data, vector), size)


# -- AES ---------------------------------------------------------------------------------------------------------


def _times(a: int, b: int) -> int:
    """Product in the field of AES."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


@functools.lru_cache(maxsize=None)
def _aes_tables() -> Any:
    forward, power, inverse = [0] * 256, 1, 1
    while True:
        power = _times(power, 3)
        inverse = _times(inverse, 0xF6)  # the inverse of 3
        turned = 0
        for shift in range(5):
            turned ^= inverse << shift | inverse >> 8 - shift
        forward[power] = turned & 0xFF ^ 0x63
        if power == 1:
            break
    forward[0] = 0x63
    backward = [0] * 256
    for index, value in enumerate(forward):
        backward[value] = index
    mixed = [[_times(value, factor) for value in range(256)] for factor in (14, 11, 13, 9)]
    return forward, backward, mixed


def aes(key: bytes) -> Block:
    """A function that decrypts one block."""
    forward, backward, (by14, by11, by13, by9) = _aes_tables()
    words, count, constant = [list(key[start:start + 4]) for start in range(0, len(key), 4)], len(key) // 4, 1
    for index in range(count, 4 * (count + 7)):
        word = list(words[-1])
        if index % count == 0:
            word = [forward[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = _times(constant, 2)
        elif count > 6 and index % count == 4:
            word = [forward[byte] for byte in word]
        words.append([a ^ b for a, b in zip(words[-count], word)])
    rounds = [sum(words[start:start + 4], []) for start in range(0, len(words), 4)]
    shifted = [(index - 4 * (index % 4)) % 16 for index in range(16)]

    def decrypt(block: bytes) -> bytes:
        state = [a ^ b for a, b in zip(block, rounds[-1])]
        for number in range(len(rounds) - 2, -1, -1):
            state = [backward[state[index]] ^ key_byte for index, key_byte in zip(shifted, rounds[number])]
            if number:
                mixed = []
                for start in range(0, 16, 4):
                    a, b, c, d = state[start:start + 4]
                    mixed += (
                        by14[a] ^ by11[b] ^ by13[c] ^ by9[d],
                        by9[a] ^ by14[b] ^ by11[c] ^ by13[d],
                        by13[a] ^ by9[b] ^ by14[c] ^ by11[d],
                        by11[a] ^ by13[b] ^ by9[c] ^ by14[d],
                    )
                state = mixed
        return bytes(state)

    return decrypt


# -- DES in its triple form --------------------------------------------------------------------------------------

S_BOXES = (
    "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d",
    "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9",
    "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c",
    "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e",
    "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453",
    "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d",
    "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c",
    "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b",
)
P = bytes.fromhex("100714151d0c1c11010f171a05121f0a0208180e201b0309130d1e06160b0419")
IP = tuple(column - 8 * row for column in (58, 60, 62, 64, 57, 59, 61, 63) for row in range(8))
FP = tuple(IP.index(bit) + 1 for bit in range(1, 65))
PC1 = bytes.fromhex(
    "39312921191109013a322a221a120a023b332b231b130b033c342c243f372f271f170f073e362e261e160e063d352d251d150d051c140c04"
)
PC2 = bytes.fromhex("0e110b180105031c0f06150a17130c041a0810071b140d0229341f252f371e28332d21302c31273822352e2a32241d20")
TURNS = (1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1)


def _permute(value: int, width: int, table: Sequence[int]) -> int:
    result = 0
    for bit in table:
        result = result << 1 | value >> width - bit & 1
    return result


@functools.lru_cache(maxsize=None)
def _sp_boxes() -> List[List[int]]:
    """S-boxes with the permutation that follows them."""
    boxes = []
    for number, text in enumerate(S_BOXES):
        box = []
        for chunk in range(64):
            row, column = chunk >> 4 & 2 | chunk & 1, chunk >> 1 & 15
            box.append(_permute(int(text[16 * row + column], 16) << 28 - 4 * number, 32, P))
        boxes.append(box)
    return boxes


def _des_keys(key: bytes) -> List[List[int]]:
    state = _permute(int.from_bytes(key, "big"), 64, PC1)
    left, right, keys = state >> 28, state & 0xFFFFFFF, []
    for turn in TURNS:
        left = (left << turn | left >> 28 - turn) & 0xFFFFFFF
        right = (right << turn | right >> 28 - turn) & 0xFFFFFFF
        chosen = _permute(left << 28 | right, 56, PC2)
        keys.append([chosen >> 42 - 6 * number & 63 for number in range(8)])
    return keys


@functools.lru_cache(maxsize=None)
def _turned(table: Tuple[int, ...]) -> List[List[int]]:
    """A permutation of 64 bits as what each byte at each place becomes."""
    return [[_permute(byte << 56 - 8 * place, 64, table) for byte in range(256)] for place in range(8)]


def _permute_block(block: bytes, table: Tuple[int, ...]) -> int:
    return functools.reduce(operator.or_, [row[byte] for row, byte in zip(_turned(table), block)])


def triple_des(key: bytes) -> Block:
    """A function that decrypts one block; a key of 16 bytes stands for one whose third part is the first."""
    first, second, third = (_des_keys((key + key[:8])[start:start + 8]) for start in (0, 8, 16))
    passes = (third[::-1], second, first[::-1])
    box0, box1, box2, box3, box4, box5, box6, box7 = _sp_boxes()

    def decrypt(block: bytes) -> bytes:
        state = _permute_block(block, IP)
        left, right = state >> 32, state & 0xFFFFFFFF
        for keys in passes:
            for key0, key1, key2, key3, key4, key5, key6, key7 in keys:
                wide = (right & 1) << 33 | right << 1 | right >> 31
                mixed = box0[wide >> 28 & 63 ^ key0] ^ box1[wide >> 24 & 63 ^ key1]
                mixed ^= box2[wide >> 20 & 63 ^ key2] ^ box3[wide >> 16 & 63 ^ key3]
                mixed ^= box4[wide >> 12 & 63 ^ key4] ^ box5[wide >> 8 & 63 ^ key5]
                mixed ^= box6[wide >> 4 & 63 ^ key6] ^ box7[wide & 63 ^ key7]
                left, right = right, left ^ mixed
            left, right = right, left
        return _permute_block((left << 32 | right).to_bytes(8, "big"), FP).to_bytes(8, "big")

    return decrypt


# -- RC2 ---------------------------------------------------------------------------------------------------------

PI_TABLE = bytes.fromhex(
    "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32"
    "bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626"
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a"
    "961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731"
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e"
    "c5f3db47e5a59c770aa62068fe7fc1ad"
)


def rc2(key: bytes) -> Block:
    """A function that decrypts one block; all bits of the key count."""
    table = bytearray(key)
    while len(table) < 128:
        table.append(PI_TABLE[(table[-1] + table[-len(key)]) & 0xFF])
    table[128 - len(key)] = PI_TABLE[table[128 - len(key)]]
    for index in range(127 - len(key), -1, -1):
        table[index] = PI_TABLE[table[index + 1] ^ table[index + len(key)]]
    keys = struct.unpack("<64H", bytes(table))

    def decrypt(block: bytes) -> bytes:
        state, position = list(struct.unpack("<4H", block)), 63
        for number in range(16):
            if number in (5, 11):
                for index in (3, 2, 1, 0):
                    state[index] = state[index] - keys[state[index - 1] & 63] & 0xFFFF
            for index, turn in ((3, 5), (2, 3), (1, 2), (0, 1)):
                value = (state[index] >> turn | state[index] << 16 - turn) & 0xFFFF
                chosen = state[index - 1] & state[index - 2]
                other = ~state[index - 1] & state[index - 3]
                state[index] = value - keys[position] - chosen - other & 0xFFFF
                position -= 1
        return struct.pack("<4H", *state)

    return decrypt


BLOCKS = {aes: 16, triple_des: 8, rc2: 8}  # type: Any
WEIGHTS = {aes: 2, triple_des: 5, rc2: 3}  # type: Any  # how much slower than Twofish
