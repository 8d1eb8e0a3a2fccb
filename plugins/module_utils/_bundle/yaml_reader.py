# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A YAML reader for hosts that have none.

Managed hosts need only the standard library, which has no YAML. Comparing on the controller would need the file's
content to travel back, secrets included. So the action ships the pure-Python reading half of the controller's own
PyYAML with the bundle (about 30 kB on the wire, only when a YAML file is in it), and this module imports it from a
private archive, under a name of its own, only when two YAML texts really have to be compared.
"""

import importlib
import os
import sys
import zipfile
from typing import Any, Callable, Dict, Tuple

PACKAGE = "gir_multidc_yaml"

_STATE: Dict[str, Any] = {"archive": None, "loader": None, "texts": None, "error": None}
# What a plain scalar may be besides text where numbers and switches stay as they are written.
_NO_TEXT = ("tag:yaml.org,2002:merge", "tag:yaml.org,2002:null")


class Unavailable(Exception):
    """No YAML reader can be loaded here."""


def provide(archive: str) -> None:
    """Tell where the archive with the reader lies. It is opened when the first YAML text is read."""
    provide_later(lambda: archive)


def provide_later(make: Callable[[], str]) -> None:
    """Like provide, with what makes the archive when the first YAML text is read, as it may be that none is."""
    _STATE["archive"] = make
    _STATE["loader"] = None


class Documents(Tuple[Any, ...]):
    """All documents of a text, when it has not exactly one; `lines`: where the second and those behind it begin."""

    lines: Tuple[int, ...] = ()


def read(text: str) -> Any:
    """The one document of the text, or Documents. Raises ValueError when it is not YAML."""
    return _read("loader", text)


def read_texts(text: str) -> Any:
    """Like read, with every scalar but null as the text that stands there."""
    return _read("texts", text)


def _read(loader: str, text: str) -> Any:
    if _STATE["loader"] is None:
        _load()
    try:
        reader = _STATE[loader](text)
        documents, lines = [], []
        while reader.check_node():
            node = reader.get_node()
            lines.append(node.start_mark.line + 1)
            documents.append(reader.construct_document(node))
    except _STATE["error"] as error:
        wrapped: Any = ValueError(str(error).split("\n", 1)[0])
        wrapped.problem_mark = getattr(error, "problem_mark", None)
        wrapped.problem = getattr(error, "problem", None)
        raise wrapped from None
    except (TypeError, AttributeError, OverflowError) as error:
        raise ValueError("it cannot be read: %s" % type(error).__name__) from None
    if len(documents) == 1:
        return documents[0]
    found = Documents(documents)
    found.lines = tuple(lines[1:])
    return found


def _load():
    if not _STATE["archive"]:
        raise Unavailable("no YAML reader came with the bundle")
    archive = None
    try:
        archive = _STATE["archive"]()
        sys.path.insert(0, archive)
        for name in [n for n in sys.modules if n == PACKAGE or n.startswith(PACKAGE + ".")]:
            del sys.modules[name]
        importlib.invalidate_caches()
        module = importlib.import_module(PACKAGE + ".loader")
        error = importlib.import_module(PACKAGE + ".error").YAMLError
        loader = _unique_keys(module.SafeLoader, error)
        _STATE.update(error=error, loader=loader, texts=_as_texts(loader))
    except Exception as failure:
        raise Unavailable(
            "Python %s cannot run the controller's PyYAML (%s)" % (sys.version.split()[0], type(failure).__name__)
        ) from failure
    finally:
        if archive in sys.path:
            sys.path.remove(archive)


def _unique_keys(safe_loader, yaml_error):
    class Loader(safe_loader):
        """PyYAML keeps the last of two equal keys without a word; products disagree on which one counts."""

        def construct_mapping(self, node, deep=False):
            seen = set()
            for pair in getattr(node, "value", ()):
                key_node = pair[0]
                if key_node.tag == "tag:yaml.org,2002:merge":
                    continue
                key = (key_node.tag, getattr(key_node, "value", None))
                if not isinstance(key[1], str):
                    continue
                if key in seen:
                    failure = yaml_error("duplicate key")
                    failure.problem = "a key is given twice"
                    failure.problem_mark = key_node.start_mark
                    raise failure
                seen.add(key)
            return super(Loader, self).construct_mapping(node, deep=deep)

    return Loader


def _as_texts(loader: Any) -> Any:
    """The loader that leaves numbers and switches as they are written."""
    resolvers = {
        letter: [known for known in usual if known[0] in _NO_TEXT]
        for letter, usual in loader.yaml_implicit_resolvers.items()
    }
    return type("Texts", (loader,), {"yaml_implicit_resolvers": resolvers})


def unpack(sources: Dict[str, str], directory: str) -> str:
    """Write the shipped sources, by module name, into an archive in a private directory and return its path."""
    path = os.path.join(directory, PACKAGE + ".zip")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as archive, zipfile.ZipFile(archive, "w") as package:
        package.writestr(PACKAGE + "/__init__.py", "")
        for name, text in sorted(sources.items()):
            package.writestr("%s/%s.py" % (PACKAGE, name), text)
    return path
