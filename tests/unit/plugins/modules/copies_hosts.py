# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host, which is a directory, with copies of every kind, made by the code that makes them."""

import hashlib
import os
import time

import keystores
import module_runs
from ansible_collections.gir.multidc.plugins.module_utils._bundle.backup import Backup
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import Ownership, Place, digest_of

BACKUPS = "/var/lib/gir_multidc"
FILE = "/opt/rws/application.yaml"
KEYSTORE = "/opt/rcs/keystore.jks"
# The first of them is gone from the keystore, so that the oldest version holds the only copy of it.
LOST, KEPT, LATER = (keystores.key(name, name.encode()) for name in ("lost", "kept", "later"))
LONG_AGO = "20200101T000000Z"


class CopiesHost:
    """`ask` asks the modules as their actions do."""

    def __init__(self, root):
        self.root = root
        for path in (FILE, KEYSTORE):
            self.path(path).parent.mkdir(parents=True, exist_ok=True)
        self.backup = Backup(str(self.path(BACKUPS + "/rws")))

    def path(self, path):
        return self.root / path.lstrip("/")

    # -- what is kept ------------------------------------------------------------------------------------------------

    def write(self, text, backup=False):
        """Have a bundle write the file."""
        file = {"path": FILE, "content": text, "format": "text"}
        bundle = {"root": str(self.root), "backup": backup, "backup_directory": BACKUPS + "/rws", "secret_keys": []}
        return module_runs.succeed("config_bundle", {"_payload": pack(dict(bundle, directories=[], files=[file]))})

    def generations(self):
        """A file that was here before, and two changes, of which the service has taken one up."""
        self.path(FILE).write_text("cryptoSecurityKey: theirs\n", encoding="utf-8")
        self.write("cryptoSecurityKey: ours\n")
        self.backup.accept()
        self.write("cryptoSecurityKey: ours\nmore: 1\n", backup=True)

    def keystore(self, *contents, restarted=True):
        """Versions of the keystore, each in place of the one before; RCS runs with the last one when `restarted`."""
        place, before = Place(str(self.path(KEYSTORE))), None
        for entries in contents:
            data = keystores.jks(*entries)
            place.replace(digest_of(before), data, Ownership(), 0, None)
            before = data
        if restarted:
            place.restarted()

    def put(self, path, content="x\n", mode=0o600):
        found = self.path(path)
        found.parent.mkdir(parents=True, exist_ok=True)
        found.write_text(content, encoding="utf-8")
        found.chmod(mode)
        return str(found)

    def everything(self):
        self.generations()
        self.keystore([LOST], [KEPT], [KEPT, LATER])
        self.put("/opt/rcs/.keystore.jks.0123456789abcdef.key.pem")
        self.put("/opt/rcs/.keystore.jks.0123456789abcdef.csr.pem", "request\n")
        self.put("/opt/rws/.gir_multidc.4194305.0123456789ab.old", "left over\n")
        self.put("/opt/rws/.gir_multidc.4194305.0123456789ab.old.kept", "password: x\n")
        self.put(f"/opt/rws/other.cfg.{LONG_AGO}.77~", "a = 1\n", mode=0o644)
        self.put(f"/opt/rws/{'no' * 3}.{LONG_AGO}~")  # nobody's
        os.mkfifo(self.path(f"/opt/rws/odd.{LONG_AGO}.78~"))

    # -- asking ------------------------------------------------------------------------------------------------------

    def request(self, step, **more):
        directories = {"/opt/rws": "rws", "/opt/nowhere": "rws", "/etc/systemd/system": "rws"}
        places = {"backups": BACKUPS, "directories": directories, "keystore": KEYSTORE}
        given = {"step": step, "root": str(self.root), **places, **more}
        return {"_request": given, "_password": keystores.PASSWORD}

    def look(self, password=keystores.PASSWORD):
        asked = dict(self.request("look"), _password=password)
        return module_runs.succeed("kept_copies_info", asked)

    def copies(self, password=keystores.PASSWORD):
        return {os.path.basename(copy["path"]): copy for copy in self.look(password)["copies"]}

    def removal(self, *wishes, older=None, dry=False):
        """The arguments that remove copies by path, or by (path, sha256)."""
        named = [dict(zip(("path", "sha256"), [wish] if isinstance(wish, str) else wish)) for wish in wishes]
        return self.request("remove", remove=named, older_than_days=older, dry=dry)

    def remove(self, *wishes, check=False, **more):
        return module_runs.succeed("kept_copies", self.removal(*wishes, **more), check)

    def tree(self):
        found = [path for path in sorted(self.root.rglob("*")) if path.is_file()]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def age(path, days):
    then = time.time() - days * 86400
    os.utime(path, (then, then))
