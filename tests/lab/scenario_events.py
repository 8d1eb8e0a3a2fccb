# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each word of a scenario does to a laboratory."""

import json
import threading

from lab import apart, traces
from lab.fence_watch import FenceWatch
from lab.scenario_run import FailbackRun, FailoverRun, RehearsalRun, RejoinRun

RWS_CONTROL = "http://127.0.0.1:8080/standin"
# Wrong, and refused where they are used.
WRONG = {
    "rws": {"gir_rws_ops_password": "wrong"},
    "gax": {"gir_gax_password": "wrong"},
}
# Whoever logs in gets a time of day to which this adds its argument; how long things take is measured as ever.
FAKETIME = """\
cat >> /etc/environment <<END
FAKETIME=$1
FAKETIME_DONT_FAKE_MONOTONIC=1
LD_PRELOAD=$(echo /usr/lib/*/faketime/libfaketime.so.1)
END
"""
# As for failovers: the controller shares its cores with all hosts.
LOOK_AT_ALL = {"gir_rejoin_seconds": 20}
# A storage of one page and one file.
FULL = "size=4k,nr_inodes=2"


class NotPossible(Exception):
    """What a laboratory cannot do, in one line."""


class Events:
    """Of one scenario. `system`: its laboratory. `place`: where its runs keep what they write."""

    def __init__(self, system, place, variables):
        self.system, self._place = system, place
        self.runs, self.seconds = [], []
        self._variables, self._settings = dict(variables), {}
        self._others, self._watches = [], []
        self._calm = threading.Event()

    @property
    def run(self):
        """The last one that was begun, but for those of a second operator."""
        return self.runs[-1]

    def do(self, event):
        getattr(self, f"_{event.do}")(**event.options)

    def finish(self):
        """Every run has ended, and nothing blinks any more."""
        for run in self.runs + self.seconds:
            run.finish()
        for watch in self._watches:
            watch.end()
        self._calm.set()
        for other in self._others:
            other.join()

    # The commands

    def _begin(self, kind, prefix, options, variables):
        given = {f"{prefix}_{name}": value for name, value in options.items()}
        number = len(self.runs) + len(self.seconds) + 1
        return kind(self.system, self._place / f"run{number}", {**variables, **given}, **self._settings)

    def _failover(self, **options):
        self.runs.append(self._begin(FailoverRun, "gir_failover", options, self._variables))

    def _failback(self, **options):
        self.runs.append(self._begin(FailbackRun, "gir_failover", options, self._variables))

    def _second_operator(self, **options):
        self.seconds.append(self._begin(FailoverRun, "gir_failover", options, self._variables))

    def _rejoin(self, data_center, accepted=False, **options):
        options["datacenter"] = data_center
        if accepted:
            shown = [run.result["list"]["digest"] for run in self.runs if run.playbook == "rejoin" and run.result]
            options["listed"] = shown[-1]
        self.runs.append(self._begin(RejoinRun, "gir_rejoin", options, LOOK_AT_ALL))
        self._watches.append(FenceWatch(self.system, self.runs[-1], data_center))

    def _rehearsal(self, **options):
        """From its begin to its end nothing else happens, so that all that is left is of it."""
        before = traces.collect(self.system)
        run = self._begin(RehearsalRun, "gir_rehearsal", options, self._variables)
        self.runs.append(run.finish())
        run.found += traces.differences(self.system, before, traces.collect(self.system), run.result.get("id", ""))

    def _kill_controller(self):
        self.run.kill()

    # Lines and hosts

    def _cut(self, data_center, direction="both", spare_controller=False):
        self.system.does("cut", data_center, "--direction", direction, *["--spare-controller"] * spare_controller)

    def _heal(self, data_center):
        self.system.does("heal", data_center)

    def _both_dead(self):
        for center in self.system.centers:
            self.system.does("cut", center)

    def _blink(self, data_center, period, times):
        def work():
            for _time in range(times):
                for verb in ("cut", "heal"):
                    if self._calm.wait(period):
                        return
                    self.system.does(verb, data_center)

        other = threading.Thread(target=work)
        other.start()
        self._others.append(other)

    def _kill_host(self, host):
        self.system.does("kill", host)

    def _boot_host(self, host):
        self.system.does("boot", host)

    def _clock(self, data_center, hours):
        """What playbooks run on these hosts has another time of day; services keep that of the machine."""
        for host in self.system.hosts(data_center):
            self.system.on(host, "sh", "-ec", FAKETIME, "sh", f"{hours:+d}h")
        self.system.forget_connections()

    # Faults of servers

    def _rws_fault(self, host=None, data_center=None, **options):
        hosts = [host] if host else [one for one in self.system.hosts(data_center) if one.startswith("rws")]
        words = ["-X", "POST", "-H", "Content-Type: application/json", "-d", json.dumps(options)]
        for one in hosts:
            self.system.on(one, "curl", "-sSf", "-o", "/dev/null", *words, f"{RWS_CONTROL}/faults")

    def _gax_fault(self, **options):
        self.system.gax.fault(**options)

    def _gax_well(self):
        self.system.gax.well()

    def _fill_storage(self, data_center):
        """A full file system lies over the storage of its voice recordings, until the host is switched off."""
        root = "/mnt/recordings"
        script = f"mount -t tmpfs -o {FULL} tmpfs {root} && chown www-data:www-data {root} && echo full > {root}/full"
        for host in self.system.hosts(data_center):
            if host in self.system.groups["gir_webdav"]:
                self.system.on(host, "sh", "-c", f"{script}; true")

    def _drop_key(self, data_center):
        path = self.system.variables["rcs_keystore_path"]
        password = self.system.variables["lab_keystore_password_file"]
        keytool = f"keytool -keystore {path} -storepass:file {password}"
        script = f'{keytool} -delete -alias "$({keytool} -list | sed -n \'s/, .*Entry.*//p\' | head -n 1)"'
        for host in self.system.hosts(data_center):
            if host in self.system.groups["gir_rcs"]:
                if not self.system.path(host, path).exists():
                    raise NotPossible(f"an entry less in the keystore of {host}: it has none")
                self.system.on(host, "sh", "-ec", script)

    # What is written while nobody sees it

    def _age(self, hours):
        """What the last run has recorded is so many hours older. What is recorded of calls keeps its time."""
        apart.age(self.system, self.run.began_at, hours)

    def _write(self, what, data_center):
        apart.WRITERS[what](self.system, data_center)

    # What the operator has wrong

    def _wrong_credentials(self, of):
        if of == "storage":
            accounts = self.system.variables["gir_storage_credentials"]
            wrong = {name: {**account, "password": "wrong"} for name, account in accounts.items()}
            self._variables["gir_storage_credentials"] = wrong
        else:
            self._variables.update(WRONG[of])

    def _stale_facts(self):
        """A fact cache of now, which the runs that follow take for fresh; the cache says nothing true of later."""
        cache = self._place / "facts"
        settings = {
            "ANSIBLE_CACHE_PLUGIN": "jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": cache,
            "ANSIBLE_CACHE_PLUGIN_TIMEOUT": 0, "ANSIBLE_GATHERING": "smart",
        }  # fmt: skip
        plays = [{"hosts": "gir", "gather_facts": True, "tasks": []}]
        self._place.mkdir(parents=True, exist_ok=True)
        self.system.play(plays, directory=self._place, **settings).succeeded()
        self._settings.update(settings)
