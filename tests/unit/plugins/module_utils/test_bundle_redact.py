# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret gets through, and what is no secret stays readable."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import MASK, Redactor
from hypothesis import given
from hypothesis import strategies as st

SECRET = "Zz9-the/value"

SECRET_NAMES = [
    "password", "opsUserPassword", "cmePassword", "PASSWD", "keystorePass", "keystore-pass", "jksPassword", "pwd",
    "db_passphrase", "client_secret", "accessToken", "Authorization", "callrec_authorization", "cryptoSecurityKey",
    "crypto_security_key", "privateKey", "accessKey", "api-key", "recordingclient.callrec_authorization",
]  # fmt: skip
PLAIN_NAMES = ["port", "nodePath", "bypass", "compassion", "publicKey", "siteName", "peer_uri", "username", "passive"]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_names_of_secrets(name):
    assert Redactor().is_secret(name)


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_names_of_other_options(name):
    assert not Redactor().is_secret(name)


def test_further_names():
    assert Redactor(["^my-option$"]).is_secret("My-Option")


def test_structured_data():
    data = {
        "jetty": {"port": 8080, "password": SECRET, "passwordSet": True, "token": "", "accessKey": 4711},
        "credentials": {"username": "ops", "what": SECRET, "list": [SECRET]},
        "options": [{"name": "userPassword", "value": SECRET}, {"name": "userName", "value": "ops"}],
        "url": "https://ops:%s@host/x" % SECRET.replace("/", "."),
    }
    assert Redactor().data(data) == {
        "jetty": {"port": 8080, "password": MASK, "passwordSet": True, "token": "", "accessKey": MASK},
        "credentials": {"username": "ops", "what": MASK, "list": [MASK]},
        "options": [{"name": "userPassword", "value": MASK}, {"name": "userName", "value": "ops"}],
        "url": "https://ops:%s@host/x" % MASK,
    }


LINES = [
    ("password = {}", "password = ********"),
    ("  opsPassword: '{}'", "  opsPassword: '********'"),
    ('"password": "{}", "port": 1', '"password": "********", "port": 1'),
    ('  "accessKey": {},', '  "accessKey": ********,'),
    ("Environment=RWS_PASSWORD={}", "Environment=RWS_PASSWORD=********"),
    ("AuthLDAPBindPassword {}", "AuthLDAPBindPassword ********"),
    ("<password>{}</password><port>1</port>", "<password>********</password><port>1</port>"),
    ("#password={}", "#password=********"),
    ("tool --password {} --verbose", "tool --password ********"),
    ("url=https://ops:{}@host/", "url=https://ops:********@host/"),
]


@pytest.mark.parametrize(("line", "shown"), LINES)
def test_lines_of_text(line, shown):
    secret = "Zz9-secret"
    assert Redactor().text(line.format(secret)) == shown


INNOCENT = [
    "# The password comes from the vault.",
    "AuthUserFile /etc/gir/webdav/htpasswd",
    "allowCredentials: true",
    "password:",
    "Require valid-user",
    "ProxyPass /api http://127.0.0.1:8080/",
]


@pytest.mark.parametrize("line", INNOCENT)
def test_innocent_lines_stay(line):
    assert Redactor().text(line) == line


def test_blocks_below_a_secret_key():
    text = "a: 1\npassword: |\n  one\n  two\nb: 2\npasswords:\n- x\n- y\nc: 3\n"
    shown = "a: 1\npassword: |\n  ********\n  ********\nb: 2\npasswords:\n********\n********\nc: 3\n"
    assert Redactor().text(text) == shown


def test_private_keys():
    text = "x\n-----BEGIN {0}-----\nMIIE\n-----END {0}-----\ny\n".format("RSA PRIVATE KEY")
    assert Redactor().text(text) == "x\n********\ny\n"
    assert "MIIE" not in Redactor().text("-----BEGIN %s-----\nMIIE\n" % "PRIVATE KEY")


def test_a_secret_is_recognised_under_an_innocent_name():
    redactor = Redactor()
    redactor.learn({"ops": {"password": SECRET}})
    assert redactor.text("--start %s --now" % SECRET) == "--start ******** --now"
    redactor.learn({"password": "genesys"})
    assert redactor.text("/opt/genesys/x") == "/opt/genesys/x"


def test_fingerprints_show_change_and_nothing_else():
    redactor, other = Redactor(fingerprints=True), Redactor(fingerprints=True)
    assert redactor.token("a") == redactor.token("a")
    assert redactor.token("a") != redactor.token("b")
    assert redactor.token("a") != other.token("a")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(_VALUES, st.sampled_from(SECRET_NAMES))
def test_nothing_below_a_secret_name_survives(value, name):
    shown = Redactor().data({"x": [{name: [value, SECRET]}]})
    assert SECRET not in json.dumps(shown)


@given(st.text(max_size=20), st.sampled_from(SECRET_NAMES), st.sampled_from([" = ", "=", ": "]), st.text(max_size=20))
def test_text_never_shows_the_value_of_a_secret_name(before, name, separator, after):
    before = "" if before.strip().startswith(("#", ";", "/")) else before
    line = "%s\n%s%s%s\n%s" % (before, name, separator, SECRET, after)
    assert SECRET not in Redactor().text(line)


def test_a_secret_inside_of_a_value_is_hidden_and_the_rest_stays_legible():
    redactor = Redactor()
    shown = redactor.data({
        "url": "jdbc:postgresql://d/x?user=u&password=Geheim77x&ssl=true",
        "odbc": "Server=x;Pwd=abc;Database=y",
        "start": "/opt/x --password abc --port 80",
        "header": "Authorization: abc",
        "scheme": "curl -H 'Authorization: Bearer abc' x",
    })
    assert shown == {
        "url": "jdbc:postgresql://d/x?user=u&password=********&ssl=true",
        "odbc": "Server=x;Pwd=********;Database=y",
        "start": "/opt/x --password ******** --port 80",
        "header": "Authorization: ********",
        "scheme": "curl -H 'Authorization: ********' x",
    }


def test_a_long_word_is_recognised_elsewhere_a_short_one_would_blank_out_text():
    redactor = Redactor()
    redactor.learn({"password": "correcthorsebattery", "token": "genesys"})
    assert redactor.text("run ops:correcthorsebattery /opt/genesys") == "run ops:******** /opt/genesys"
