# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the probes of a site's own on the controller. Nothing that they answer is returned: it may hold secrets."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote, urlsplit

from ...module_utils._common.observation import CONFIRMED, FAILED
from ...module_utils._http.exchange import Address, HttpProblem, HttpSession
from .._variables.probe_commands import Probe
from .questions import title_of

# What a probe says beyond that is not read.
MOST_BYTES = 64 * 1024
_THREADS = 8
_SAFE = "/%:@!$&'()*+,;=~-._?"
# Code of managed hosts, which has no types.
_address: Callable[[str], Any] = Address
_session: Callable[[Any, Any, int], Any] = HttpSession


class _Failed(Exception):
    """Why the answer is no."""


@dataclass(frozen=True)
class ProbeAnswer:
    """What came of one probe, in the form of the report of verify. `url` is the server's, without path and query."""

    question: str
    name: str
    url: str
    answer: str
    reason: str
    seconds: float


def run(probes: Iterable[Probe], tls: Any) -> list[ProbeAnswer]:
    """The answers, in the order of the probes, which run at the same time. `tls`: TlsOptions, for URLs."""
    asked = list(probes)
    if not asked:
        return []
    tls.prepare([probe.url for probe in asked])
    with ThreadPoolExecutor(max_workers=min(_THREADS, len(asked))) as pool:
        return list(pool.map(lambda probe: _answered(probe, tls), asked))


def _answered(probe: Probe, tls: Any) -> ProbeAnswer:
    started = time.monotonic()
    reason = ""
    try:
        said, how = _of_url(probe, tls) if probe.url else _of_command(probe)
        if probe.expect is not None and probe.expect.search(said) is None:
            raise _Failed(f"what it says does not match expect ({how})")
    except _Failed as failed:
        reason = str(failed)
    seconds = round(time.monotonic() - started, 3)
    answer = FAILED if reason else CONFIRMED
    return ProbeAnswer(probe.question, title_of(probe.question), _server(probe.url), answer, reason, seconds)


def _server(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if url else ""


def _of_url(probe: Probe, tls: Any) -> tuple[str, str]:
    """What the server answers, and its status."""
    parts = urlsplit(probe.url)
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    session = _session(_address(_server(probe.url)), tls, probe.timeout)
    # A sentence about an answer that is no good would begin to quote it.
    session.clean = lambda _text: "(not shown)"
    try:
        answer = session.request("GET", target, follow=False)
    except HttpProblem as problem:
        raise _Failed(str(problem)) from None
    finally:
        session.close()
    if answer.status >= 400:
        raise _Failed(f"it answers HTTP {answer.status}")
    return bytes(answer.body)[:MOST_BYTES].decode("utf-8", "replace"), f"HTTP {answer.status}"


def _of_command(probe: Probe) -> tuple[str, str]:
    """What the command writes to its standard output, and its exit status."""
    try:
        process = subprocess.Popen(
            probe.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise _Failed(f"the command cannot be started: {error.strerror or type(error).__name__}") from None
    except ValueError:
        raise _Failed("the command cannot be started: it is not valid") from None
    kept = bytearray()
    reader = threading.Thread(target=_drain, args=(process.stdout, kept), daemon=True)
    reader.start()
    try:
        status = process.wait(probe.timeout)
        # What it wrote is in the pipe; what it left running may hold the pipe open.
        reader.join(1)
    except subprocess.TimeoutExpired:
        raise _Failed(f"the command did not end within {probe.timeout} seconds") from None
    finally:
        _end(process)
        reader.join(1)
    if status:
        how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
        raise _Failed(f"the command {how}")
    return bytes(kept).decode("utf-8", "replace"), "status 0"


def _drain(stream: IO[bytes], kept: bytearray) -> None:
    """Read to the end, so that the command is not held up, and keep the beginning."""
    with contextlib.suppress(OSError, ValueError), stream:
        for piece in iter(lambda: os.read(stream.fileno(), 1 << 14), b""):
            kept += piece[: MOST_BYTES - len(kept)]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing that a probe has started outlives it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
