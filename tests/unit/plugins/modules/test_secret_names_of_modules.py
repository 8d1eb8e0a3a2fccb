# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole modules and the names of secrets: options, results, differences, invocations and failures."""

import module_runs
from standins import rws
from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory
from support.secret_names import NAMES, VALUE


def test_objects_of_gax():
    """Value, difference and invocation of gax_options, and what gax_info reads."""
    options = {"section": {name: "%s-%02d" % (VALUE, number) for number, (name, _secret) in enumerate(NAMES)}}
    with Gax(directory=directory(application("104", "WDE", options))) as server:
        account = {"url": [server.url], "url_username": USER, "url_password": PASSWORD, "retries": 0, "timeout": 5}
        new = {"section": {name: "%s-new" % value for name, value in options["section"].items()}}
        objects = [{"type": "CfgApplication", "name": "WDE", "options": new}]
        changed = module_runs.succeed("gax_options", dict(account, objects=objects), check=True)["text"]
        objects = [{"type": "CfgApplication", "name": "WDE"}]
        read = module_runs.succeed("gax_info", dict(account, objects=objects))["text"]
    for name, secret in NAMES:
        assert (options["section"][name] not in read) is secret, name
        assert (new["section"][name] not in changed) is secret, name


def test_settings_of_rws():
    with rws.cluster(nodes=1, monitoring_delay=0.1) as system:
        for number, (name, secret) in enumerate(NAMES):
            value = "%s-%02d" % (VALUE, number)
            settings = [{"group": "g", "name": "n", "value": {name: value}}]
            arguments = dict(system.module_options, retries=0, timeout=5, settings=settings)
            result = module_runs.succeed("rws_settings", arguments, check=True)
            assert (value not in result["text"]) is secret, name


def test_failure_of_a_module():
    """A malformed option: ansible-core shows all the others."""
    for name, secret in NAMES:
        result = module_runs.run("rws_info", {"url": "http://h", "timeout": "soon", "digest": {name: VALUE}})
        assert result["failed"] and VALUE not in result["text"], (name, secret)
