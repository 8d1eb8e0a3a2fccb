# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installation packages that behave like the vendor's, for roles and modules that install them.

What install.sh does is what is documented of the vendor's. The product in it is one script that prints its version and,
where a product is named, a stand-in that runs: <product>.pyz (standins.product).
"""

import io
import json
import shlex
import tarfile
import zipfile
from pathlib import Path

PRODUCTS = ("rws", "rcs", "rps", "muxer", "mcp")
# What an installed stand-in needs beside Python's standard library is PyYAML alone.
NOT_INSTALLED = ("run.py", "webdav.py", "gax.py", "rehearse.py", "rehearse_text.py", "elasticsearch.py")
_MAIN = """import sys

from standins.product import main

sys.exit(main({product!r}, {version!r}))
"""
_BROKEN = """import sys

if sys.argv[1:] != ["--version"]:
    sys.exit("{product} {version} does not start: its installation is damaged")
print("{product} {version}")
"""

# What the package does wrong on request.
BEHAVIOURS = (
    "installs",
    "fails",  # cannot log in: an Error and an exit status
    "fails-silently",  # an exit status alone
    "error-but-exit-0",  # an Error alone
    "no-result",  # installs, but writes no result file
    "no-version",  # installs, but does not say what
    "hangs",  # waits before it installs
    "does-not-start",  # installs a product that ends as soon as it is started
)
_DESCRIPTION = """<?xml version="1.0" encoding="utf-8"?>
<IP><Nickname>{name}</Nickname><Version>{version}</Version></IP>
"""


def make_package(
    directory, name="vpMediaControl", version="9.0.046.06", behaviour="installs", required=(), hang=30, product=None,
    people=None,
):
    """Write the folder `ip` below directory and return its path.

    required: options that the response file must give, as "Section/Key". product: one of PRODUCTS. people: what
    standins.directory reads, for the users of RWS.
    """
    if behaviour not in BEHAVIOURS:
        raise ValueError(f"behaviour {behaviour!r} is none of {', '.join(BEHAVIOURS)}")
    folder = Path(directory) / "ip"
    folder.mkdir(parents=True)
    installer = folder / "install.sh"
    installer.write_text(Path(__file__).with_name("install.sh").read_text(encoding="utf-8"), encoding="utf-8")
    installer.chmod(0o755)
    settings = {
        "ip_name": name,
        "ip_version": version,
        "ip_build": "1",
        "behaviour": behaviour,
        "required_options": " ".join(required),
        "hang_seconds": str(hang),
    }
    lines = [f"{key}={value}\n" for key, value in settings.items()]
    (folder / "standin.conf").write_text("".join(lines), encoding="utf-8")
    (folder / "ip_description.xml").write_text(_DESCRIPTION.format(name=name, version=version), encoding="utf-8")
    (folder / "genesys_license_agreement.txt").write_text("A stand-in needs no licence.\n", encoding="utf-8")
    application = _application(product, version, behaviour != "does-not-start") if product else None
    _write_data(folder / "data.tar.gz", name, version, product, application, people)
    return folder


def make_archive(path, **options):
    """Write the package as the vendor delivers it, a tar file that holds the folder `ip`."""
    path = Path(path)
    folder = make_package(path.parent / (path.name + ".contents"), **options)
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, arcname="ip")
    return path


def make_system(directory, version, people, behaviour="installs"):
    """Write one package for each of PRODUCTS, <product>-<version>.tar.gz."""
    Path(directory).mkdir(parents=True, exist_ok=True)
    for product in PRODUCTS:
        path = Path(directory) / f"{product}-{version}.tar.gz"
        users = people if product == "rws" else None
        make_archive(path, name=product, version=version, behaviour=behaviour, product=product, people=users)


def _write_data(path, name, version, product, application, people):
    files = [("run.sh", 0o755, f"#!/bin/sh\necho {shlex.quote(f'{name} {version}')}\n".encode())]
    if product:
        files.append((f"{product}.pyz", 0o644, application))
    if people:
        files.append(("people.json", 0o640, json.dumps(people).encode()))
    with tarfile.open(path, "w:gz") as archive:
        for file_name, mode, content in files:
            entry = tarfile.TarInfo(file_name)
            entry.mode, entry.size = mode, len(content)
            archive.addfile(entry, io.BytesIO(content))


def _application(product, version, starts):
    """The stand-ins as one file that Python runs."""
    if product not in PRODUCTS:
        raise ValueError(f"product {product!r} is none of {', '.join(PRODUCTS)}")
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__main__.py", (_MAIN if starts else _BROKEN).format(product=product, version=version))
        for source in sorted(Path(__file__).resolve().parents[1].glob("*.py")):
            if source.name not in NOT_INSTALLED:
                archive.write(source, f"standins/{source.name}")
    return written.getvalue()
