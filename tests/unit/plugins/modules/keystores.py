# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make keystores for tests: a small writer of the JKS form, and keytool where Java is installed."""

import hashlib
import shutil
import struct
import subprocess

PASSWORD = "changeit"
JKS, JCEKS = 0xFEEDFEED, 0xCECECECE


def _text(value):
    raw = value.encode("utf-8")
    return struct.pack(">H", len(raw)) + raw


def _block(data):
    return struct.pack(">I", len(data)) + data


def key(alias, certificate=b"certificate", protected=b"protected key"):
    """A private key with its certificate."""
    head = struct.pack(">I", 1) + _text(alias) + struct.pack(">Q", 1700000000000)
    return head + _block(protected) + struct.pack(">I", 1) + _text("X.509") + _block(certificate)


def trusted(alias, certificate=b"certificate"):
    return struct.pack(">I", 2) + _text(alias) + struct.pack(">Q", 1700000000000) + _text("X.509") + _block(certificate)


def jks(*entries, password=PASSWORD, magic=JKS):
    body = struct.pack(">III", magic, 2, len(entries)) + b"".join(entries)
    return body + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + body).digest()


def fingerprint(certificate=b"certificate"):
    return hashlib.sha256(certificate).hexdigest()


def have_keytool():
    return shutil.which("keytool") is not None


def keytool(*arguments):
    command = ["keytool", "-J-Duser.language=en", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
