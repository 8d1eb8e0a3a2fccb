# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories whose secrets lie in an encrypted file, as a failover kit wants them."""

import json
import os
import subprocess
import sys
import zipfile

import yaml
from ansible.constants import DEFAULT_VAULT_ID_MATCH
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.release import __version__ as ansible_core

PASSWORD = "of-the-vault-Secret-9"
_SECRET = ("password", "_key", "credentials", "gir_configuration_server")


def encrypted(data):
    """Variables as a file that only the password opens."""
    return encrypted_text(json.dumps(data).encode())


def encrypted_text(text):
    """The same of the text of a file."""
    secret = VaultSecret(PASSWORD.encode())
    found = VaultLib([(DEFAULT_VAULT_ID_MATCH, secret)]).encrypt(text, secret)
    return found if isinstance(found, bytes) else found.encode()


def write(directory, tree):
    """Write an inventory as data, its secrets apart; the file is returned, and that of the password is beside it."""
    directory.mkdir(parents=True, exist_ok=True)
    public = json.loads(json.dumps(tree))
    variables = public["gir"]["vars"]
    secrets = {name: variables.pop(name) for name in list(variables) if any(part in name for part in _SECRET)}
    (directory / "hosts.yml").write_text(yaml.safe_dump(public), encoding="utf-8")
    (directory / "group_vars").mkdir(exist_ok=True)
    vault = directory / "group_vars" / "gir.yml"
    # Encrypted anew it would be another file.
    if not vault.exists():
        vault.write_bytes(encrypted(secrets))
    return directory / "hosts.yml"


def password_file(directory):
    """The file of the password of the vault, outside of the inventory."""
    path = directory / "vault-password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def wheels(directory):
    """Wheels that pip takes and that hold nothing: for kits that nobody unpacks."""
    directory.mkdir()
    for name, version in {"pip": "99.0", "ansible_core": ansible_core, "passlib": "1.7.4", "dnspython": "2.9"}.items():
        info = f"{name}-{version}.dist-info"
        metadata = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n"
        members = {
            f"{info}/METADATA": metadata,
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": "",
        }
        with zipfile.ZipFile(directory / f"{name}-{version}-py3-none-any.whl", "w") as packed:
            for path, text in members.items():
                packed.writestr(path, text)
    return directory


def bare(directory):
    """A PATH with a Python and what every Linux has, and without Ansible; no index can be asked with the rest."""
    (directory / "bin").mkdir()
    (directory / "bin" / "python3").symlink_to(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": f"{directory / 'bin'}:/usr/bin:/bin", "HOME": str(directory), "LANG": "C", "PIP_NO_INDEX": "1",
        "http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": "127.0.0.1",
    }  # fmt: skip


def unpacked(archive, directory):
    """The directory of an unpacked kit, whose archive was what its checksum says."""
    subprocess.run(["sha256sum", "-c", f"{archive.name}.sha256"], cwd=archive.parent, check=True)
    subprocess.run(["tar", "-xzf", archive, "-C", directory], check=True)
    return directory / archive.name.removesuffix(".tar.gz")
