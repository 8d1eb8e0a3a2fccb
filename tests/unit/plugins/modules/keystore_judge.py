# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Java as the judge of keystores, and the keystores that it judges."""

import os
import subprocess
from pathlib import Path

import keystores

PROGRAM = Path(__file__).parent / "judge" / "Judge.java"
CACHE = Path(__file__).resolve().parents[4] / ".cache" / "bouncycastle"
PACKAGE = "libbcprov-java"
# Few rounds, since each of thousands of judgements makes them.
FEW = {f"keystore.pkcs12.{part}IterationCount": "1000" for part in ("mac", "certPbe", "keyPbe")}
# Name: (type for the maker, type for the judge, properties of Java that make the form).
OF_JAVA = {
    "jks": ("JKS", "JKS", {}),
    "jceks": ("JCEKS", "JCEKS", {"jdk.jceks.iterationCount": "10000"}),
    "pkcs12": ("PKCS12", "PKCS12", FEW),
    "bks": ("BC:BKS", "BKS", {}),
    "bks-v1": ("BC:BKS-V1", "BKS", {}),
    "uber": ("BC:UBER", "UBER", {}),
    "pkcs12-bouncycastle": ("BC:PKCS12", "PKCS12", {}),
    "pkcs12-old": ("PKCS12", "PKCS12", {"keystore.pkcs12.legacy": ""}),
}
OF_OPENSSL = {
    "pkcs12-openssl": (),
    "pkcs12-openssl-old": ("-legacy",),
    "pkcs12-openssl-sha512": ("-macalg", "sha512", "-keypbe", "AES-128-CBC", "-certpbe", "AES-192-CBC"),
    "pkcs12-openssl-3des": ("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
    "pkcs12-openssl-rc4": (
        "-legacy",
        "-certpbe",
        "PBE-SHA1-RC4-128",
        "-keypbe",
        "PBE-SHA1-RC4-40",
        "-macalg",
        "sha384",
    ),
    "pkcs12-openssl-2des": ("-legacy", "-certpbe", "PBE-SHA1-2DES", "-macalg", "sha224"),
    "pkcs12-openssl-no-mac": ("-nomac",),
    "pkcs12-openssl-plain-certificates": ("-certpbe", "NONE"),
}


OF_BOUNCY_CASTLE = ("BKS", "UBER")


def javas():
    """Every Java that compiles and runs a program from its source, the newest last."""
    found = [Path(path).parent / "java" for path in keystores.keytools()]
    return sorted({str(path) for path in found if (path.parent / "javac").exists()})


def bouncy_castle():
    """Path of the JAR, or None; what the system does not have is unpacked below .cache, installed is nothing."""
    for jar in ("/usr/share/java/bcprov.jar", CACHE / "usr/share/java/bcprov.jar"):
        if Path(jar).exists():
            return str(jar)
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(["apt-get", "download", PACKAGE], cwd=CACHE, capture_output=True, timeout=60, check=True)
        for package in CACHE.glob(PACKAGE + "*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(CACHE)], capture_output=True, timeout=60, check=True)
            package.unlink()
    except (OSError, subprocess.SubprocessError):
        return None
    return str(jar) if Path(jar).exists() else None


class Judge:
    """One Java with BouncyCastle."""

    def __init__(self, java, jar):
        # A length that was damaged is refused at once, instead of after gigabytes of zeros.
        self.command = [
            java,
            *keystores.SHORT,
            "-Xmx256m",
            "-Dorg.bouncycastle.bks.enable_v1=true",
            "-cp",
            jar,
            str(PROGRAM),
        ]

    def ask(self, lines):
        """The answers to lines of fields, from one process."""
        text = "".join("\t".join(line) + "\n" for line in lines)
        done = subprocess.run(self.command, input=text, capture_output=True, text=True, timeout=1800, check=False)
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def judge(self, kind, paths, password=keystores.PASSWORD):
        """[entries, or None where Java does not open the file]; an entry is (alias, kind, chain, key)."""
        return [_verdict(answer) for answer in self.ask([("judge", kind, str(path), password) for path in paths])]


def _verdict(answer):
    if answer[0] != "opened":
        return None
    entries = [field.split(",") for field in answer[1:] if field]
    return {
        (bytes.fromhex(alias).decode(), kind, tuple(chain.split("+")) if chain else (), key)
        for alias, kind, chain, key in entries
    }


def _openssl(*arguments, folder):
    command = ["openssl", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, (command, done.stderr)


def sources(folder):
    """Files with keys of every kind, certificate chains and a certificate that is trusted."""
    new = ("req", "-x509", "-nodes", "-days", "3650")
    p256 = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    _openssl(*new, *p256, "-subj", "/CN=ca", "-keyout", "ca.key", "-out", "ca.pem", folder=folder)
    _openssl(
        "req",
        "-nodes",
        "-newkey",
        "rsa:2048",
        "-subj",
        "/CN=leaf",
        "-keyout",
        "leaf.key",
        "-out",
        "leaf.csr",
        folder=folder,
    )
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3650")
    _openssl("x509", "-req", "-in", "leaf.csr", *signing, "-out", "leaf.pem", folder=folder)
    _openssl("dsaparam", "-genkey", "-out", "dsa.key", "1024", folder=folder)
    _openssl(*new, "-key", "dsa.key", "-subj", "/CN=dsa", "-out", "dsa.pem", folder=folder)
    _openssl(*new, *p256, "-subj", "/CN=trust", "-keyout", os.devnull, "-out", "trust.crt", folder=folder)
    found = [folder / "trust.crt"]
    for name, alias in (("ca", "ca"), ("leaf", "Schl\u00fcssel \u4e2d"), ("dsa", "dsa")):
        found.append(folder / f"{name}.p12")
        _export(folder, name, found[-1], "-name", alias)
    return found


def _export(folder, name, path, *more):
    chain = ("-certfile", "ca.pem") if name == "leaf" else ()
    secret = ("-iter", "1000", "-passout", "pass:" + keystores.PASSWORD)
    _openssl(
        "pkcs12",
        "-export",
        "-inkey",
        f"{name}.key",
        "-in",
        f"{name}.pem",
        *chain,
        *secret,
        *more,
        "-out",
        str(path),
        folder=folder,
    )


def make(folder, judge):
    """{form: (path, type for the judge)}."""
    given = " ".join(str(path) for path in sources(folder))
    made, lines = {}, []
    for form, (maker, kind, properties) in OF_JAVA.items():
        made[form] = (folder / f"made.{form}", kind)
        lines += [("set", name, value) for name, value in properties.items()]
        lines.append(("make", maker, str(made[form][0]), keystores.PASSWORD, given))
    judge.ask(lines)
    for form, arguments in OF_OPENSSL.items():
        made[form] = (folder / f"made.{form}", "PKCS12")
        _export(folder, "leaf", made[form][0], "-name", "Leaf", *arguments)
    return made
