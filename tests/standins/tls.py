# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private CA for the stand-ins: node certificates, and client certificates where they are demanded.

Only who makes a CA needs the Python package cryptography.
"""

import datetime
import ipaddress
import os
import ssl
from pathlib import Path

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
except ImportError as error:
    MISSING = error
else:
    MISSING = None

from standins.httpd import LOOPBACK

DAYS = 365
HOSTS = (LOOPBACK, "localhost")


class TlsUnavailable(Exception):
    """Certificates cannot be made here; the text says what to do."""


def private_ca(directory, *, hosts=HOSTS, client_certificates=False):
    """The CA of a directory, made when there is none: ``ca.pem``, and a certificate for each server that asks.

    ``hosts``: the names and addresses that servers are certified for. ``client_certificates``: servers demand one that
    this CA has signed, such as ``client.pem`` with ``client.key``.
    """
    if MISSING is not None:
        raise TlsUnavailable(f"TLS needs the Python package cryptography ({MISSING}): install it, or leave TLS out")
    return Authority(directory, hosts, client_certificates)


class Authority:
    def __init__(self, directory, hosts=HOSTS, client_certificates=False):
        self.directory = Path(directory)
        self.hosts = tuple(hosts)
        self.client_certificates = client_certificates
        self.ca_file = self.directory / "ca.pem"
        self._key_file = self.directory / "ca.key"
        self.directory.mkdir(parents=True, exist_ok=True)
        self._key, self._certificate = self._load() or self._make()
        if client_certificates:
            self.client_certificate()

    def _load(self):
        """The CA of an earlier run: whoever trusts its ca.pem need not be told again."""
        if not (self.ca_file.exists() and self._key_file.exists()):
            return None
        certificate = x509.load_pem_x509_certificate(self.ca_file.read_bytes())
        if certificate.not_valid_after_utc <= _now() + datetime.timedelta(days=1):
            return None
        return serialization.load_pem_private_key(self._key_file.read_bytes(), None), certificate

    def _make(self):
        key = _new_key()
        certificate = _certify("Private CA of the stand-ins", key)
        _write(self.ca_file, self._key_file, certificate, key)
        return key, certificate

    def _issue(self, name, purpose, hosts=(), days=DAYS):
        """(certificate file, key file) of a new certificate."""
        files = self.directory / f"{name}.pem", self.directory / f"{name}.key"
        key = _new_key()
        issuer = self._certificate, self._key
        _write(*files, _certify(name, key, issuer, purpose, hosts, days), key)
        return files

    def server_certificate(self, name, days=DAYS):
        """(certificate file, key file) for a server; expired with 0 ``days``."""
        return self._issue(name, ExtendedKeyUsageOID.SERVER_AUTH, self.hosts, days)

    def client_certificate(self, name="client", days=DAYS):
        """(certificate file, key file) for a client; expired with 0 ``days``."""
        return self._issue(name, ExtendedKeyUsageOID.CLIENT_AUTH, days=days)

    def server_context(self, name):
        """What a server of this name needs to speak TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.server_certificate(name))
        if self.client_certificates:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(str(self.ca_file))
        return context

    def client_context(self, certificate=None):
        """What a client needs that trusts this CA, and shows a certificate where it has one."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        if certificate:
            context.load_cert_chain(*certificate)
        return context


def _now():
    return datetime.datetime.now(datetime.timezone.utc)


def _new_key():
    return ec.generate_private_key(ec.SECP256R1())


def _certify(name, key, issuer=None, purpose=None, hosts=(), days=DAYS):
    """A certificate for the key; without an issuer that of a CA, signed by itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer, signing_key = issuer or (None, key)
    authority = issuer is None
    usages = x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.subject if signer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - datetime.timedelta(hours=1))  # clocks differ
        .not_valid_after(_now() + datetime.timedelta(days=days, minutes=-1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usages, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(identifier, critical=False)
    )
    if purpose:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    if hosts:
        names = x509.SubjectAlternativeName([_general_name(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signing_key, hashes.SHA256())


def _general_name(host):
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write(certificate_file, key_file, certificate, key):
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    with open(os.open(str(key_file), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
