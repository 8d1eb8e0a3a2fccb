# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A directory in the place of a host that is compared with what it should be in one call, in this process."""

import copy
import json

import bundle_stub
from ansible_collections.gir.multidc.plugins.module_utils._bundle import yaml_reader
from ansible_collections.gir.multidc.plugins.module_utils._drift.run import serve
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources

KEPT = "/var/lib/gir_multidc/rws"


class ComparedHost:
    """Paths are below `root`, as with gir_root. `component` is what should be; `apply` brings it about."""

    def __init__(self, tmp_path, **component):
        self.tmp = tmp_path / "tmp"
        self.tmp.mkdir()
        self.root = tmp_path / "root"
        self.root.mkdir()
        self.component = {"name": "rws", "kept_directory": KEPT, **component}
        self.more = {}
        self.loads_anew = False

    def _reader(self):
        """What a request carries of PyYAML; one that this process has loaded stays, unless a test asks otherwise."""
        yaml = any(file.get("format") == "yaml" for file in self.component.get("files") or [])
        return yaml_sources() if yaml and (self.loads_anew or not yaml_reader._STATE["loader"]) else None

    def path(self, name):
        """Where a path of the host is here."""
        return self.root / name.lstrip("/")

    def write(self, name, content, mode=0o640):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        path.chmod(mode)
        return path

    def apply(self, check_mode=False, **more):
        """Run config_bundle with what should be, and return its result."""
        known = {name: self.component.get(name) or [] for name in ("directories", "files", "secret_keys")}
        bundle = {**copy.deepcopy(known), "root": str(self.root), "backup_directory": KEPT}
        bundle.update(absent=self.component.get("absent_files") or [], yaml_reader=self._reader(), **more)
        result = bundle_stub.run_stub(bundle, self.tmp, check_mode=check_mode)
        assert not result["failed"], result
        return result

    def ask(self, *components, secrets=(), **more):
        """The answer of the module. None of `secrets` may be in it."""
        given = list(components or [self.component])
        request = {"root": str(self.root), "host": "one", "components": given, "yaml_reader": self._reader()}
        module = bundle_stub.StubModule({**request, **self.more, **more}, self.tmp)
        module.params["password"] = None
        text = json.dumps(serve(module))
        assert not [secret for secret in secrets if secret in text]
        return json.loads(text)

    def found(self, *components, **more):
        """(check, object, key) of every difference."""
        answer = self.ask(*components, **more)
        return sorted((one["check"], one["object"], one["key"]) for one in answer["differences"])

    def only(self, **more):
        """The one difference."""
        [one] = self.ask(**more)["differences"]
        return one
