# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A storage's web server that was set up by hand: its files say its variables, or what is not understood."""

import pytest
from adopted_system import System, centers_of, said
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption import httpd

MAIN, DEBIAN = "/etc/httpd/conf/httpd.conf", "/etc/apache2/apache2.conf"
HTPASSWD = "/var/www/htpasswd"


def share(path, root, realm="user", more=""):
    """In the form of the vendor's recipe, in our own words."""
    return f"""
# Storage of recordings
Alias {path} {root}
<Directory {root}>
    Options Indexes MultiViews \\
        FollowSymLinks
    EnableSendfile off
    AllowOverride None
    Order allow,deny
    allow from all
</Directory>
<Location "{path}">
    DAV On
    AuthType Basic
    AuthName "{realm}"
    AuthUserFile {HTPASSWD}
    Require valid-user
{more}</Location>
"""


HEAD = "ServerRoot \"/etc/httpd\"\nListen 80\n<IfModule mod_dav_fs.c>\n    DAVLockDB /var/lib/dav/lockdb\n</IfModule>\n"
BOTH = share("/recordings", "/mnt/recordings") + share("/screens", "/mnt/more/screens/")


def plain(centers):
    for center in centers.values():
        center["storage"] = {kind: url.replace("https", "http") for kind, url in center["storage"].items()}


def served(files, change=plain, **given):
    """The usual system, whose first storage has these files of httpd; nothing says its platform."""
    system = System(gir_datacenters=centers_of(change), **given)
    for seed in system.seed.values():
        del seed["webdav_os_family"]
    for path, text in files.items():
        system.put("dav1", path, text)
    system.put("dav1", HTPASSWD, "recorder1:$apr1$x\nold-recorder:$apr1$y\n")
    return system


def found(adoption):
    return {name: value for name, value in adoption["effective"]("dav1").items() if name.startswith("webdav_")}


RECIPE = {
    "webdav_os_family": "RedHat",
    "webdav_realm": "user",
    "webdav_htpasswd_path": HTPASSWD,
    "webdav_lock_directory": "/var/lib/dav",
    "webdav_directory_options": ["Indexes", "MultiViews", "FollowSymLinks"],
    "webdav_voice_root": "/mnt/recordings",
    "webdav_screen_root": "/mnt/more/screens",
}


def test_the_recipe_of_the_vendor(adopt):
    adoption = adopt(system=served({MAIN: HEAD + BOTH}))
    assert found(adoption) == RECIPE
    assert not said(adoption, "by_hand", "dav1", "no variable of the role")
    assert said(adoption, "by_hand", "webdav_extra_users: dav1: old-recorder has an account")
    assert said(adoption, "drift", f"site would write gir-recordings.conf on dav1 beside {MAIN}, line")


@pytest.mark.parametrize("name", ["IncludeOptional conf.d/*.conf", "include /etc/httpd/*.d/*.conf", 'Include "conf.d"'])
def test_a_file_that_is_included(adopt, name):
    adoption = adopt(system=served({MAIN: f"{HEAD}{name}\n", "/etc/httpd/conf.d/zz.conf": BOTH}))
    assert found(adoption) == RECIPE


def test_a_file_that_is_not_included(adopt):
    adoption = adopt(system=served({MAIN: HEAD, "/etc/httpd/conf.d/zz.conf": BOTH}))
    assert "webdav_voice_root" not in found(adoption)
    assert said(adoption, "by_hand", "dav1 has no gir-recordings.conf, and no file of Apache httpd that was read")


def test_an_include_that_was_not_read(adopt):
    adoption = adopt(system=served({MAIN: f"{HEAD}Include /srv/own.conf\n{BOTH}"}))
    assert found(adoption) == RECIPE
    assert said(adoption, "by_hand", f"dav1: {MAIN}, line 6: nothing was read of /srv/own.conf, which is")


def test_a_virtual_host_with_tls_on_debian(adopt):
    """Certificates, port and limits are those of the host that answers on the port of the addresses."""
    text = f"""<IfModule ssl_module>
<VirtualHost _default_:8443>
    SSLEngine on
    SSLCertificateFile "/tls/my cert.pem"
    SSLCertificateKeyFile /tls/key.pem
    SSLProtocol -all +TLSv1.3
    LimitRequestBody 0
{BOTH}
</VirtualHost>
</IfModule>
<VirtualHost *:80>
    DocumentRoot /var/www/html
</VirtualHost>
"""
    files = {
        DEBIAN: "Include ports.conf\nIncludeOptional sites-enabled/*.conf\nIncludeOptional mods-enabled/*.conf\n",
        "/etc/apache2/ports.conf": "Listen 80\n<IfModule ssl_module>\n Listen [::]:8443 https\n</IfModule>\n",
        "/etc/apache2/sites-enabled/recordings.conf": text,
        "/etc/apache2/mods-enabled/dav_fs.conf": "DAVLockDB ${APACHE_LOCK_DIR}/DAVLock\n",
    }

    def on_port(centers):
        for center in centers.values():
            center["storage"] = {kind: url.replace(".test/", ".test:8443/") for kind, url in center["storage"].items()}

    adoption = adopt(system=served(files, on_port))
    variables = found(adoption)
    assert variables["webdav_os_family"] == "Debian" and variables["webdav_listen"] is False
    assert variables["webdav_tls_certificate"] == "/tls/my cert.pem" and variables["webdav_max_upload_size"] == 0
    assert variables["webdav_tls_protocols"] == ["-all", "+TLSv1.3"]
    assert not {"webdav_port", "webdav_terminate_tls", "webdav_lock_directory"} & set(variables)


def test_screens_below_the_voice_recordings(adopt):
    """One share may hold both kinds."""

    def below(centers):
        plain(centers)
        centers["dc1"]["storage"]["screen_url"] = "http://dav.dc1.test/recordings/screens"

    adoption = adopt(system=served({MAIN: HEAD + share("/recordings/", "/mnt/recordings/")}, below))
    assert (found(adoption)["webdav_voice_root"], found(adoption)["webdav_screen_root"]) == (
        "/mnt/recordings",
        "/mnt/recordings/screens",
    )


def test_one_kind_is_not_served(adopt):
    adoption = adopt(system=served({MAIN: HEAD + share("/recordings", "/mnt/recordings")}))
    assert said(adoption, "by_hand", "webdav_screen_root: dav1: nothing serves http://dav.dc1.test/screens")


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("    Require ip 10.0.0.0/8\n", "has require ip 10.0.0.0/8, which no variable of the role says"),
        ("    AuthType Digest\n", "has authtype Digest, which no variable of the role says"),
        ("    <LimitExcept GET>\n    Require user x\n    </LimitExcept>\n", "has limitexcept GET, which no variable"),
    ],
)
def test_what_no_variable_says_is_named(adopt, more, what):
    text = HEAD + share("/recordings", "/mnt/recordings", more=more) + share("/screens", "/mnt/screens")
    assert said(adopt(system=served({MAIN: text})), "by_hand", f"webdav_extra_options: dav1: {MAIN}", what)


@pytest.mark.parametrize("line", ["AuthLDAPBindPassword hush-1", "SetEnv DB_PASS hush-1", "RequestHeader set X hush-1"])
def test_arguments_that_may_be_secret_are_not_shown(adopt, line):
    text = HEAD + share("/recordings", "/mnt/recordings", more=f"    {line}\n") + share("/screens", "/mnt/screens")
    adoption = adopt(system=served({MAIN: text}))
    assert said(adoption, "by_hand", f"has {line.split()[0].lower()}, which no variable of the role says")
    kinds = ("by_hand", "contradictions", "drift", "extra", "recognised")
    assert "hush-1" not in str([adoption[kind] for kind in kinds])


def test_two_realms_are_named(adopt):
    text = HEAD + share("/recordings", "/mnt/recordings") + share("/screens", "/mnt/screens", "screens")
    adoption = adopt(system=served({MAIN: text}))
    assert said(adoption, "contradictions", "dav1: authname differs between the kinds of recordings", "line")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<Location /x>\n    Dav On\n", "line 1: <location> is not closed"),
        ("</Location>\n", "line 1: </Location> closes no section"),
        ("<Location /x>\n</Directory>\n", "line 2: </Directory> closes no section"),
    ],
)
def test_a_file_that_is_none(adopt, text, what):
    adoption = adopt(system=served({MAIN: text}))
    assert said(adoption, "by_hand", f"dav1: {MAIN}, {what}, so that this file was left out")


def test_a_file_that_cannot_be_read(adopt):
    sentence = "/etc/httpd/conf.d/x.conf: it is no UTF-8 text"
    adoption = adopt(system=served({}), unreadable={"dav1": [sentence]})
    assert said(adoption, "by_hand", f"dav1: {sentence}, so that nothing of it was taken over")


def test_conditions_that_name_what_is_missing():
    sections = {"IfModule !x": "A 1", "IfModule x": "B 1", "IfDefine D": "C", "IfDefine !D": "E"}
    text = "".join(f"<{name}>\n{line}\n</{name.split()[0]}>\n" for name, line in sections.items())
    configuration = httpd.Configuration({"/c": text}, "/c", "/etc/httpd")
    assert [node.name for node in configuration.servers()[-1].nodes] == ["b", "e"]


def test_words_in_quotes():
    (node,) = httpd.parse("AuthName 'a \\'b\\'' \"c \\\"d\\\"\" e\n", "/c")
    assert node.args == ["a 'b'", 'c "d"', "e"]
