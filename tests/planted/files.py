# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of managed files, directories and links."""

import os
import re
import shutil

from planted.plant import CONTENT, GONE, GROUP, MODE, OWNER, Id, Plant

APPLICATION = "/opt/genesys/rws/config/application.yaml"
RPCONFIG = "/opt/genesys/rps/rpconfig.cfg"
MUXER = "/opt/genesys/muxer/muxer.cfg"
HTPASSWD = "/etc/gir/webdav/htpasswd"
SITE_FILE = "/etc/apache2/conf-available/gir-recordings.conf"
SITE_LINK = "/etc/apache2/conf-enabled/gir-recordings.conf"
HEALTH = "/mnt/recordings/.gir-health"
STORAGE = "/mnt/recordings"
UPDATE = "/opt/genesys/index_update"
UNITS = "/etc/systemd/system"
SOMEBODY = 54321  # neither an account nor a group has this number


def replaced(old, new):
    """A function on bytes that puts one text in the place of another."""

    def change(data):
        assert old.encode() in data, f"{old!r} is not there"
        return data.replace(old.encode(), new.encode(), 1)

    return change


class Files:
    """Makes changes of the files of one host."""

    def __init__(self, host):
        self.host = host
        self.plants = []

    def add(self, name, path, act, finds=(), aspect=CONTENT, surface="file", **more):
        """`finds`: pairs of a check and a key of this path, or whole ids."""
        ids = tuple(found if isinstance(found, Id) else Id(found[0], self.host, path, found[1]) for found in finds)
        more.setdefault("needs", ("root",) if aspect in {OWNER, GROUP} else ())
        self.plants.append(
            Plant(f"{self.host}: {name}", surface, lambda system: act(system.host(self.host)), (self.host, path), ids,
                  aspect, **more)
        )  # fmt: skip

    def edit(self, name, path, function, *keys, check="file.content", **more):
        """Other bytes; `keys` are those of the options that differ."""
        self.add(name, path, lambda host: host.edit(path, function), [(check, key) for key in keys], **more)

    def option(self, name, path, old, new, key, **more):
        """One text in the place of another."""
        self.edit(name, path, replaced(old, new), key, **more)

    def mode(self, path, mode, kind="file", **more):
        """Another mode."""
        finds = [(f"{kind}.mode", "")]
        self.add(f"{path} mode {mode:o}", path, lambda host: host.change(path).chmod(mode), finds, MODE, kind, **more)

    def owner(self, path, kind="file", **more):
        """Another owner."""
        self.add(f"{path} of somebody else", path, lambda host: os.chown(host.change(path), SOMEBODY, -1),
                 [(f"{kind}.owner", "")], OWNER, kind, **more)  # fmt: skip

    def group(self, path, kind="file"):
        """Another group."""
        self.add(f"{path} of another group", path, lambda host: os.chown(host.change(path), -1, SOMEBODY),
                 [(f"{kind}.group", "")], GROUP, kind)  # fmt: skip

    def gone(self, path, check="file.missing", surface="file", **more):
        """Nothing there."""
        self.add(f"{path} deleted", path, lambda host: host.remove(path), [(check, "")], GONE, surface, **more)

    def link_instead(self, path, **more):
        """A symbolic link to a copy in another directory."""

        def act(host):
            real = host.change(path)
            elsewhere = host.change(f"/srv/{real.name}")
            elsewhere.parent.mkdir(exist_ok=True)
            shutil.copy2(real, elsewhere)
            real.unlink()
            real.symlink_to(os.path.relpath(elsewhere, real.parent))

        self.add(f"{path} is a symbolic link to a copy", path, act, [("file.kind", "")], GONE, **more)

    def directory_instead(self, path):
        """A directory in the place of a file."""

        def act(host):
            host.remove(path)
            (host / path).mkdir()

        self.add(f"{path} is a directory", path, act, [("file.kind", "")], GONE)

    def pipe_instead(self, path):
        """A FIFO: who opens it waits for ever."""

        def act(host):
            host.remove(path)
            os.mkfifo(host / path)

        self.add(f"{path} is a named pipe", path, act, [("file.kind", "")], GONE)


def of_rws(host):
    """What may be wrong with an RWS node's files."""
    f = Files(host)
    f.option("a managed key of application.yaml changed", APPLICATION, "drMonitoringDelay: 2", "drMonitoringDelay: 3",
             "serverSettings.drMonitoringDelay", row=23)  # fmt: skip
    f.edit("a foreign section added to application.yaml", APPLICATION, lambda data: data + b"foreign:\n  key: 1\n",
           "foreign.key", row=24)  # fmt: skip
    f.option("an option removed from application.yaml", APPLICATION, "  syncNode: ", "  # syncNode: ",
             "serverSettings.syncNode")  # fmt: skip
    f.option("an option added to application.yaml", APPLICATION, "serverSettings:\n",
             "serverSettings:\n  undeleteLimit: 5\n", "serverSettings.undeleteLimit")  # fmt: skip
    f.option("a secret of application.yaml changed", APPLICATION, "cmePassword: ", "cmePassword: another-",
             "serverSettings.cmePassword", severity="security")  # fmt: skip
    f.option("the crypto key changed", APPLICATION, "cryptoSecurityKey: ", "cryptoSecurityKey: another-",
             "serverSettings.cryptoSecurityKey", severity="recordings_at_risk")  # fmt: skip
    f.edit("a number that became text", APPLICATION, lambda data: re.sub(rb"cmePort: (\d+)", rb'cmePort: "\1"', data),
           "onPremiseSettings.cmePort")  # fmt: skip
    f.edit("application.yaml cut in the middle of its last line", APPLICATION, lambda data: data[:-3],
           "onPremiseSettings.cmePort")  # fmt: skip
    f.edit("application.yaml without its last section", APPLICATION, lambda data: data[: data.index(b"onPremise")],
           "onPremiseSettings.cmeHost", "onPremiseSettings.cmePort")  # fmt: skip
    f.edit("application.yaml is no YAML", APPLICATION, lambda data: data + b"\t- [}\n", "")
    f.edit("application.yaml has a letter in Latin-1", APPLICATION, lambda data: data + b"# caf\xe9\n", "")
    f.edit("application.yaml has a second document", APPLICATION, lambda data: data + b"---\njetty:\n  port: 1\n", "")
    f.edit("application.yaml names a key twice", APPLICATION, lambda data: data + b"jetty:\n  port: 1\n", "")
    f.edit("a comment added to application.yaml", APPLICATION, lambda data: data + b"# seen by the night shift\n")
    f.mode(APPLICATION, 0o644, severity="security", row=25)
    f.owner(APPLICATION)
    f.group(APPLICATION)
    f.gone(APPLICATION)
    f.link_instead(APPLICATION, row=26)
    f.directory_instead(APPLICATION)
    f.mode("/opt/genesys/rws/config", 0o777, "directory", severity="security", row=28)
    f.owner("/opt/genesys/rws/config", "directory")
    f.gone("/opt/genesys/rws/config", "directory.missing", "directory")
    f.add("a foreign, harmless file beside application.yaml", "/opt/genesys/rws/config/notes.txt",
          lambda host: host.write("/opt/genesys/rws/config/notes.txt", "ask Ann\n"))  # fmt: skip
    return f.plants


def of_processor(host):
    """What may be wrong with the configuration of a Recording Processor."""
    f = Files(host)
    f.gone(RPCONFIG, row=29)
    f.mode(RPCONFIG, 0o600, row=30)
    f.owner(RPCONFIG)
    f.edit("rpconfig.cfg with CRLF", RPCONFIG, lambda data: data.replace(b"\n", b"\r\n"), "", check="file.line_ends",
           row=31)  # fmt: skip
    f.option("an option of rpconfig.cfg changed", RPCONFIG, "\nmode = ", "\nmode = x", "processing.mode")
    f.option("a password of rpconfig.cfg changed", RPCONFIG, "\npassword = ", "\npassword = x",
             "config_server.password")  # fmt: skip
    f.option("an option of rpconfig.cfg removed", RPCONFIG, "contact_center_id", "# contact_center_id",
             "htcc.contact_center_id")  # fmt: skip
    f.option("a foreign option in rpconfig.cfg", RPCONFIG, "[rp_server]\n", "[rp_server]\nthreads = 7\n",
             "rp_server.threads")  # fmt: skip
    f.edit("rpconfig.cfg begins with a byte order mark", RPCONFIG, lambda data: b"\xef\xbb\xbf" + data, "")
    f.edit("blanks at the ends of lines of rpconfig.cfg", RPCONFIG, replaced("[processing]\n", "[processing]  \n"))
    f.pipe_instead(RPCONFIG)
    f.mode("/opt/genesys/rps", 0o755, "directory")
    return f.plants


def of_muxer(host):
    """What may be wrong with the configuration of a Muxer."""
    f = Files(host)
    f.edit("a comment added to muxer.cfg", MUXER, lambda data: data + b"# seen\n", row=32)
    f.owner(MUXER, row=33)
    f.option("the number of Muxers changed", MUXER, "total_muxers = 1", "total_muxers = 2", "processing.total_muxers")
    f.option("another account of the storage", MUXER, "[webdav]\nusername = ", "[webdav]\nusername = x",
             "webdav.username")  # fmt: skip
    f.gone(MUXER)
    f.mode(MUXER, 0o666, severity="security")
    return f.plants


def of_storage(host):
    """What may be wrong with the files of the storage."""
    f = Files(host)
    f.edit("another user in htpasswd", HTPASSWD, lambda data: data + b"eve:$6$abc$def\n", "eve", severity="security",
           row=34)  # fmt: skip
    f.edit("another password in htpasswd", HTPASSWD, lambda data: data.replace(b"$6$", b"$5$"),
           f"recorder-{host.rpartition('-')[2]}")  # fmt: skip
    f.mode(HTPASSWD, 0o644, severity="security")
    f.gone(HTPASSWD)
    f.gone(SITE_LINK, "link.missing", "link", row=35)
    f.add("our site file's link leads elsewhere", SITE_LINK, _led_elsewhere, [("link.target", "")], surface="link")
    f.add("our site file is a copy, not a link", SITE_LINK, _copied, [("link.target", "")], surface="link")
    f.option("the storage open to all in our site file", SITE_FILE, "Require valid-user", "Require all granted", "")
    f.edit("a comment added to our site file", SITE_FILE, lambda data: data + b"# ours\n", "")
    f.gone(SITE_FILE)
    f.edit("health probe file changed", HEALTH, lambda _data: b"something else", "", row=37)
    f.gone(HEALTH)
    f.mode(STORAGE, 0o777, "directory", severity="security", row=38)
    f.group(STORAGE, "directory")
    f.add("a recording arrived", f"{STORAGE}/a.wav", lambda host: host.write(f"{STORAGE}/a.wav", "RIFF"))
    return f.plants


def _led_elsewhere(host):
    host.remove(SITE_LINK)
    (host / SITE_LINK).symlink_to("../conf-available/other.conf")


def _copied(host):
    data = (host / SITE_FILE).read_bytes()
    host.remove(SITE_LINK)
    (host / SITE_LINK).write_bytes(data)


def of_unit_file(host, unit, component):
    """What may be wrong with the file of a unit, whether or not anybody manages services."""
    f, path = Files(host), f"{UNITS}/{unit}"
    f.edit(f"ExecStart of {unit} changed", path, replaced("ExecStart = ", "ExecStart = /usr/bin/nice "),
           "Service.ExecStart", surface="unit", severity="service_at_risk",
           row=39 if component == "rws" else 0)  # fmt: skip
    f.edit(f"an option added to {unit}", path, replaced("Restart = ", "Nice = 5\nRestart = "), "Service.Nice",
           surface="unit")  # fmt: skip
    f.edit(f"a comment added to {unit}", path, lambda data: data + b"# seen\n", surface="unit")
    f.gone(path, surface="unit", row=41 if component == "mcp" else 0)
    return f.plants


def of_update(host):
    """What may be wrong with the program of the daily index update."""
    f = Files(host)
    program = f"{UPDATE}/gir_index_update.py"
    f.edit("the program of the index update changed", program, lambda data: data + b"pass\n", "", row=43)
    f.gone(program)
    f.mode(UPDATE, 0o777, "directory", severity="security")
    timer = f"{UNITS}/gir-index-update.timer"
    f.edit("the timer of the index update at another time", timer, replaced("OnCalendar = ", "OnCalendar = Mon "),
           "Timer.OnCalendar", surface="timer")  # fmt: skip
    f.gone(timer, surface="timer")
    return f.plants
