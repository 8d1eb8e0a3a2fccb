# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make keystores for tests: small writers of the JKS and BKS forms, and keytool where Java is installed."""

import base64
import hashlib
import os
import re
import shutil
import struct
import subprocess
from pathlib import Path

PASSWORD = "changeit"
JKS, JCEKS = 0xFEEDFEED, 0xCECECECE
CREATED = struct.pack(">Q", 1700000000000)


def _text(value):
    """As Java's writeUTF: each half of a character beyond the basic plane in three bytes."""
    units = struct.iter_unpack(">H", value.encode("utf-16-be", "surrogatepass"))
    raw = b"".join(chr(unit).encode("utf-8", "surrogatepass") for (unit,) in units)
    return struct.pack(">H", len(raw)) + raw


def _block(data):
    return struct.pack(">I", len(data)) + data


def key(alias, certificate=b"certificate", protected=b"protected key"):
    """A private key with its certificate."""
    head = struct.pack(">I", 1) + _text(alias) + CREATED
    return head + _block(protected) + struct.pack(">I", 1) + _text("X.509") + _block(certificate)


def trusted(alias, certificate=b"certificate"):
    return struct.pack(">I", 2) + _text(alias) + CREATED + _text("X.509") + _block(certificate)


def jks(*entries, password=PASSWORD, magic=JKS, version=2):
    body = struct.pack(">III", magic, version, len(entries)) + b"".join(entries)
    return body + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + body).digest()


def protected_jks(plain, password=PASSWORD, salt=b"0123456789abcdefghij"):
    """A private key as JKS encrypts it (sun.security.provider.KeyProtector)."""
    secret, stream, encrypted = password.encode("utf-16-be"), salt, b""
    for start in range(0, len(plain), 20):
        stream = hashlib.sha1(secret + stream).digest()
        encrypted += bytes(a ^ b for a, b in zip(plain[start : start + 20], stream))
    data = salt + encrypted + hashlib.sha1(secret + plain).digest()
    algorithm = bytes.fromhex("300e060a2b060104012a021101010500")
    return b"\x30" + bytes([len(algorithm) + 2 + len(data)]) + algorithm + b"\x04" + bytes([len(data)]) + data


def fingerprint(certificate=b"certificate", protected=b"protected key"):
    """What the entry that key() makes is known by; of a trusted certificate with protected=b""."""
    return hashlib.sha256(protected + certificate).hexdigest()


def pem(certificate):
    """A certificate as text."""
    body = base64.encodebytes(certificate).decode()
    return f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"


# -- the JDK -----------------------------------------------------------------------------------------------------


def keytools():
    """Every keytool of this machine, that of the PATH first."""
    found = [shutil.which("keytool"), *sorted(Path("/usr/lib/jvm").glob("*/bin/keytool"))]
    return list(dict.fromkeys(os.path.realpath(path) for path in found if path))


# A Java that is gone again at once: no second compiler, one thread that collects, no counters on the disk.
SHORT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData")


def keytool(*arguments, tool=None, flags=()):
    """What keytool said; a judge for tests only, the collection never reads it."""
    short = ["-J" + option for option in SHORT]
    command = [tool or keytools()[0], "-J-Duser.language=en", *short, *flags, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout


def certificate(path):
    """A self-signed certificate."""
    arguments = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=trust", "-keyout", os.devnull]
    command = ["openssl", "req", "-x509", "-nodes", *arguments, "-out", str(path)]
    subprocess.run(command, capture_output=True, check=True)


def listing(path, tool=None, password=PASSWORD):
    """{alias: all that keytool shows of the entry}."""
    shown = keytool("-list", "-v", "-keystore", str(path), "-storepass", password, tool=tool)
    blocks = re.split(r"^Alias name: ", shown, flags=re.MULTILINE)[1:]
    rest = [re.split(r"\n\n\n\*{20,}", block)[0] for block in blocks]
    return {block.split("\n", 1)[0]: block.split("\n", 1)[1].strip() for block in rest}


def plain_keys(path, folder, tool=None):
    """SHA-256 of every private key, opened by Java and told by openssl: (alias in order, digest)."""
    other = Path(folder) / (Path(path).name + ".opened")
    common = ["-srcstorepass", PASSWORD, "-deststorepass", PASSWORD, "-deststoretype", "PKCS12", "-noprompt"]
    keytool("-importkeystore", "-srckeystore", str(path), "-destkeystore", str(other), *common, tool=tool)
    shown = subprocess.run(
        ["openssl", "pkcs12", "-in", str(other), "-passin", "pass:" + PASSWORD, "-nodes", "-nocerts"],
        capture_output=True,
        check=True,
    ).stdout
    other.unlink()
    pattern = rb"-{5}BEGIN PRIVATE KEY-{5}.*?-{5}END PRIVATE KEY-{5}"
    return {hashlib.sha256(_der(pem)).hexdigest() for pem in re.findall(pattern, shown, re.DOTALL)}


def _der(pem):
    arguments = ["openssl", "pkcs8", "-topk8", "-nocrypt", "-outform", "DER"]
    return subprocess.run(arguments, input=pem, capture_output=True, check=True).stdout
