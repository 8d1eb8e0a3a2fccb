# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of what is no managed file: copies with secrets, further site files, index update, keystores, ledgers."""

import json
import shutil

from planted.files import APPLICATION, HTPASSWD, MUXER, RPCONFIG, UNITS, UPDATE, Files
from planted.plant import Id

CONFIGURATION = "/etc/apache2/conf-enabled"
STATUS = "/var/lib/gir-index-update/status.json"
KEYSTORE = "/opt/genesys/rcs/keystore.jks"
LEDGER = "/var/lib/gir-ledger/ledger.json"
OPEN = 'Alias "/all" "/mnt/recordings"\n<Directory "/mnt/recordings">\n    Require all granted\n</Directory>\n'


def _copy(source, target, mode=0o644):
    """A copy of a managed file under another name."""

    def act(host):
        host.write(target, (host / source).read_bytes(), mode)

    return act


def beside_secrets(host, path, *endings):
    """Copies of a file with secrets that others may read, and some that they may not."""
    f = Files(host)
    for ending in endings:
        copy = path + ending
        f.add(f"a copy {copy} that others read", copy, _copy(path, copy), [("beside.secret_copy", "")],
              surface="beside", severity="security",
              row=27 if ending == ".bak" and path == APPLICATION else 0)  # fmt: skip
    f.add(f"a copy {path}.old that only its owner reads", f"{path}.old", _copy(path, f"{path}.old", 0o600),
          surface="beside")  # fmt: skip
    return f.plants


def of_storage(host):
    """Further site files of Apache httpd, and copies of its accounts."""
    f = Files(host)

    def site(name, text, *finds, **more):
        path = f"{CONFIGURATION}/{name}"
        f.add(f"site file {name}", path, lambda place: place.write(path, text), finds, surface="beside", **more)

    found = ("beside.site_file", "")
    site("zz-open.conf", OPEN, found, severity="security", row=36)
    site("zz-dav.conf", '<Location "/elsewhere">\n    Dav On\n</Location>\n', found)
    site("zz-notes.conf", "# nothing but words\n")
    site("charset.conf", "# the distribution's own\n#AddDefaultCharset UTF-8\n")
    return [*f.plants, *beside_secrets(host, HTPASSWD, ".save", "~")]


def of_update(host, other):
    """The index update on its host, and parts of it on another one."""
    f = Files(host)
    f.edit("the status of the index update is garbage", STATUS, lambda _data: b"{garbage", "",
           check="index_update.status", surface="index update", severity="recordings_at_risk", row=44)  # fmt: skip
    f.edit("the index update failed", STATUS, _failed, "", check="index_update.status", surface="index update")
    g = Files(other)
    paths = [UPDATE, *(f"{UNITS}/gir-index-update.{kind}" for kind in ("service", "timer"))]

    def second(place):
        source = place.system.host(host)
        for path in paths:
            place.system.keep(place / path)
            (shutil.copytree if (source / path).is_dir() else shutil.copy2)(source / path, place / path)

    g.add("the index update on a second host", UPDATE, second,
          [Id("absent.present", other, path) for path in paths], surface="index update", row=42)  # fmt: skip
    return f.plants + g.plants


def _failed(data):
    status = json.loads(data)
    status.update(exit_status=1, message="Ended by a fault.")
    for index in status["indexes"].values():
        index.update(state="failed", failures=3, failing_since=status["started"], failing_since_ms=status["started_ms"])
    return json.dumps(status).encode()


def of_crypto(host, other):
    """A keystore that is none, where no other server has one."""
    f = Files(host)
    f.add("garbage instead of a keystore", KEYSTORE, lambda place: place.write(KEYSTORE, "garbage", 0o600),
          [("keystore.read", ""), Id("keystore.missing", other, KEYSTORE)], surface="keystore",
          severity="recordings_at_risk", row=45)  # fmt: skip
    return f.plants


def of_ledger(host):
    """A ledger that cannot be read."""
    f = Files(host)
    f.add("garbage instead of a ledger", LEDGER, lambda place: place.write(LEDGER, "{garbage"),
          [Id("ledger.read", host, "ledger"), Id("ledger.question", "ledger", "ledger", "unreadable")],
          surface="ledger")  # fmt: skip
    return f.plants


def copies(rws, processor, muxer):
    """Copies beside every kind of file with secrets."""
    return [
        *beside_secrets(rws, APPLICATION, ".bak", ".2026-11-01", ".rpmsave"),
        *beside_secrets(processor, RPCONFIG, "~", ".orig", ".dpkg-old"),
        *beside_secrets(muxer, MUXER, ".swp", ".bak"),
    ]
