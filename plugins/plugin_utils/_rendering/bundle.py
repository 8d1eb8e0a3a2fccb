# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the `files` of a task to rendered text, collecting every problem of every file."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare, yaml_reader
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import (
    Mask,
    Plain,
    message_of,
    plain,
    without_nulls,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import serialise
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.spec import File, RenderedFile
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import NotRendered, Templates
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources


def plain_args(args: Mapping[str, object], problems: Problems) -> dict[str, Plain]:
    """The task's options as plain data. An option that cannot be had is a problem, not a traceback."""
    result = {}
    for name in args:
        try:
            result[str(name)] = plain(args[name])
        except Exception as error:
            # Undefined variables inside of lazily templated data, or a vault without its password.
            problems.add("option %s cannot be evaluated: %s" % (name, message_of(error)))
    return result


class Renderer:
    """Renders checked entries; `mask` is a Redactor when the result is for readers, None when it is for a product."""

    def __init__(self, templates: Templates, problems: Problems, mask: Mask | None = None) -> None:
        self._templates = templates
        self._problems = problems
        self._mask = mask

    def render(self, files: list[File]) -> list[RenderedFile]:
        rendered: list[RenderedFile] = []
        for file in files:
            try:
                text = self._text(file)
                self._check(file, text)
            except (Refusal, NotRendered) as error:
                self._problems.add("%s: %s" % (file["label"], error))
                continue
            rendered.append({**file, "content": self._masked(file, text)})
        return rendered

    def _text(self, file: File) -> str:
        value = file["value"]
        if isinstance(value, str):
            return self._templates.render(value, file["path"]) if file["source"] == "template" else value
        data = without_nulls(value)
        # Also when a masked text is asked for: what cannot be written for the product is refused here, too.
        text = serialise(file["format"], data)
        if self._mask is not None and not file["secret"]:
            return serialise(file["format"], self._mask.data(data))
        return text

    def _check(self, file: File, text: str) -> None:
        if "\0" in text:
            raise Refusal("the content holds a NUL character: remove it")
        if file["format"] not in compare.STRUCTURED or file["source"] == "data":
            return
        try:
            compare.read(file["format"], text)
        except compare.NoParser:
            return
        except compare.Unreadable as error:
            raise Refusal("the %s is not %s: %s" % (file["source"], file["format"].upper(), error)) from error

    def _masked(self, file: File, text: str) -> str:
        if self._mask is None:
            return text
        if file["secret"]:
            return self._mask.token(text) + "\n"
        return text if file["source"] == "data" else self._mask.text(text)


def provide_yaml(tmpdir: str) -> None:
    """Let this process read YAML with the same code that hosts use."""
    sources = yaml_sources()
    if sources:
        yaml_reader.provide(yaml_reader.unpack(sources, tmpdir))
