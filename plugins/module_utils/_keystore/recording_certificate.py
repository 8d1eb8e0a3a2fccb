# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new recording key and its certificate, into a keystore: private to this collection, may change at any time.

openssl makes keys, requests and certificates, and keytool moves them into a private copy of the keystore. The copy is
read by our own reader and takes the place of the keystore only when every old entry is in it and the new one is whole.
Passwords reach both programs in their environment, keys in files of a private directory; nothing secret is an argument.
"""

import base64
import binascii
import contextlib
import hashlib
import os
import re
import shutil
import tempfile

from ansible.module_utils.common.text.converters import to_bytes
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as keystore
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import Ownership, Place, digest_of, load
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError, lacking

VARIABLE = "GIR_KEYSTORE_PASSWORD"
TRANSIT = "recording"  # the alias on the way from openssl to keytool
PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)
SUBJECT = ("C", "ST", "L", "O", "OU", "CN", "emailAddress", "serialNumber")


class Tools:
    """openssl and keytool of this host."""

    def __init__(self, module):
        self.module = module
        self.password = module.params["password"]
        self.openssl_path = module.get_bin_path("openssl")
        self.keytool_path = self._keytool(module.params["java_home"])

    def problems(self):
        found = []
        if not self.openssl_path:
            found.append("there is no openssl on this host: install it.")
        if not self.keytool_path:
            home = self.module.params["java_home"]
            where = "below java_home %s" % home if home else "on the PATH of this host: give java_home"
            found.append("there is no keytool %s." % where)
        return found

    def _keytool(self, home):
        if not home:
            return self.module.get_bin_path("keytool")
        candidates = [os.path.join(home, "bin", "keytool"), os.path.join(home, "jre", "bin", "keytool")]
        return next((path for path in candidates if os.access(path, os.X_OK)), None)

    def openssl(self, what, *words):
        return self._run(what, [self.openssl_path] + list(words))

    def keytool(self, what, *words):
        return self._run(what, [self.keytool_path, "-J-Duser.language=en"] + list(words))

    def _run(self, what, command):
        env = {VARIABLE: self.password, "LC_ALL": "C"}
        code, out, err = self.module.run_command(command, environ_update=env, handle_exceptions=False)
        if code:
            lines = [line.strip() for line in (err + "\n" + out).splitlines() if line.strip()]
            said = next((line for line in lines if "rror" in line), lines[0] if lines else "exit status %d" % code)
            heard = Redactor()
            heard.hear(filter(None, (self.password, self.module.params["private_key"])))
            raise KeystoreError("%s: %s." % (what, heard.text(said).rstrip(".")))
        return out


class Request:
    """What is asked for, and what there is."""

    def __init__(self, module):
        self.module = module
        self.params = module.params
        self.tools = Tools(module)
        self.place = Place(self.params["path"])
        self.alias = self.params["alias"]
        name = "%s.%s" % (self.place.name, hashlib.sha256(to_bytes(self.alias.lower())).hexdigest()[:16])
        self.pending_key = os.path.join(self.place.folder, ".%s.key.pem" % name)
        self.pending_csr = os.path.join(self.place.folder, ".%s.csr.pem" % name)
        self.directory = None

    def problems(self):
        """Every mistake as a sentence."""
        params, found = self.params, []
        if not re.match(r"^[ -~]{1,200}$", self.alias) or self.alias != self.alias.strip():
            found.append("alias is '%s': give up to 200 characters of ASCII without space at either end." % self.alias)
        if params["key_size"] < 2048:
            found.append("key_size is %d: recording keys are RSA keys of at least 2048 bits." % params["key_size"])
        if len(params["password"]) < 6:
            found.append("password has fewer than 6 characters, which Java does not accept for a keystore.")
        if params["days"] is not None and params["days"] < 1:
            found.append("days is %d: a certificate is valid for at least one day." % params["days"])
        for option, kind in (("certificate", "CERTIFICATE"), ("private_key", "PRIVATE KEY")):
            if params[option] is not None and not self._is_pem(params[option], kind):
                found.append("%s holds no PEM text with BEGIN %s." % (option, kind))
        if params["private_key"] is not None and params["certificate"] is None:
            found.append("private_key is given without certificate: give both, or neither.")
        if not os.path.isdir(self.place.folder):
            found.append("the directory of '%s' does not exist on this host; install RCS first." % self.params["path"])
        return found

    @staticmethod
    def _is_pem(text, kind):
        return any(match.group(1).endswith(kind) for match in PEM.finditer(text))

    def generation_problems(self):
        """What is missing to make a key here."""
        found = []
        if not self.params["subject"]:
            found.append("subject is missing: who the certificate is for, for example CN.")
        if self.params["signing"] == "self_signed" and self.params["days"] is None:
            found.append("days is missing: for how long the certificate is valid.")
        return found

    # -- what there is -------------------------------------------------------------------------------------------

    def read(self):
        """The keystore, or None when there is none yet."""
        data = load(self.place.path)
        return keystore.read(data, self.params["password"], self.params["path"]) if data else None

    def entry(self, store):
        """The entry with this alias, or None; Java does not tell capitals apart."""
        entries = store.entries if store else []
        return next((entry for entry in entries if entry["alias"].lower() == self.alias.lower()), None)

    @property
    def is_pending(self):
        return os.path.exists(self.pending_key) and os.path.exists(self.pending_csr)

    def csr(self):
        with open(self.pending_csr, encoding="ascii") as stream:
            return stream.read()

    # -- what is made --------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def workplace(self):
        """A directory for this user alone, which does not outlive the module."""
        self.directory = tempfile.mkdtemp(dir=self.module.tmpdir, prefix="recording-certificate-")
        try:
            yield
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)

    def _path(self, name):
        return os.path.join(self.directory, name)

    def _put(self, name, text):
        path = self._path(name)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(to_bytes(text))
        return path

    def _subject(self):
        given = self.params["subject"]
        parts = [(name, str(given[name])) for name in SUBJECT if given.get(name) is not None]
        return "".join("/%s=%s" % (name, re.sub(r"([/\\+])", r"\\\1", value)) for name, value in parts)

    def _new_key(self):
        """A key that only the password opens."""
        path = self._put("key.pem", "")
        words = ("-aes256", "-passout", "env:" + VARIABLE, "-out", path, str(self.params["key_size"]))
        self.tools.openssl("the key could not be made", "genrsa", *words)
        os.chmod(path, 0o600)
        return path

    def ask(self):
        """A key that waits for its certificate, and the request for it."""
        key = self._new_key()
        csr = self._path("csr.pem")
        words = ("-new", "-utf8", "-sha256", "-key", key, "-passin", "env:" + VARIABLE, "-subj", self._subject())
        self.tools.openssl("the request could not be made", "req", *(words + ("-out", csr)))
        for made, path in ((key, self.pending_key), (csr, self.pending_csr)):
            with open(made, "rb") as stream:
                self.place.keep_beside(path, stream.read())

    def sign(self):
        """(key, certificate) as paths, the certificate signed by its own key."""
        key, certificate = self._new_key(), self._path("certificate.pem")
        words = ("-x509", "-new", "-utf8", "-sha256", "-key", key, "-passin", "env:" + VARIABLE)
        words += ("-subj", self._subject(), "-days", str(self.params["days"]), "-out", certificate)
        self.tools.openssl("the certificate could not be made", "req", *words)
        return key, certificate

    def given(self):
        """(key, certificate) as paths: the certificate that was given, with the key that was given or waits for it."""
        certificate = self._put("certificate.pem", self.params["certificate"])
        if self.params["private_key"] is not None:
            return self._put("key.pem", self.params["private_key"]), certificate
        return self.pending_key, certificate

    def add(self, key, certificate, store):
        """Put both into the keystore; (the new entry, where the version before is kept)."""
        self._check_size(key, certificate)
        transit = self._path("transit.p12")
        words = ("-export", "-inkey", key, "-in", certificate, "-name", TRANSIT, "-out", transit)
        # What every Java reads; it does not outlive this directory.
        words += ("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1")
        words += ("-passin", "env:" + VARIABLE, "-passout", "env:" + VARIABLE)
        self.tools.openssl("key and certificate could not be put together", "pkcs12", *words)
        copy = self._path("copy")
        if store:
            with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(store.data)
        kind = store.type if store else self.params["type"]
        words = ("-importkeystore", "-noprompt", "-srckeystore", transit, "-srcstoretype", "PKCS12")
        words += ("-srcalias", TRANSIT, "-destkeystore", copy, "-deststoretype", kind.upper(), "-destalias", self.alias)
        words += ("-srcstorepass:env", VARIABLE, "-deststorepass:env", VARIABLE)
        # keytool asks for a password of the entry where the source has one; it is that of the keystore.
        words += ("-srckeypass:env", VARIABLE, "-destkeypass:env", VARIABLE)
        self.tools.keytool("the key could not be put into the keystore", *words)
        data = load(copy)
        fresh = keystore.read(data, self.params["password"], "the new keystore")
        entry = self._checked(store, fresh)
        expected = digest_of(store.data) if store else None
        return entry, self.place.replace(expected, data, Ownership(), self.params["keep"], None)

    def _checked(self, store, fresh):
        if fresh.entries is None:
            raise KeystoreError("the new keystore does not show its entries: %s." % fresh.hidden)
        gone = lacking(store.entries, fresh.entries) if store else []
        if gone:
            names = ", ".join("'%s'" % entry["alias"] for entry in gone)
            raise KeystoreError("keytool changed %s in a copy of the keystore, so it was not used." % names)
        entry = self.entry(fresh)
        if not entry or entry["kind"] != "private_key" or not entry["key"]:
            raise KeystoreError("the new entry in a copy of the keystore does not open, so it was not used.")
        return entry

    def _check_size(self, key, certificate):
        words = ("-noout", "-modulus", "-passin", "env:" + VARIABLE, "-in", key)
        ours = self.tools.openssl("the private key cannot be opened, or is no RSA key", "rsa", *words)
        theirs = self.tools.openssl("the certificate cannot be read", "x509", "-noout", "-modulus", "-in", certificate)
        if ours.strip() != theirs.strip():
            raise KeystoreError("the certificate is not for this private key.")
        bits = len(ours.strip().split("=")[-1]) * 4
        if bits < 2048:
            raise KeystoreError("the key has %d bits; recording keys have at least 2048." % bits)

    def holds(self, entry):
        """Whether an entry has the certificate that was given."""
        text = PEM.search(self.params["certificate"]).group(0)
        try:
            der = base64.b64decode("".join(text.splitlines()[1:-1]))
        except (binascii.Error, ValueError):
            return False
        return hashlib.sha256(der).hexdigest() == entry["certificate"]

    def settle(self):
        """Nothing waits any more."""
        for path in (self.pending_key, self.pending_csr):
            if os.path.exists(path):
                os.unlink(path)

    def certificate(self):
        """The certificate of the entry as PEM."""
        words = ("-exportcert", "-rfc", "-alias", self.alias, "-keystore", self.place.path, "-storepass:env", VARIABLE)
        said = self.tools.keytool("the certificate cannot be read", *words)
        match = PEM.search(said)
        # keytool ends the lines within as Windows does.
        return "\n".join(match.group(0).split("\r\n")) + "\n" if match else None
