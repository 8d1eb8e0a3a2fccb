# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that a person runs in an unpacked kit, and what it puts into its environment."""

from __future__ import annotations

import re
from collections.abc import Sequence

# @PYTHONS@, @INVENTORY@ and @ARTIFACT@ are put in. Everything is below the directory of the kit.
_SCRIPT = """\
#!/bin/sh
# Fails over from this kit alone: no Git, no package index, no name server and no other controller is asked.
# Usage: ./failover.sh [PLAYBOOK] ARGUMENTS OF ansible-playbook    (see README.txt)
set -eu

say() { printf '%s\\n' "failover kit: $*" >&2; }
die() { say "$*"; exit 1; }

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
case $here in
  *[!A-Za-z0-9/._-]*) die "$here has letters that a path of this kit must not have: unpack it elsewhere" ;;
esac
start=$(pwd)
cd -- "$here"

playbook=failover
case ${1-} in
  '' | -*) ;;
  *) playbook=$1; shift ;;
esac

# Whatever was damaged on its way is not run.
sha256sum --check --quiet --strict SHA256SUMS >&2 || die "the kit is damaged: take another copy of the archive"

run=$here/run
umask 077
mkdir -p "$run"

if [ ! -f "$run/ready" ]; then
  python=
  pythons="@PYTHONS@"
  for version in $pythons; do
    for candidate in "python$version" python3; do
      if [ -z "$python" ] && "$candidate" -c \\
        "import sys; sys.exit(sys.version_info[:2] != tuple(map(int, '$version'.split('.'))))" 2>/dev/null; then
        python=$candidate
      fi
    done
  done
  [ -n "$python" ] || die "this kit needs Python @PYTHONS_SHOWN@, and none is on the PATH"
  unset PYTHONPATH PYTHONHOME
  say "making the environment in $run with $python"
  rm -rf "$run/env" "$run/collections"
  # pip comes from the kit: not every system has the package that puts it into an environment.
  "$python" -m venv --without-pip "$run/env"
  for wheel in wheels/pip-*.whl; do pip=$wheel; done
  # Nothing that this machine sets for pip counts, so that no index is asked.
  "$run/env/bin/python" "$here/$pip/pip" --isolated --disable-pip-version-check install --quiet --no-input --no-index \\
    --no-cache-dir --find-links "$here/wheels" --requirement requirements.txt >&2 ||
    die "the environment could not be made from the wheels"
  # The addresses of the kit count before those of a name server.
  site=$("$run/env/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  cp gir_kit_hosts.py "$site/"
  printf 'import gir_kit_hosts\\n' > "$site/gir_kit_hosts.pth"
  sed "s|@HERE@|$here|g" ssh_config > "$run/ssh_config"
  ANSIBLE_CONFIG=$here/ansible.cfg ANSIBLE_HOME=$run/ansible ANSIBLE_NOCOWS=1 LC_ALL=C.UTF-8 \\
    "$run/env/bin/ansible-galaxy" collection install --offline --no-deps --force -p "$run/collections" \\
    "@ARTIFACT@" > "$run/install.log" 2>&1 || { cat "$run/install.log" >&2; die "the collection was not installed"; }
  printf '%s\\n' "$here" > "$run/ready"
fi
[ "$(cat "$run/ready")" = "$here" ] || die "the kit was moved after its first run: remove $run, and run this again"

unset PYTHONPATH PYTHONHOME
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  *UTF-8 | *utf8 | *UTF8 | *utf-8) ;;
  *) LC_ALL=C.UTF-8; export LC_ALL ;;
esac
PATH=$run/env/bin:$PATH
ANSIBLE_CONFIG=$here/ansible.cfg
ANSIBLE_HOME=$run/ansible
ANSIBLE_COLLECTIONS_PATH=$run/collections
GIR_KIT_HOSTS=$here/hosts
export PATH ANSIBLE_CONFIG ANSIBLE_HOME ANSIBLE_COLLECTIONS_PATH GIR_KIT_HOSTS
for kind in SSH SFTP SCP; do
  export "ANSIBLE_${kind}_EXTRA_ARGS=-F $run/ssh_config"
done
say "running gir.multidc.$playbook"
# Relative paths in the arguments are those of whoever gave them.
cd -- "$start"
exec "$run/env/bin/ansible-playbook" "gir.multidc.$playbook" @INVENTORY@ "$@"
"""

HOSTS = '''\
"""Names of hosts resolve to the addresses of the kit, before any name server is asked. GIR_KIT_DNS=1 asks it."""

import os
import socket

_known = {}


def _read(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            words = line.partition("#")[0].split()
            for name in words[1:]:
                _known.setdefault(name.lower(), []).append(words[0])


def _getaddrinfo(host, port, family=0, type=0, proto=0, flags=0, _ask=socket.getaddrinfo):
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    addresses = _known.get(name.rstrip(".").lower()) if isinstance(name, str) else None
    if not addresses:
        return _ask(host, port, family, type, proto, flags)
    found = []
    for address in addresses:
        if family in (0, socket.AF_INET6 if ":" in address else socket.AF_INET):
            found += _ask(address, port, family, type, proto, flags)
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "the kit has no such address of %s" % name)
    return found


def _gethostbyname(host, _ask=socket.gethostbyname):
    return next((one for one in _known.get(str(host).rstrip(".").lower(), ()) if ":" not in one), None) or _ask(host)


if os.environ.get("GIR_KIT_HOSTS") and not os.environ.get("GIR_KIT_DNS"):
    try:
        _read(os.environ["GIR_KIT_HOSTS"])
    except OSError:
        pass
    else:
        socket.getaddrinfo, socket.gethostbyname = _getaddrinfo, _gethostbyname
'''
# What of the controller's ansible.cfg says how hosts are reached. Paths of the controller, callbacks and the password
# of a vault stay where they are.
_KEPT = {
    "defaults": ("remote_user", "remote_port", "remote_tmp", "timeout", "forks", "host_key_checking", "executable",
                 "transport", "interpreter_python"),
    "privilege_escalation": ("become", "become_method", "become_user", "become_exe", "become_flags"),
    "ssh_connection": ("ssh_args", "ssh_common_args", "pipelining", "retries", "timeout", "transfer_method",
                       "sftp_batch_mode", "usetty", "ssh_executable", "scp_executable", "sftp_executable"),
}  # fmt: skip


def script(pythons: Sequence[str], inventory: Sequence[str], artifact: str) -> str:
    """`inventory`: what -i is given; a list of hosts is no path."""
    given = " ".join(f"-i {_source(one)}" for one in inventory)
    return (
        _SCRIPT.replace("@PYTHONS@", " ".join(pythons))
        .replace("@PYTHONS_SHOWN@", " or ".join(pythons))
        .replace("@INVENTORY@", given)
        .replace("@ARTIFACT@", artifact)
    )


def _source(one: str) -> str:
    return f'"$here"/{quoted(one)}' if one.startswith("inventory/") else quoted(one)


def quoted(text: str) -> str:
    """One word of a shell."""
    return text if re.fullmatch(r"[A-Za-z0-9/._-]+", text) else "'" + text.replace("'", "'\\''") + "'"


def ansible_cfg(text: str) -> str:
    """What of the controller's own configuration the kit needs to reach hosts. Values are taken as they stand."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("[") and bare.endswith("]"):
            section = bare[1:-1].strip()
        name, equals, value = bare.partition("=")
        if equals and not bare.startswith(("#", ";")) and name.strip() in _KEPT.get(section, ()):
            found.setdefault(section, []).append(f"{name.strip()} = {value.strip()}")
    defaults = ["inventory_unparsed_warning = False", "nocows = True", *found.pop("defaults", [])]
    parts = [("defaults", defaults), *found.items()]
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in parts)
