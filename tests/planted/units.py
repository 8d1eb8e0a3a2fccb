# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of units and installations, which need hosts with a service manager."""

from planted.files import UNITS, Files
from planted.plant import ACTIVE, ENABLED, GONE, Id

RUNNING = {"rws": "gir-rws.service", "rps": "gir-rps.service", "muxer": "gir-muxer.service", "mcp": "gir-mcp.service",
           "rcs": "gir-rcs.service", "load_balancer": "haproxy.service", "webdav": "apache2.service"}  # fmt: skip
MARKER = "/opt/genesys/{}/.gir_multidc_installed.json"


class Units(Files):
    """Makes changes of one unit of a host."""

    def __init__(self, host, unit):
        super().__init__(host)
        self.unit = unit
        self.before = []

    def change(self, name, words, undo, *finds, **more):
        """`words` are the commands that change it, `undo` those that undo that."""

        def act(place):
            for command in undo[::-1]:
                place.system.afterwards(lambda command=command: place.run(*command))
            for command in words:
                place.run(*command)

        ids = [Id(check, self.host, self.unit, key) for check, key in finds]
        more.setdefault("aspect", ACTIVE)
        self.add(f"{self.unit} {name}", self.unit, act, ids, surface="unit", needs=("units",), **more)

    def drop_in(self, name, text, *finds, reload=True, **more):
        """A drop-in, with or without systemd having been told."""
        path = f"{UNITS}/{self.unit}.d/{name}.conf"

        def act(place):
            place.system.afterwards(lambda: place.run("systemctl", "daemon-reload"))
            place.write(path, text)
            if reload:
                place.run("systemctl", "daemon-reload")

        ids = [Id(check, self.host, self.unit, path if key else "") for check, key in finds]
        self.add(f"drop-in {name} of {self.unit}", self.unit, act, ids, surface="unit", needs=("units",), **more)


SYSTEMCTL = "systemctl"


def of_unit(host, component):
    """What may be wrong with a service."""
    unit = RUNNING[component]
    u = Units(host, unit)
    stop = [(SYSTEMCTL, "stop", unit)]
    # What comes next may change what the service reads as it starts.
    start = [(SYSTEMCTL, "reset-failed", unit), (SYSTEMCTL, "start", unit), ("sleep", "1")]
    # RWS is asked through its load balancer.
    away = {"machines": (Id("rws.read", "rws", f"http://{host}:8080"),)} if component == "load_balancer" else {}
    killed = [(SYSTEMCTL, "kill", "-s", "SEGV", unit), ("sleep", "0.2"), *stop]
    u.change("stopped", stop, start, ("unit.state", ""), severity="service_at_risk", **away)
    u.change("killed", killed, start, ("unit.state", ""), **away)
    u.change("disabled", [(SYSTEMCTL, "disable", "-q", unit)], [(SYSTEMCTL, "enable", "-q", unit)],
             ("unit.enabled", ""), aspect=ENABLED)  # fmt: skip
    u.drop_in("override", "[Service]\nExecStart=\nExecStart=/bin/sleep infinity\n", ("unit.drop_in", "x"),
              severity="service_at_risk", row=40 if component == "rws" else 0)  # fmt: skip
    u.drop_in("limits", "[Service]\nLimitNOFILE=64\n", ("unit.drop_in", "x"), reload=False)
    return u.plants


def of_package(host, component):
    """What may be wrong with an installation."""
    f, path = Files(host), MARKER.format(component)
    # The data centers have no longer the same one.
    parity = (Id("parity.version", "parity", component, "dc1/dc2"),)
    more = {"surface": "package", "needs": ("units",)}
    finds = [Id("package.version", host, f"/opt/genesys/{component}")]
    f.add(f"marker of {component} is garbage", path, lambda place: place.edit(path, lambda _data: b"{garbage"), finds,
          **more)  # fmt: skip
    f.add(f"another version in the marker of {component}", path,
          lambda place: place.edit(path, lambda data: data.replace(b"8.5.2", b"8.4.2")), finds, machines=parity,
          **more)  # fmt: skip
    f.add(f"marker of {component} deleted", path, lambda place: place.remove(path), finds, GONE, **more)
    return f.plants
