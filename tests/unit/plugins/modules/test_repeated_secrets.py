# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server or a program repeats a secret: what a module says and returns is the same with every other secret.

So it tells nothing of it, however short it is, and nothing else is mangled.
"""

import base64
import html
import itertools
import json
import re
from urllib.parse import quote

import gax_systems
import keystores
import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack, unpack
from ansible_collections.gir.multidc.plugins.module_utils._common.said import MASK, WITHHELD
from module_cases import ACTIONS, CASES, write_bundle
from rws_systems import COMPARING, EVERY, WITH_A_TEMPLATE, connect, place
from standins import httpd, rws
from standins.packages import make_package

OTHER = "Zz9!Hush-hush-71"
SECRETS = (
    "p", "a", "1", "/", "ops", "api", "https", "v2", "genesys", "http://1", "/api/v2/", "contacts", "Zz9!a/b?",
    "q7!\u00fc", "https://rws.dc1.example.com:8443/api/v2/ops/contact-centers/1?a=b", "Hush/" * 12 + "hush",
)  # fmt: skip
FORMS = {
    "raw": str,
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "quoted": lambda secret: quote(secret, safe=""),
    "HTML": html.escape,
    "basic": lambda secret: base64.b64encode(("ops:" + secret).encode()).decode(),
}
BEGIN, END = "told{{", "}}"
# What differs from run to run, and what depends on whether a warning is due.
VOLATILE = [
    (r"127\.0\.0\.1:\d+", "SERVER"),
    (r"port \d+", "PORT"),
    (r"gir-multidc-probe-\w+", "FILE"),
    (r"/tmp/[\w/.-]*", "PATH"),
    (r"<secret \w+>|[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
    (r"\d+ (of|bytes for) \d+( bytes)?", "BYTES"),
]


def told(secret, form="raw"):
    return BEGIN + FORMS[form](secret) + END


def normal(value):
    """A result without what is volatile; what was repeated is one sign, masked or withheld."""
    if isinstance(value, dict):
        gone = ("seconds", "text", "warnings", "exception")
        return {key: normal(item) for key, item in value.items() if key not in gone}
    if isinstance(value, list):
        return [normal(item) for item in value]
    if not isinstance(value, str):
        return 0 if isinstance(value, float) else value
    for pattern, sign in VOLATILE:
        value = re.sub(pattern, sign, value)
    value = re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), "SAID", value.replace(WITHHELD, "SAID"), flags=re.DOTALL)
    return value.replace('"SAID"', "SAID").replace("/SAID", "")


def differences(one, other):
    """The texts of two results that differ, in their order."""
    found, expected = list(texts(one)), list(texts(other))
    return [pair for pair in itertools.zip_longest(found, expected) if pair[0] != pair[1]]


def texts(value):
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)
    else:
        yield str(value)


def same(run, secrets=SECRETS, forms=tuple(FORMS)):
    """`run(secret, form)` gives a result: it is the same for all secrets, and shows none of them."""
    said = 0
    for form in forms:
        expected = normal(run(OTHER, form))
        for secret in secrets:
            result = run(secret, form)
            for text in texts(result):
                assert BEGIN + FORMS[form](secret) not in text.replace(MASK, "")
                said += MASK in text or WITHHELD in text
            assert differences(normal(result), expected) == [], (secret, form)
    return said


class Echo:
    """An HTTP server that repeats what it is told to, in every place of an answer."""

    def __init__(self):
        self.say = None

    def __call__(self, _request):
        return self.say()

    @property
    def ways(self):
        return {
            "message": lambda text: httpd.Response.of({"statusCode": 4, "statusMessage": text, "message": text}, 500),
            "page": lambda text: httpd.Response(200, f"{text}\n<html>", content_type="text/html"),
            "refusal": lambda text: httpd.Response(404, text, content_type="text/plain"),
            "status code": lambda text: httpd.Response.of({"statusCode": text}),
            "truncated": self._truncated,
            "redirect": lambda text: httpd.Response(
                302, headers=[("Location", f"/{quote(text, safe='{}%')}?{quote(text)}")]
            ),
        }

    @staticmethod
    def _truncated(text):
        response = httpd.Response(200, text + "\n" + "x" * 4000)
        response.transport = "truncate"
        return response


@pytest.fixture(scope="module")
def echo():
    answer = Echo()
    with httpd.Server(answer, "echo") as server:
        answer.url = server.url
        yield answer


def account(echo, secret, **options):
    return {"url": [echo.url], "url_username": "ops", "url_password": secret, "retries": 0, "timeout": 5, **options}


def with_secret(arguments, secret):
    """Arguments of a module with this secret in the place of all that they have."""
    text = json.dumps(arguments)
    for old in ("storage-pass-7261", "receiver-pass-1177", "agent-password"):
        text = text.replace(old, json.dumps(secret)[1:-1])
    return json.loads(text)


def of_rws(name):
    def call(echo, secret):
        more = {"admin_username": "ops", "admin_password": secret}
        return module_runs.fail(name, account(echo, secret, **more, **with_secret(EVERY[name], secret)))

    return call


def of_gax(name, **fields):
    def call(echo, secret):
        described = {key: {"s": {"password": secret}} for key in fields}
        return module_runs.fail(
            name, account(echo, secret, objects=[{"type": "CfgApplication", "name": "1", **described}])
        )

    return call


def of_comparison(name):
    """What it could not ask is in its answer."""
    return lambda echo, secret: module_runs.succeed(name, {**account(echo, secret), **COMPARING[name]})


def of_template(name):
    """Where somebody else says what an answer looks like, a reader takes another one for none."""
    more = {"admin_username": "ops", **WITH_A_TEMPLATE[name]}
    more["locations"] = more["locations"][-1:]
    return lambda echo, secret: module_runs.run(name, {**account(echo, secret), **more, "admin_password": secret})


def of_probe(echo, secret):
    probe = {"url": echo.url + "/api/v2/ops", "username": "ops", "password": secret, "expect_status": [201]}
    probes = [dict(probe, kind=kind, name=kind) for kind in ("rws", "webdav", "http")]
    return module_runs.succeed("transaction_probe", {"probes": probes, "timeout": 5, "threads": 1})


def of_login(echo, secret):
    account = {"url_username": "ops", "url_password": secret, "origin": "http://desktop"}
    return module_runs.succeed("srs_login_check", {"url": echo.url, "timeout": 5, **account})


def of_datastore(echo, secret):
    """Each question that has no answer says why."""
    account_of = {"url": echo.url, "url_username": "ops", "url_password": secret}
    more = {"index": "recordings", "time_field": "start", "location_field": "region", "timeout": 5}
    return module_runs.succeed("datastore_info", {"kind": "elasticsearch", **account_of, **more})


SERVED = {
    **{name: of_rws(name) for name in EVERY},
    "gax_info": of_gax("gax_info"),
    "gax_options": of_gax("gax_options", options={}),
    "gax_objects": of_gax("gax_objects", annex={}),
    "gax_drift_info": of_gax("gax_drift_info", options={}),
    **{name: of_comparison(name) for name in COMPARING},
    **{name: of_template(name) for name in WITH_A_TEMPLATE},
    "srs_login_check": of_login,
    "datastore_info": of_datastore,
    "transaction_probe": of_probe,
}


@pytest.mark.parametrize("name", sorted(SERVED))
def test_a_server_repeats_the_secret(echo, name):
    """In each place of its answer; only where the answer is quoted at all something is to be seen."""
    said = 0
    for number, respond in enumerate(echo.ways.values()):

        def run(secret, form, respond=respond):
            echo.say = lambda: respond(told(secret, form))
            return SERVED[name](echo, secret)

        forms = list(FORMS)
        # One form for each way, all of them for the first.
        said += same(run, forms=forms if not number else [forms[number % len(forms)]])
    assert said


def test_rws_repeats_what_was_written():
    """Neither the account of RWS nor the rest of a message is secret."""
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.1) as system:

        def run(secret, form):
            system.faults.remove()
            message = told(secret, form)
            system.faults.add("status", status=400, status_code=3, message=message, method="POST", path="/settings")
            value = {"url": "https://a.example.com/api/v2", "password": secret}
            settings = [{"group": "g", "name": "n", "location": "/US/NY", "value": value}]
            return module_runs.fail("rws_settings", connect(system, settings=settings))

        assert same(run, forms=["raw", "JSON", "quoted", "HTML"])


def test_gax_repeats_what_was_written():
    with gax_systems.gax() as server:

        def run(secret, form):
            server.faults.remove()
            server.faults.add("status", method="PUT", status=400, message=told(secret, form))
            options = {"interaction-workspace": {"x.password": secret, "disaster-recovery.eservices-site": "DC2"}}
            return module_runs.fail("gax_options", gax_systems.connect(server, [gax_systems.wde(options=options)]))

        assert same(run, forms=["raw", "JSON", "quoted", "HTML"])


def test_gax_repeats_what_the_write_probe_read():
    with gax_systems.gax() as server:

        def run(secret, form):
            server.faults.remove()
            options = {"interaction-workspace": {"x.password": secret}}
            module_runs.succeed("gax_options", gax_systems.connect(server, [gax_systems.wde(options=options)]))
            server.faults.add("status", method="PUT", status=400, message=told(secret, form))
            given = gax_systems.connect(server, [])
            given.pop("objects")
            return module_runs.run("gax_write_probe", {**given, "type": "CfgApplication", "name": "WDE"})

        assert same(run, SECRETS[-4:], forms=["raw"])


@pytest.mark.parametrize("secret", SECRETS)
def test_results_are_returned_unharmed(secret):
    """Of modules that succeed: addresses, identifiers and differences are those with another secret."""

    def run(secret, _form):
        with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.1) as system:
            locations = [place("/US/NY", "screen", password=secret), place("/US/NY", "voice", password=secret)]
            written = module_runs.succeed("rws_storage", connect(system, locations=locations))
            read = [module_runs.succeed(name, connect(system)) for name in ("rws_info", "rws_storage_info")]
            return {"results": [written, *read]}

    assert differences(normal(run(secret, "raw")), normal(run(OTHER, "raw"))) == []


def test_a_certificate_tool_repeats_the_password(tmp_path, monkeypatch):
    for tool in ("openssl", "keytool"):
        path = tmp_path / "bin" / tool
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "{BEGIN}$GIR_KEYSTORE_PASSWORD{END}" >&2\nexit 1\n')
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")

    def run(secret, _form):
        arguments = {"path": f"{tmp_path}/keystore", "alias": "a", "days": 3, "subject": {"CN": "R"}, "type": "jks"}
        return module_runs.fail("rcs_recording_certificate", dict(arguments, password=secret))

    assert same(run, [secret for secret in SECRETS if len(secret) > 5], ["raw"])


def test_an_installer_repeats_the_password(tmp_path):
    package = make_package(tmp_path)
    script = f"#!/bin/sh\nprintf '{BEGIN}%s{END}\\n' \"$(sed -n 's/^Password=//p' \"$3\")\" >&2\nexit 3\n"
    (package / "install.sh").write_text(script)

    def run(secret, _form):
        response = {"ConfigServer": {"Password": secret, "Port": 2020}}
        options = {"package": str(package), "version": "1", "install_path": str(tmp_path / "opt")}
        return module_runs.fail("silent_install", dict(options, response=response))

    assert same(run, forms=["raw"])


def test_a_validator_repeats_the_password(tmp_path):
    check = tmp_path / "check"
    check.write_text(f'#!/bin/sh\nprintf \'{BEGIN}%s{END}\\n\' "$(cat "$2")"\nexit 1\n'.replace("$2", "$SECRET"))
    check.chmod(0o755)

    def run(secret, _form):
        (tmp_path / "secret").write_text(secret)
        bundle = write_bundle(tmp_path / "file.yml", json.dumps({"password": secret}), tmp_path / "kept")
        plain = unpack(bundle["_payload"])
        plain["files"][0].update(format="json", validate=f"env SECRET={tmp_path}/secret {check} %s")
        return module_runs.fail("config_bundle", {"_payload": pack(plain)})

    assert same(run, forms=["raw"])


def test_a_wrong_password_of_a_keystore_is_not_told(tmp_path):
    path = tmp_path / "keystore.jks"
    path.write_bytes(keystores.jks(keystores.key("a", b"cert a")))
    options = {"path": str(path)}
    same(lambda secret, _form: module_runs.run("rcs_keystore_info", dict(options, password=secret)), forms=["raw"])


# Modules without a secret of their own, or whose secret is the opaque text of another module.
NO_SECRET = {
    "backup_folder_info", "config_bundle_restore", "file_texts_info", "gated_service", "gated_service_info",
    "gax_file_info", "hold", "hold_info", "host_status_info", "ledger", "lock", "lock_info", "maintenance",
    "maintenance_info", "reach_info", "silent_install_info", "speechminer_index_backup_info", "tls_certificate_info",
}  # fmt: skip
# The secret is the key of a signature: it never leaves the module, and an error never quotes it.
SIGNED = {"dns_record", "dns_record_info"}
# Tests of their own, above and where keystores are tested.
APART = {
    "config_bundle", "gax_write_probe", "host_drift_info", "kept_copies", "kept_copies_info", "rcs_keystore_info",
    "rcs_keystore_restart", "rcs_keystore_sync", "rcs_recording_certificate", "silent_install",
}  # fmt: skip


def test_every_module_is_tried():
    assert {*SERVED, *NO_SECRET, *SIGNED, *APART} | set(ACTIONS) >= set(CASES)
