# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of this house that no ready-made tool knows: see CONTRIBUTING.md."""

import ast
import posixpath
import re
from pathlib import Path

from gatekit import statements
from gatekit.conventions import action_group_problems, header_problems
from gatekit.workshop import ROOT, GateFailed, tracked_files

MOST_LINES = 400
OLDEST_MANAGED_PYTHON = (3, 6)
MANAGED = ("plugins/modules/", "plugins/module_utils/")
OUTSIDE_ARTIFACT = ("tests/", "demo/")  # galaxy.yml, build_ignore
# Pictures of the page of a report, which only a machine with Chromium can make (gate page, --write).
PICTURES = r"docs/images/[\w-]+\.png"

# Character classes keep the patterns from finding themselves.
PATTERNS = [
    (r"[T]ODO|[F]IXME|[X]XX\b", "work left to do belongs in an issue"),
    (r"#\s*[n]oqa|#\s*[n]osec|type:\s*[i]gnore|pylint:\s*[d]isable", "a gate is switched off: mend the cause"),
    (r"pytest\.(mark\.)?([s]kip|[x]fail|[i]mportorskip)|unittest\.[s]kip", "a test is switched off: make it run"),
    (r"\b[s]kip_list\b|\b[w]arn_list\b", "an ansible-lint rule is switched off: mend the cause"),
    (r"[i]gnore_errors:\s*(true|yes)|[f]ailed_when:\s*false", "a failure is hidden: say which failure is accepted"),
    (r"[p]ypi\.org|[p]ythonhosted|[r]egistry\.npmjs|[d]eb\.debian\.org", "a package registry is the user's choice"),
    (r"/[h]ome/[a-z][\w-]*/|/[r]oot/[.\w]|/[U]sers/[A-Za-z]", "a path of somebody's own machine"),
    (r"[s]et _ =", "ansible-core 2.19 goes on when an argument of a call fails: write {% if call() %}{% endif %}"),
    (r"-{5}BEGIN [A-Z ]*PRIVATE KEY-{5}", "a private key: tests make theirs when they run"),
]
# The importing and calling of what managed hosts on Python 3.6 do not have.
TOO_NEW_MODULES = {"dataclasses", "zoneinfo", "tomllib", "graphlib", "contextvars"}
TOO_NEW_ARGUMENTS = {"run": {"capture_output", "text"}, "Popen": {"text"}, "check_output": {"text"}}
TOO_NEW_METHODS = {"removeprefix", "removesuffix", "fromisoformat", "is_relative_to"}


def text_problems(name, text, root=ROOT):
    """Problems of one file as text."""
    patterns = [*PATTERNS, (re.escape(str(root)) + r"\b", "a path of this very machine")]
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, remedy in patterns:
            found = re.search(pattern, line)
            if found:
                yield f"{name}:{number}: {found.group(0)!r}: {remedy}"


def python_problems(name, text):
    """Problems of one Python file."""
    lines = len(text.splitlines())
    if lines > MOST_LINES:
        yield f"{name}: {lines} lines, more than {MOST_LINES}: give it one reason to change"
    if name.startswith(MANAGED):
        yield from managed_problems(name, text)


def managed_problems(name, text):
    """What would not work on the oldest Python of managed hosts."""
    try:
        tree = ast.parse(text, filename=name, feature_version=OLDEST_MANAGED_PYTHON)
    except SyntaxError as problem:
        yield f"{name}:{problem.lineno}: not Python 3.6: {problem.msg}"
        return
    for node in ast.walk(tree):
        yield from (f"{name}:{node.lineno}: {what} is not in Python 3.6" for what in too_new(node))


def too_new(node):
    """Names of what one node uses although Python 3.6 lacks it."""
    modules = []
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        modules = [node.module]
        if node.module == "__future__" and any(alias.name == "annotations" for alias in node.names):
            yield "from __future__ import annotations"
    elif isinstance(node, ast.JoinedStr) and uses_self_documenting(node):
        yield "f'{name=}'"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in TOO_NEW_METHODS:
            yield f".{node.func.attr}()"
        for keyword in node.keywords:
            if keyword.arg in TOO_NEW_ARGUMENTS.get(node.func.attr, ()):
                yield f"{node.func.attr}({keyword.arg}=)"
    yield from (module for module in modules if module and module.split(".")[0] in TOO_NEW_MODULES)


def uses_self_documenting(node):
    """Whether an f-string holds {name=}: it is parsed into the text 'name=' and the value with !r."""
    pairs = zip(node.values, node.values[1:])
    return any(
        isinstance(text, ast.Constant)
        and isinstance(value, ast.FormattedValue)
        and value.conversion == ord("r")
        and str(text.value).endswith(f"{ast.unparse(value.value)}=")
        for text, value in pairs
    )


def link_problems(name, text, exists):
    """Relative links of a Markdown file that lead nowhere; `exists` is asked for a path from the root."""
    without_code = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code):
        path = target.partition("#")[0]
        if path and not re.match(r"[a-z]+:", target) and not exists(posixpath.normpath(f"{Path(name).parent}/{path}")):
            yield f"{name}: the link {target} leads nowhere"


def house(shop, name):
    """Read every file of the repository once."""
    problems, texts = [], {}
    for relative in tracked_files():
        path = ROOT / relative
        if path.is_symlink():
            if not relative.startswith(OUTSIDE_ARTIFACT):
                problems.append(f"{relative}: a symbolic link does not survive the building of the artifact")
            elif not path.exists() or not path.resolve().is_relative_to(ROOT):
                problems.append(f"{relative}: a symbolic link that leads nowhere or out of the repository")
            continue
        if re.fullmatch(PICTURES, relative):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            problems.append(f"{relative}: not text: what is made from a source is made when it is needed")
            continue
        if relative == "LICENSE":
            continue
        texts[relative] = text
        problems += text_problems(relative, text)
        problems += header_problems(relative, text)
        if relative.endswith(".py"):
            problems += python_problems(relative, text)
        if relative.endswith(".md"):
            problems += link_problems(relative, text, lambda target: (ROOT / target).exists())
    problems += action_group_problems(texts)
    problems += statements.problems(texts, lambda target: (ROOT / target).exists())
    if problems:
        shop.say(name, "\n".join(problems))
        raise GateFailed(f"{len(problems)} problem(s), first: {problems[0]}")
