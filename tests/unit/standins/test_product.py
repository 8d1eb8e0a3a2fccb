# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-ins as installed products, and the packages that bring them."""

import contextlib
import os
import signal
import subprocess
import sys
import tarfile

import pytest
import yaml
from standin_client import call, eventually
from standins import rws
from standins.packages import PRODUCTS, make_archive, make_system
from standins.webdav import WebDav
from test_other_servers import USER, htpasswd_line
from test_rws_replica import free_port

ACCOUNT = ("configuration", "configuration-password")
PEOPLE = {"objects": [], "passwords": dict([ACCOUNT])}


@pytest.fixture
def installed(tmp_path):
    """A directory in which the package of RWS was installed by its own install.sh."""
    archive = make_archive(tmp_path / "rws.tar.gz", name="rws", version="8.5.2", product="rws", people=PEOPLE)
    with tarfile.open(archive) as package:
        package.extractall(tmp_path, filter="data")
    home = tmp_path / "home"
    response = tmp_path / "response.ini"
    response.write_text(f"[License]\nLicenseAgreement=Accepted\n[IPCommon]\nInstallPath={home}\n")
    subprocess.run(
        ["sh", "install.sh", "-s", "-fr", str(response), "-fl", str(tmp_path / "result")],
        cwd=tmp_path / "ip",
        check=True,
    )
    return home


def configure(home, **settings):
    document = rws.application(
        port=free_port(), sync_node=True, cmeUserName=ACCOUNT[0], cmePassword=ACCOUNT[1], nodePath="/US/NY", **settings
    )
    document["cassandraCluster"] = {"nodes": "localhost-is-alone", "thrift_port": free_port()}
    (home / "application.yaml").write_text(yaml.safe_dump(document))
    return "http://127.0.0.1:{}".format(document["jetty"]["port"])


@contextlib.contextmanager
def started(home, *arguments):
    command = [sys.executable, "rws.pyz", "application.yaml", "--people", "people.json", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    process = subprocess.Popen(
        command, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_an_installed_node_serves_what_its_file_says_and_ends_when_it_is_told(installed):
    url = configure(installed)
    with started(installed, "--contact-center-id", "625a5cf1-dea8-4e46-b18b-831d4b254488") as process:
        assert "is ready" in process.stdout.readline()
        assert call(f"{url}/api/v2/diagnostics/version").json == {"statusCode": 0, "version": "8.5.2"}
        centers = call(f"{url}/api/v2/ops/contact-centers", auth=rws.OPS).json["uris"]
        assert centers == [f"{url}/api/v2/ops/contact-centers/625a5cf1-dea8-4e46-b18b-831d4b254488"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"syncNode": "yes"}, "serverSettings.syncNode is 'yes': give true or false"),
        ({"cmePassword": "wrong"}, "Configuration Server refuses cmeUserName 'configuration'"),
    ],
)
def test_an_installed_node_that_refuses_its_file_says_why_and_fails(installed, settings, sentence):
    document = rws.application(port=free_port(), cmeUserName=ACCOUNT[0], cmePassword=ACCOUNT[1])
    document["serverSettings"].update(settings)
    (installed / "application.yaml").write_text(yaml.safe_dump(document))
    with started(installed) as process:
        out, said = process.communicate(timeout=10)
    assert process.returncode == 1
    assert sentence in said
    assert "Traceback" not in said
    assert out == ""


def test_every_product_has_a_package_that_knows_its_version(tmp_path):
    make_system(tmp_path, "8.5.9", PEOPLE)
    for product in PRODUCTS:
        with tarfile.open(tmp_path / f"{product}-8.5.9.tar.gz") as package:
            package.extract("ip/data.tar.gz", tmp_path, filter="data")
        with tarfile.open(tmp_path / "ip" / "data.tar.gz") as data:
            data.extract(f"{product}.pyz", tmp_path, filter="data")
            assert ("people.json" in data.getnames()) == (product == "rws")
        command = [sys.executable, tmp_path / f"{product}.pyz", "--version"]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == f"{product} 8.5.9\n"


def test_a_product_that_does_not_start_says_so_and_fails(tmp_path):
    archive = make_archive(tmp_path / "p.tar.gz", name="rcs", version="1.2", product="rcs", behaviour="does-not-start")
    with tarfile.open(archive) as package:
        package.extract("ip/data.tar.gz", tmp_path, filter="data")
    with tarfile.open(tmp_path / "ip" / "data.tar.gz") as data:
        data.extract("rcs.pyz", tmp_path, filter="data")
    run = subprocess.run(
        [sys.executable, tmp_path / "rcs.pyz", "--port", "1"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (1, "rcs 1.2 does not start: its installation is damaged\n")


def test_an_upload_goes_into_the_storage_of_the_location_of_the_node(installed, tmp_path):
    roots = {"/screens": tmp_path / "screens"}
    roots["/screens"].mkdir()
    (tmp_path / "htpasswd").write_text(htpasswd_line())
    url = configure(installed)
    (installed / "people.json").write_text(
        '{"objects": [{"type": "CfgPerson", "dbid": "100", "username": "admin", "userproperties": {"property": '
        '[{"section": "htcc", "key": "roles", "value": "admin"}]}}], '
        '"passwords": {"admin": "admin-password", "configuration": "configuration-password"}}'
    )
    with WebDav("dav1", htpasswd=tmp_path / "htpasswd", roots=roots) as storage, started(installed) as process:
        assert eventually(lambda: storage.state == "running")
        assert "is ready" in process.stdout.readline()
        center = call(f"{url}/api/v2/ops/contact-centers", auth=rws.OPS).json["uris"][0].rpartition("/")[2]
        features = {"uris": [f"{url}/api/v2/system/features/api-supervisor-recording"]}
        assert call(f"{url}/api/v2/ops/contact-centers/{center}/features", "POST", rws.OPS, features).status == 200
        recordings = f"{url}/internal-api/contact-centers/{center}/screen-recordings"
        record = {"id": "r1", "mediaFiles": [{"mediaId": "r1.mp4"}]}
        refused = call(recordings, "POST", rws.OPS, record)
        assert (refused.status, refused.json["statusCode"]) == (500, 4)
        assert "has no active storage" in refused.json["statusMessage"]

        def give(method, password):
            credential = {"userName": USER[0], "password": password, "storagePath": f"{storage.url}/screens"}
            value = [{"storageType": "webDAV", "active": True, "credential": credential}]
            setting = {"name": "storage", "location": "/US/NY", "value": value}
            settings = f"{url}/api/v2/settings/screen-recording"
            assert call(settings, method, ("admin", "admin-password"), setting).status in {200, 201}

        give("POST", "wrong")
        assert "answered 401" in call(recordings, "POST", rws.OPS, record).json["statusMessage"]
        assert list(roots["/screens"].iterdir()) == []
        give("PUT", USER[1])
        assert call(recordings, "POST", rws.OPS, record).status == 200
        assert (roots["/screens"] / "r1.mp4").read_text() == "content of r1.mp4\n"
        assert call(f"{recordings}/r1/content/r1.mp4", auth=rws.OPS).body == b"content of r1.mp4\n"
