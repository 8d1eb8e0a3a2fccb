# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the host of a recording storage should be."""

import copy

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from recorded import computed, scenarios
from template_texts import text_of

TLS = {"webdav_tls_certificate": "/tls/cert.pem", "webdav_tls_key": "/tls/key.pem"}
DEBIAN = {"webdav_os_family": "Debian"}
STAGED = {"gir_root": "/staged", "gir_service_user": "genesys", "gir_service_group": "staff"}


def storage(host="dav1-dc2", facts=None, urls=None, **variables):
    """The storage of dc2 has plain addresses at port 8080, that of dc1 https ones. `urls`: other ones of dc2."""
    base = scenarios("muxer")["minimal, three data centers"]
    given = copy.deepcopy({**base["variables"], **variables})
    kept = {"gir_storage_credentials": base["variables"]["gir_storage_credentials"]}
    if urls is not None:
        given["gir_datacenters"]["dc2"]["storage"] = dict(zip(("voice_url", "screen_url"), urls))
    return computed("webdav", {**base, "variables": given, "model_variables": kept, "facts": facts or {}}, host)


def file_of(desired, name):
    (file,) = [file for file in desired.files if file.path.endswith(name)]
    return file


def text(desired, name="gir-recordings.conf"):
    assert desired.violations == []
    return text_of("webdav", file_of(desired, name), desired.host)


def rights(desired):
    return {one.path: (one.owner, one.group, one.mode) for one in desired.directories if one.mode}


def wrong(*arguments, **variables):
    return [(found.id, found.sentence) for found in storage(*arguments, **variables).violations]


def test_host_of_red_hat():
    desired = storage()
    assert [file.path for file in desired.files] == [
        "/etc/httpd/conf.d/gir-recordings.conf",
        "/etc/gir/webdav/htpasswd",
        "/mnt/screens/.gir-health",
        "/mnt/recordings/.gir-health",
    ]
    assert desired.links == []
    assert desired.system_packages == ["httpd"]
    assert rights(desired)["/etc/gir/webdav"] == ("root", "apache", "0750")
    assert rights(desired)["/mnt/recordings"] == ("apache", "apache", "0750")
    service = desired.service
    assert (service.name, service.on_change, service.unit_expected) == ("httpd", "reloaded", True)
    assert service.backup_directory == "/var/lib/gir_multidc/webdav"
    assert file_of(desired, ".conf").validate == '/usr/sbin/httpd -t -c "Include %s"'
    assert file_of(desired, "htpasswd").secret


@pytest.mark.parametrize("given", [{"facts": {"os_family": "Debian"}}, DEBIAN])
def test_host_of_debian(given):
    """The variable or the fact says the family, and a relative link enables the configuration."""
    desired = storage(**given)
    assert [(link.path, link.target) for link in desired.links] == [
        ("/etc/apache2/conf-enabled/gir-recordings.conf", "../conf-available/gir-recordings.conf")
    ]
    assert desired.system_packages == ["apache2"]
    assert rights(desired)["/var/lib/gir-webdav"] == ("www-data", "www-data", "0700")
    assert desired.service.name == "apache2"


def test_variable_wins_over_fact():
    assert storage(facts={"os_family": "Debian"}, webdav_os_family="RedHat").service.name == "httpd"


def test_staged_root():
    """Below a staged root nothing is installed or checked, and everything belongs to whoever runs the components."""
    desired = storage(**STAGED)
    assert desired.system_packages == []
    assert desired.service.backup_directory == ""
    assert not desired.service.unit_expected
    assert file_of(desired, ".conf").validate is None
    assert {given[:2] for given in rights(desired).values()} == {("genesys", "staff")}
    assert file_of(desired, ".conf").owner == "genesys"


def test_directory_of_accounts_elsewhere_keeps_its_rights():
    """Such as /var/www, which httpd serves other things from."""
    desired = storage(webdav_htpasswd_path="/var/www/dav.passwd")
    assert "/var/www" in {directory.path for directory in desired.directories} - set(rights(desired))


def test_platform_can_be_overruled():
    desired = storage(webdav_user="web", webdav_group="www", webdav_lock_directory="/locks", webdav_service="httpd2")
    assert rights(desired)["/locks"] == ("web", "www", "0700")
    assert rights(desired)["/etc/gir/webdav"] == ("root", "www", "0750")
    assert desired.service.name == "httpd2"
    assert 'DavLockDB "/locks/lockdb"' in text(desired)


def test_nothing_is_installed_or_validated_on_demand():
    desired = storage(webdav_install=False, webdav_validate="no")
    assert desired.system_packages == []
    assert file_of(desired, ".conf").validate is None
    assert not desired.service.unit_expected


@pytest.mark.parametrize("validated", [True, False])
def test_check_mode_without_httpd(validated):
    """Where check mode only predicts the package, nothing on the host can check the file."""
    (call,) = calls.of_verb("write", COMPONENTS["webdav"], storage(), {}, {"validate_files": validated}, check=True)
    assert call.name == "gir.multidc.config_bundle"
    assert ["validate" in file for file in call.args["files"]] == [validated, False, False, False]
    assert call.args["backup_directory"] == "/var/lib/gir_multidc/webdav"


def test_storage_made_by_hand():
    desired = storage(webdav_manage_storage=False)
    assert "/mnt/recordings" not in rights(desired)
    assert [file for file in desired.files if file.content is not None] == []
    assert "/gir-health" in text(desired)


def test_without_health_probes():
    desired = storage(webdav_health_path=None)
    assert [file for file in desired.files if file.content is not None] == []
    assert "health" not in text(desired)


def test_plain_addresses():
    found = text(storage())
    assert "<VirtualHost *:8080>" in found
    assert "    Listen 8080\n" in found
    assert "SSL" not in found


def test_tls_ends_here_when_addresses_are_https():
    desired = storage("dav1-dc1", webdav_tls_protocols=["-all", "+TLSv1.2"], webdav_tls_chain="/chain", **TLS)
    found = text(desired)
    for line in ('SSLCertificateFile "/tls/cert.pem"', "SSLProtocol -all +TLSv1.2", 'SSLCertificateChainFile "/chain"'):
        assert line in found
    assert desired.system_packages == ["httpd", "mod_ssl"]
    # Where the platform loads the module for TLS it listens on 443, too.
    assert found.count("Listen") == 1


def test_load_balancer_ends_tls():
    """What it sends on is plain HTTP."""
    found = text(storage("dav1-dc1", webdav_terminate_tls=False))
    assert "<VirtualHost *:80>" in found
    assert "SSL" not in found
    assert "Listen" not in found


@pytest.mark.parametrize(
    ("variables", "port", "listens"),
    [
        ({}, 8080, True),
        ({"webdav_port": 9000}, 9000, True),
        ({"webdav_port": "9000", "webdav_listen": False}, 9000, False),
        ({"webdav_port": 80}, 80, False),
        ({"webdav_listen": True, "webdav_port": 80}, 80, True),
        ({"webdav_terminate_tls": True, **TLS}, 443, False),
    ],
)
def test_port(variables, port, listens):
    """That of the addresses, but where TLS is ended elsewhere; httpd already listens on 80 and 443."""
    found = text(storage(**variables))
    assert f"<VirtualHost *:{port}>" in found
    assert ("GIR_RECORDINGS_LISTEN" in found) is listens


def test_longer_address_comes_first():
    """httpd takes the first Alias that fits."""
    found = text(storage(urls=("http://dav.test/voice/", "http://dav.test/voice/screens")))
    assert found.index('Alias "/voice/screens" "/mnt/screens"') < found.index('Alias "/voice" "/mnt/recordings"')


def test_root_of_the_server_as_address():
    found = text(storage(urls=("http://dav.test", "http://dav.test/s")))
    assert 'Alias "/" "/mnt/recordings/"' in found


def test_every_name_of_the_addresses_is_served():
    found = text(storage(urls=("http://Voice.test/v", "http://screen.test/s")))
    assert "ServerName voice.test" in found
    assert "ServerAlias screen.test" in found


def test_host_serves_another_storage():
    found = text(storage(webdav_storage="central", **TLS))
    assert "ServerName dav.central.test" in found
    assert "# Recording storage central" in found


def test_further_options():
    desired = storage(
        webdav_directory_options=["FollowSymLinks"],
        webdav_max_upload_size=0,
        webdav_realm="storage",
        webdav_extra_options=["LogLevel warn", "Header set X {{ not_a_template }}"],
        gir_secret_keys=["^mine$"],
    )
    found = text(desired)
    for line in ("Options FollowSymLinks", "LimitRequestBody 0", 'AuthName "storage"', "    LogLevel warn"):
        assert line in found
    assert "Header set X {{ not_a_template }}" in found
    assert desired.secret_keys == ["^mine$"]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({}, 0),
        ({"webdav_max_upload_size": ""}, 0),
        ({"webdav_max_upload_size": None}, 0),
        ({"webdav_max_upload_size": "6000000000"}, 6000000000),
    ],
)
def test_limit_of_uploads(given, written):
    """It is always written, for each kind of recordings: httpd from 2.4.54 on has another default than before."""
    desired = storage(**given)
    found = text(desired)
    assert found.count(f"        LimitRequestBody {written}\n    </Location>") == 2
    assert found.count("LimitRequestBody") == 2
    assert "        RequestReadTimeout body=0\n" in found


def test_limit_of_uploads_that_recordings_may_reach():
    """A warning, as verify asks for files of 5 GiB; 0 means no limit."""
    given = {"webdav_max_upload_size": (5 << 30) - 1, "webdav_extra_options": ["limitrequestbody 5", "LogLevel warn"]}
    (one, other) = storage(**given).violations
    assert {(found.id, found.severity) for found in (one, other)} == {("GIR868", "warning")}
    sentence = "webdav_max_upload_size is 5368709119: a recording of more bytes is refused with HTTP 413."
    assert one.sentence == sentence
    assert 'has "limitrequestbody 5" beside webdav_max_upload_size (5368709119)' in other.sentence
    given = {"webdav_max_upload_size": 5 << 30, "webdav_extra_options": ["LimitRequestBody 0"]}
    assert storage(**given).violations == []


def test_hashes_of_passwords():
    """The salt says nothing of the password, and differs between users and hosts."""
    old = {"webdav_extra_users": [{"username": "old", "password": "old-Secret-9"}]}
    lines = dict(line.split(":") for line in text(storage(**old), "htpasswd").splitlines())
    assert list(lines) == ["dav2", "old"]
    assert {line.split("$")[1:3] == ["6", "rounds=10000"] for line in lines.values()} == {True}
    salts = {name: line.split("$")[3] for name, line in lines.items()}
    assert salts["dav2"] != salts["old"]
    other = {"gir_storage_credentials": {"dc2": {"username": "dav2", "password": "another"}}}
    again = text(storage(**other), "htpasswd").strip()
    assert again.split("$")[3] == salts["dav2"]
    assert again != f"dav2:{lines['dav2']}"


def test_storage_that_does_not_exist():
    assert wrong(webdav_storage="dc9") == [("GIR861", 'webdav_storage is "dc9", which is no storage.')]


def test_platform_that_is_not_known():
    assert wrong(webdav_os_family="Suse")[0][0] == "GIR860"
    assert wrong(facts={"os_family": "Suse"}) == [
        ("GIR860", 'webdav_os_family is not given and the host\'s platform is "Suse", whose layout is not known.')
    ]


def test_one_directory_for_both():
    assert [rule for rule, _sentence in wrong(webdav_screen_root="/mnt/recordings")] == ["GIR862"]


def test_addresses_that_one_virtual_host_cannot_serve():
    urls = ("http://dav.test/v", "https://dav.test/s")
    assert [rule for rule, _sentence in wrong(urls=urls)] == ["GIR863"]
    assert wrong(urls=urls, webdav_port=80, webdav_terminate_tls=False) == []
    assert [rule for rule, _sentence in wrong(urls=("http://a.test/v", "http://a.test:81/s"))] == ["GIR863"]
    # A port that is written out is no other one.
    assert wrong(urls=("http://a.test/v", "http://a.test:80/s")) == []


def test_one_path_for_both():
    ((rule, sentence),) = wrong(urls=("http://a.test/v/", "http://b.test/v"))
    assert rule == "GIR864"
    assert sentence == 'voice_url and screen_url of gir_datacenters.dc2.storage have the same path "/v".'


def test_tls_needs_a_certificate():
    ((rule, sentence),) = wrong("dav1-dc1", webdav_tls_key="/tls/key.pem")
    assert rule == "GIR865"
    assert sentence.endswith("ends here, but webdav_tls_certificate is not given.")
    assert wrong("dav1-dc1", webdav_terminate_tls=False) == []


def test_storage_without_an_account():
    assert wrong(gir_storage_credentials={"dc1": {"username": "a", "password": "b"}}) == [
        ("GIR816", "gir_storage_credentials has no account for dc2.")
    ]


@pytest.mark.parametrize("name", ["a:b", "a b"])
def test_user_names_that_the_file_cannot_hold(name):
    assert [rule for rule, _sentence in wrong(webdav_extra_users=[{"username": name, "password": "x"}])] == ["GIR866"]


def test_user_name_of_the_account_is_not_shown():
    account = {"dc2": {"username": "word 1", "password": "x"}}
    ((rule, sentence),) = wrong(gir_storage_credentials=account)
    assert rule == "GIR866"
    assert sentence.startswith("gir_storage_credentials.dc2.username: ") and "word 1" not in sentence


def test_user_given_twice():
    assert [rule for rule, _s in wrong(webdav_extra_users=[{"username": "dav2", "password": "x"}])] == ["GIR867"]
    # httpd tells upper and lower case apart.
    assert wrong(webdav_extra_users=[{"username": "DAV2", "password": "x"}]) == []


def test_user_without_a_password():
    assert wrong(webdav_extra_users=[{"username": "x"}]) == [("GIR802", "webdav_extra_users[0].password is not given.")]


def test_users_that_are_no_list():
    """They may hold a password."""
    assert wrong(webdav_extra_users="old:secret-1") == [
        ("GIR803", "webdav_extra_users is a value, which is no list of dictionaries.")
    ]


def test_everything_wrong_is_reported_at_once():
    found = wrong(
        "dav1-dc1",
        webdav_os_family="Suse",
        webdav_screen_root="/mnt/recordings",
        webdav_extra_users=[{"username": "a:b", "password": "secret-1"}],
    )
    assert [rule for rule, _sentence in found] == ["GIR865", "GIR866", "GIR860", "GIR862"]
    assert "secret-1" not in str(found)
