# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover kit brings to a bare host: wheels, addresses, host keys, and the program that uses them."""

import base64
import hashlib
import hmac
import os
import shutil
import socket
import subprocess

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._kit import addresses, archive, host_keys, script, wheels

WANTED = wheels.Wanted(("pip", "ansible-core==2.19.0"), ("3.11", "3.12"), "x86_64")


def test_requirements_are_those_of_the_collection():
    found = wheels.wanted("2.19.0", ["3.12"])
    assert found.requirements[:2] == ("pip", "ansible-core==2.19.0")
    assert any(one.startswith("dnspython") for one in found.requirements)
    assert found.pythons == ("3.12",)
    assert wheels.wanted("2.19.0").pythons[0].startswith("3.")


def test_wheels_are_of_each_python_and_of_old_libraries():
    asked = []

    def run(command):
        asked.append(command)
        place = command[command.index("--dest") + 1]
        python = command[command.index("--python-version") + 1]
        with open(os.path.join(place, f"pip-1-cp{python}.whl"), "wb") as stream:
            stream.write(b"w")
        return 0, ""

    found = wheels.collected(WANTED, run=run)
    assert sorted(found) == ["wheels/pip-1-cp3.11.whl", "wheels/pip-1-cp3.12.whl"]
    assert "manylinux_2_28_x86_64" in asked[0]
    assert "--no-index" not in asked[0]
    wheels.collected(WANTED, "/srv/wheels", run)
    assert asked[-1][asked[-1].index("--find-links") + 1] == "/srv/wheels"


@pytest.mark.parametrize(
    ("said", "directory", "sentence"),
    [
        ("WARNING: x\nERROR: No matching distribution found for pip", "",
         "No wheels for Python 3.11 could be downloaded: No matching distribution found for pip. Run this where"),
        ("ERROR: Could not install from https://me:topsecret@pypi.example/simple", "", "https://********@pypi.example"),
        ("/x/python: No module named pip", "", "has no pip, so no wheels can be collected"),
        ("ERROR: No matching distribution found for a", "/srv/w", "The wheels in /srv/w (gir_kit_wheels_dir) are not"),
    ],
)  # fmt: skip
def test_why_there_are_no_wheels_is_one_sentence(said, directory, sentence):
    with pytest.raises(wheels.NoWheels) as refused:
        wheels.collected(WANTED, directory, lambda _command: (1, said))
    assert sentence in str(refused.value)
    assert "topsecret" not in str(refused.value)


def test_wheels_without_pip_are_refused():
    with pytest.raises(wheels.NoWheels, match="pip collected no wheel of itself"):
        wheels.collected(WANTED, run=lambda _command: (0, ""))


def answers(name):
    known = {"rws1": ["fd00::1", "10.0.0.2", "10.0.0.1"], "gax.example": ["10.0.0.9"]}
    if name not in known:
        raise OSError("unknown")
    return known[name]


def test_names_are_resolved_once_and_in_one_order():
    found = addresses.found(["RWS1", "rws1.", "10.0.0.7", "fd00::2", "localhost", "bad name", "-x", "gone"], answers)
    assert found == addresses.Addresses({"rws1": ("10.0.0.1", "10.0.0.2", "fd00::1")}, ("gone",))
    assert addresses.in_texts(['"https://Gax.example:8080/gax", "http://u:p@b/x"', "http://[fd00::1]/"]) == {
        "gax.example", "b", "fd00::1",
    }  # fmt: skip


def test_ssh_goes_to_the_address_and_knows_the_key_by_the_name():
    found = addresses.found(["rws1"], answers)
    text = addresses.ssh_config(found, ["rws1", "10.0.0.7"])
    assert "Host rws1\n  HostName 10.0.0.1\n  HostKeyAlias rws1\n" in text
    assert "Host 10.0.0.7" not in text
    if shutil.which("ssh"):
        command = ["ssh", "-G", "-F", "/dev/stdin", "rws1"]
        done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)
        assert "hostname 10.0.0.1\n" in done.stdout
        assert "hostkeyalias rws1\n" in done.stdout


def _hashed(name):
    salt = b"s" * 20
    digest = hmac.digest(salt, name.encode(), hashlib.sha1)
    return "|1|" + "|".join(base64.b64encode(part).decode() for part in (salt, digest))


def test_host_keys_that_the_controller_knows():
    found = addresses.found(["rws1"], answers)
    wanted = host_keys.asked_for([("rws1", "22"), ("10.0.0.7", "2222")], found)
    text = "\n".join([
        "# comment", "rws1,other ssh-ed25519 AAA comment", f"{_hashed('10.0.0.2')} ssh-rsa BBB",
        f"{_hashed('[10.0.0.7]:2222')} ssh-rsa CCC", "nobody ssh-rsa DDD", "@revoked rws1 ssh-rsa EEE",
        "|1|x ssh-rsa F",
    ])  # fmt: skip
    assert host_keys.known_hosts([text, text], wanted).splitlines() == [
        "[10.0.0.7]:2222 ssh-rsa CCC", "rws1 ssh-ed25519 AAA", "rws1 ssh-rsa BBB",
    ]  # fmt: skip


def test_of_the_configuration_only_how_hosts_are_reached_is_kept():
    text = (
        "[defaults]\nremote_user = deploy\nvault_password_file = /x\ncallbacks_enabled = y\n#timeout=3\nforks=40\n"
        "[ssh_connection]\nssh_args = -o ControlMaster=auto\npassword = secret\n[galaxy]\nserver_list = z\n"
    )
    found = script.ansible_cfg(text)
    assert "remote_user = deploy" in found
    assert "forks = 40" in found
    assert "ssh_args = -o ControlMaster=auto" in found
    assert not [word for word in ("vault", "callbacks", "secret", "galaxy", "timeout") if word in found]


@pytest.fixture
def kit(tmp_path):
    """An unpacked kit without wheels."""
    members = {"failover.sh": script.script(["3.77"], ["inventory/1", "a,b"], "collection/c.tar.gz").encode()}
    members["SHA256SUMS"] = archive.sums(members).encode()
    for name, content in members.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "failover.sh").chmod(0o700)
    return tmp_path


def run(kit, *arguments):
    done = subprocess.run([kit / "failover.sh", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)  # fmt: skip
    return done.returncode, done.stdout


def test_the_program_is_posix_shell(kit):
    for shell in filter(None, map(shutil.which, ("sh", "dash", "bash", "busybox"))):
        words = [shell, "sh"] if shell.endswith("busybox") else [shell]
        assert subprocess.run([*words, "-n", kit / "failover.sh"], check=False).returncode == 0, shell
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", "--shell=sh", kit / "failover.sh"], check=True)


def test_inventories_are_given_in_their_order(kit):
    assert """-i "$here"/inventory/1 -i 'a,b' "$@"\n""" in (kit / "failover.sh").read_text(encoding="utf-8")
    assert script.quoted("it's") == "'it'\\''s'"


def test_a_damaged_kit_is_not_run(kit):
    with (kit / "failover.sh").open("a", encoding="utf-8") as stream:
        stream.write("# more\n")
    code, said = run(kit)
    assert code == 1
    assert "the kit is damaged" in said


def test_without_its_python_it_says_so(kit):
    code, said = run(kit, "--check")
    assert code == 1
    assert "this kit needs Python 3.77, and none is on the PATH" in said


def test_a_place_with_odd_letters_is_refused(kit, tmp_path):
    odd = tmp_path / "a b"
    odd.mkdir()
    shutil.copy2(kit / "failover.sh", odd)
    code, said = run(odd)
    assert code == 1
    assert "unpack it elsewhere" in said


def test_names_of_the_kit_need_no_name_server(tmp_path, monkeypatch):
    hosts = tmp_path / "hosts"
    hosts.write_text("# comment\n127.0.0.9\trws1 # first\nfd00::1 rws1\n", encoding="utf-8")
    asked = []

    def ask(host, port, *_more):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]

    monkeypatch.setenv("GIR_KIT_HOSTS", str(hosts))
    monkeypatch.setattr(socket, "getaddrinfo", ask)
    monkeypatch.setattr(socket, "gethostbyname", lambda host: f"asked {host}")
    exec(compile(script.HOSTS, "gir_kit_hosts.py", "exec"), {})
    found = socket.getaddrinfo("RWS1.", 443, socket.AF_INET)
    assert [one[4] for one in found] == [("127.0.0.9", 443)]
    assert asked == ["127.0.0.9"]
    socket.getaddrinfo("elsewhere", 1)
    assert asked[-1] == "elsewhere"
    assert socket.gethostbyname("rws1") == "127.0.0.9"
    assert socket.gethostbyname("b") == "asked b"
