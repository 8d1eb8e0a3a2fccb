# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A systemctl that keeps its units in a directory and starts a service only with a file that it likes."""

VERBS = ("start", "stop", "restart", "reload", "enable", "disable", "daemon-reload", "reset-failed")

# A unit is a directory: state, pid, enabled; refused holds the file and the word that the service does not start with.
# `no-reload` is there when its unit cannot be reloaded. `properties` holds what `show` says besides, and wins;
# `file-state` what `is-enabled` says; after `changed` the unit needs a daemon-reload.
# A service that "flaps" is active when it is looked at and has another process each time.
_PROGRAM = """#!/bin/sh
UNITS=%(units)s
verb=$1
case $verb in show|is-enabled|daemon-reload) ;; *) echo "$@" >> "$UNITS/calls" ;; esac
if [ $verb = daemon-reload ]; then echo daemon-reload >> "$UNITS/calls"; rm -f "$UNITS"/*/changed; exit 0; fi
named=$2
[ "$2" != --runtime ] || named=$3
unit="$UNITS/$named"
run() {
  echo $(($(cat "$unit/pid") + 1)) > "$unit/pid"
  if [ -e "$unit/refused" ] && grep -q "$(tail -n 1 "$unit/refused")" "$(head -n 1 "$unit/refused")"; then
    echo failed > "$unit/state"
  else
    echo active > "$unit/state"
  fi
}
show() {
  unit="$UNITS/$1"
  [ -d "$unit" ] || unit="$UNITS/${1%%.service}"
  if [ ! -d "$unit" ]; then printf 'LoadState=not-found\\nActiveState=inactive\\nSubState=dead\\n'; return; fi
  state=$(cat "$unit/state")
  [ ! -e "$unit/flaps" ] || echo $(($(cat "$unit/pid") + 1)) > "$unit/pid"
  status=0; result=success
  if [ $state = failed ]; then status=1; result=exit-code; fi
  printf 'LoadState=loaded\\nActiveState=%%s\\nSubState=%%s\\nMainPID=%%s\\n' $state $state "$(cat "$unit/pid")"
  printf 'NRestarts=0\\nResult=%%s\\nExecMainCode=1\\nExecMainStatus=%%s\\n' $result $status
  [ ! -e "$unit/changed" ] || echo NeedDaemonReload=yes
  [ ! -e "$unit/no-reload" ] || echo CanReload=no
  [ ! -e "$unit/properties" ] || cat "$unit/properties"
}
if [ $verb = show ]; then
  shift; blank=
  for name; do
    case $name in -*) continue ;; esac
    printf "$blank"; show "$name"; blank='\\n'
  done
  exit 0
fi
[ -d "$unit" ] || unit="$UNITS/${named%%.service}"
[ -d "$unit" ] || { echo "Unit $named not found." >&2; exit 5; }
case $verb in
  is-enabled) [ ! -e "$unit/file-state" ] || cat "$unit/file-state"; [ -e "$unit/enabled" ] ;;
  enable) : > "$unit/enabled"; rm -f "$unit/file-state" ;;
  disable) rm -f "$unit/enabled" "$unit/file-state" ;;
  stop) echo inactive > "$unit/state" ;;
  reset-failed) echo inactive > "$unit/state" ;;
  start|restart|reload) run ;;
esac
"""


class Systemctl:
    """`path` goes first into PATH."""

    def __init__(self, directory):
        self.path = directory / "systemctl-bin"
        self.units = directory / "units"
        self.path.mkdir()
        self.units.mkdir()
        program = self.path / "systemctl"
        program.write_text(_PROGRAM % {"units": self.units}, encoding="utf-8")
        program.chmod(0o755)

    def unit(self, name, state="active", enabled=True):
        unit = self.units / name
        unit.mkdir()
        (unit / "state").write_text(state + "\n", encoding="utf-8")
        (unit / "pid").write_text("100\n", encoding="utf-8")
        if enabled:
            (unit / "enabled").write_text("", encoding="utf-8")
        return unit

    def refuse(self, name, path, word):
        """From now on the service does not start while the file holds the word."""
        (self.units / name / "refused").write_text(f"{path}\n{word}\n", encoding="utf-8")

    def state(self, name):
        return (self.units / name / "state").read_text(encoding="utf-8").strip()

    def told(self):
        """What it was told to change since it was asked last."""
        calls = self.units / "calls"
        lines = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
        calls.write_text("", encoding="utf-8")
        return [line.split()[0] for line in lines]
