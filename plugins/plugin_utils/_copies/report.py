# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said about copies: a line for each, by host, and what somebody should look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._topology.values import listed, printable

Copy = dict[str, Any]


def findings(copies: Iterable[Copy], problems: Mapping[str, list[str]], unheard: Mapping[str, str]) -> list[str]:
    """Sentences. Copies are for nobody but those who put them back."""
    found = [
        f"{copy['host']}: {copy['path']} may be read by everybody on that host (mode {copy['mode']})"
        f"{' and may hold secrets' if copy['secret'] else ''}; close it, or remove it."
        for copy in copies
        if copy["readable_by_others"]
    ]
    found += [f"{host}: {text.rstrip('.')}." for host, texts in problems.items() for text in texts]
    return found + [f"{host} was not heard: {reason}." for host, reason in unheard.items()]


def lines(
    heard: Iterable[str], copies: list[Copy], removed: list[Copy], found: list[str], partial: str, check: bool
) -> list[str]:
    """All of it for people."""
    result, empty = [], []
    for host in heard:
        here = [copy for copy in copies if copy["host"] == host]
        gone = [copy for copy in removed if copy["host"] == host]
        if not here and not gone:
            empty.append(host)
            continue
        size = sum(copy["size"] for copy in here)
        result.append(f"{host}: {len(here)} {'copy' if len(here) == 1 else 'copies'}, {size} bytes")
        result += [f"  {'would be removed' if check else 'removed'}: {_line(copy)}" for copy in gone]
        result += [f"  {_line(copy)}; {_removal(copy)}" for copy in here]
    if empty:
        result.append(f"Nothing is kept on {listed(empty)}.")
    result += [f"To look at: {sentence}" for sentence in found]
    return [*result, partial] if partial else result


def _line(copy: Copy) -> str:
    secret = "holds secrets" if copy["secret"] else "no secret seen"
    what = " ".join(part for part in (copy["component"], copy["kind"].replace("_", " ")) if part)
    return f"{what} {printable(copy['path'])}, since {copy['kept_since']}, {copy['size']} bytes, {secret}"


def _removal(copy: Copy) -> str:
    if copy["removal"] == "yes":
        return "removable"
    digest = f" {copy['sha256']}" if copy["removal"] == "by path and sha256" else ""
    return f"{'stays' if copy['removal'] == 'never' else 'removable ' + copy['removal']}: {copy['reason']}{digest}"


def partial(left_out: tuple[str, ...], limit: str) -> str:
    """That this is not all of the system; empty when it is."""
    if not left_out:
        return ""
    why = f"because --limit is {limit}" if limit else "because they are not part of this run"
    return f"Not asked, {why}: {listed(left_out)}. What is kept there is not in this list."
