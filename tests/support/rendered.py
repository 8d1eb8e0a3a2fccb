# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that roles and playbooks render into a directory."""

import configparser
import json
from pathlib import Path

import yaml


class Rendered:
    """A directory, and its files as data."""

    def __init__(self, directory):
        self.directory = Path(directory)

    def files(self):
        return sorted(str(path.relative_to(self.directory)) for path in self.directory.rglob("*") if path.is_file())

    def path(self, *parts):
        return self.directory.joinpath(*parts)

    def text(self, *parts):
        return self.path(*parts).read_text(encoding="utf-8")

    def yaml(self, *parts):
        return yaml.safe_load(self.text(*parts))

    def json(self, *parts):
        return json.loads(self.text(*parts))

    def ini(self, *parts):
        parser = configparser.RawConfigParser()
        parser.optionxform = str
        parser.read_string(self.text(*parts))
        return {section: dict(parser[section]) for section in parser.sections()}

    def annex(self, kind, name):
        return self.json("configuration-server", kind, name + ".json")["annex"]
