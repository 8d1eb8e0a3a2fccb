# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installation packages that behave like the vendor's, for roles and modules that install them.

What install.sh does is what is documented of the vendor's; the product in it is one script that prints its version.
"""

import io
import shlex
import tarfile
from pathlib import Path

# What the package does wrong on request.
BEHAVIOURS = (
    "installs",
    "fails",  # cannot log in: an Error and an exit status
    "fails-silently",  # an exit status alone
    "error-but-exit-0",  # an Error alone
    "no-result",  # installs, but writes no result file
    "no-version",  # installs, but does not say what
    "hangs",  # waits before it installs
)
_DESCRIPTION = """<?xml version="1.0" encoding="utf-8"?>
<IP><Nickname>{name}</Nickname><Version>{version}</Version></IP>
"""


def make_package(directory, name="vpMediaControl", version="9.0.046.06", behaviour="installs", required=(), hang=30):
    """Write the folder `ip` below directory and return its path.

    required: options that the response file must give, as "Section/Key".
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
    _write_product(folder / "data.tar.gz", name, version)
    return folder


def make_archive(path, **options):
    """Write the package as the vendor delivers it, a tar file that holds the folder `ip`."""
    path = Path(path)
    folder = make_package(path.parent / (path.name + ".contents"), **options)
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, arcname="ip")
    return path


def _write_product(path, name, version):
    script = f"#!/bin/sh\necho {shlex.quote(f'{name} {version}')}\n".encode()
    entry = tarfile.TarInfo("run.sh")
    entry.mode, entry.size = 0o755, len(script)
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(entry, io.BytesIO(script))
