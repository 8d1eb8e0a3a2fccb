# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Apache httpd serves with WebDAV, from its configuration files as people write them."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

# The main file of a platform, and what it is read relative to.
MAIN_FILES = {
    "RedHat": ("/etc/httpd/conf/httpd.conf", "/etc/httpd"),
    "Debian": ("/etc/apache2/apache2.conf", "/etc/apache2"),
}
_INCLUDES = ("include", "includeoptional")
# Of the conditions only those that name what is missing leave their lines out; which modules run is not known.
_CONDITIONS = ("ifmodule", "ifdefine", "ifversion", "if")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|(\S+)')
_DEEPEST = 10


@dataclass
class Node:
    """A directive, or a section with `children`. `name` is in small letters."""

    name: str
    args: list[str]
    file: str
    line: int
    children: list[Node] | None = None

    @property
    def place(self) -> str:
        return f"{self.file}, line {self.line}"

    def text(self) -> str:
        return " ".join([self.name, *self.args])


@dataclass
class Share:
    """An address that is served with WebDAV, and its directory. `nodes`: the directives in force for it alone."""

    address: str
    root: str
    node: Node
    nodes: list[Node]

    def one(self, name: str) -> Node | None:
        """The last one counts."""
        return next((node for node in reversed(self.nodes) if node.name == name), None)


@dataclass
class Server:
    """The main server or a virtual host. `ports`: those that it answers on."""

    ports: list[int]
    nodes: list[Node]
    inherited: list[Node] = field(default_factory=list)

    def one(self, name: str) -> Node | None:
        found = [node for node in [*self.inherited, *self.nodes] if node.name == name and node.children is None]
        return found[-1] if found else None

    def shares(self) -> list[Share]:
        nodes = [*self.inherited, *self.nodes]
        aliases = {_address(node.args[0]): node for node in nodes if node.name == "alias" and len(node.args) == 2}
        found: dict[str, Share] = {}
        for node in nodes:
            if node.children is None or not node.args or not any(_switches_dav_on(child) for child in node.children):
                continue
            if node.name == "location":
                address = _address(node.args[0])
                root = self._root(address, aliases)
            elif node.name == "directory":
                root = _directory(node.args[0])
                fits = (name for name, alias in aliases.items() if _directory(alias.args[1]) == root)
                address = next(fits, "")
            else:
                continue
            if address and root:
                own = _sections(nodes, "directory", root) + _sections(nodes, "location", address)
                found[address] = Share(address, root, node, own)
        return list(found.values())

    def _root(self, address: str, aliases: Mapping[str, Node]) -> str:
        """The directory behind an address: that of the longest alias, or below the server's own."""
        fits = [name for name in aliases if address == name or address.startswith(name.rstrip("/") + "/")]
        if fits:
            name = max(fits, key=len)
            return _directory(aliases[name].args[1] + "/" + address[len(name) :])
        root = self.one("documentroot")
        return _directory(root.args[0] + address) if root is not None and root.args else ""


def _address(text: str) -> str:
    return "/" + text.strip("/")


def _directory(text: str) -> str:
    return posixpath.normpath(text)


def _switches_dav_on(node: Node) -> bool:
    return node.name == "dav" and bool(node.args) and node.args[0].lower() != "off"


def _sections(nodes: Iterable[Node], kind: str, path: str) -> list[Node]:
    """The directives of all sections of this kind for this very path."""
    same = _directory if kind == "directory" else _address
    found: list[Node] = []
    for node in nodes:
        if node.name == kind and node.children is not None and node.args and same(node.args[0]) == path:
            found += node.children
    return found


def parse(text: str, file: str) -> list[Node]:
    """The directives and sections of one file; ValueError with the place of what is none."""
    top: list[Node] = []
    stack: list[Node] = []
    for number, line in _lines(text):
        closing = re.fullmatch(r"</\s*([^\s>]+)\s*>", line)
        if closing is not None:
            if not stack or stack[-1].name != closing.group(1).lower():
                raise ValueError(f"{file}, line {number}: </{closing.group(1)}> closes no section")
            stack.pop()
            continue
        opening = re.fullmatch(r"<\s*([^\s>]+)\s*(.*?)\s*>", line)
        words = _words(opening.group(2)) if opening is not None else _words(line)
        siblings: list[Node] = top if not stack or stack[-1].children is None else stack[-1].children
        if opening is not None:
            section = Node(opening.group(1).lower(), words, file, number, [])
            siblings.append(section)
            stack.append(section)
        elif words:
            siblings.append(Node(words[0].lower(), words[1:], file, number))
    if stack:
        raise ValueError(f"{stack[-1].place}: <{stack[-1].name}> is not closed")
    return top


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """(number, line) without remarks; a line that ends with a backslash goes on."""
    begun, joined = 0, ""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        begun = begun or number
        if line.endswith("\\"):
            joined += line[:-1]
            continue
        whole, joined = (joined + line).strip(), ""
        if whole and not whole.startswith("#"):
            yield begun, whole
        begun = 0
    if joined.strip():
        yield begun, joined.strip()


def _words(text: str) -> list[str]:
    return [
        re.sub(r"\\(.)", r"\1", match.group(1) if match.group(1) is not None else match.group(2))
        if match.group(3) is None
        else match.group(3)
        for match in _WORD.finditer(text)
    ]


class Configuration:
    """All files from the main one on. `unclear`: sentences about what could not be read or understood."""

    def __init__(self, files: Mapping[str, str], main: str, server_root: str) -> None:
        self._files, self.unclear = files, list[str]()
        self._root = server_root
        self._nodes: list[Node] = []
        starts = [main] if main in files else sorted(files)
        for path in starts:
            self._nodes += self._read(path, 0)

    def _read(self, path: str, depth: int) -> list[Node]:
        try:
            return self._in_force(parse(self._files[path], path), depth)
        except ValueError as error:
            self.unclear.append(f"{error}, so that this file was left out")
            return []

    def _in_force(self, nodes: Iterable[Node], depth: int) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            if node.name == "serverroot" and node.args:
                self._root = node.args[0]
            if node.name in _INCLUDES and node.children is None:
                found += self._included(node, depth)
            elif node.name in _CONDITIONS and node.children is not None:
                missing = bool(node.args) and node.args[0].startswith("!")
                if missing == (node.name == "ifdefine"):
                    found += self._in_force(node.children, depth)
            elif node.name in ("limit", "limitexcept"):
                found.append(Node(node.name, node.args, node.file, node.line))
            elif node.children is not None:
                inner = self._in_force(node.children, depth)
                found.append(Node(node.name, node.args, node.file, node.line, inner))
            else:
                found.append(node)
        return found

    def _included(self, node: Node, depth: int) -> list[Node]:
        pattern = posixpath.normpath(posixpath.join(self._root, " ".join(node.args)))
        paths = sorted(path for path in self._files if fnmatch.fnmatchcase(path, pattern) and path != node.file)
        if not paths:
            paths = sorted(path for path in self._files if path.startswith(pattern + "/"))
        if depth >= _DEEPEST or (not paths and node.name == "include"):
            self.unclear.append(f"{node.place}: nothing was read of {pattern}, which is included there")
            return []
        return [found for path in paths for found in self._read(path, depth + 1)]

    def servers(self) -> list[Server]:
        """Virtual hosts, and the main server last."""
        main = [node for node in self._nodes if node.name != "virtualhost"]
        listens = self.listens()
        found = [
            Server(_ports(node.args) or listens, node.children or [], main)
            for node in self._nodes
            if node.name == "virtualhost"
        ]
        return [*found, Server(listens or [80], main)]

    def listens(self) -> list[int]:
        """The ports that the files open."""
        return [port for node in self._nodes if node.name == "listen" and node.args for port in _ports(node.args[:1])]


def _ports(addresses: Iterable[str]) -> list[int]:
    found = (re.search(r"(?:^|:)([0-9]+)$", address) for address in addresses)
    return [int(match.group(1)) for match in found if match is not None]
