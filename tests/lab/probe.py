# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside the laboratory: which of these addresses answer as an SSH server? The answer is JSON."""

import asyncio
import json
import sys

SECONDS = 1.0


async def answers(address):
    """Whether the greeting of an SSH server comes from there in time."""
    writer = None
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection(address, 22)
            return await reader.readexactly(4) == b"SSH-"
    except (OSError, asyncio.IncompleteReadError):
        return False
    finally:
        if writer:
            writer.close()


async def ask(addresses):
    """Ask all of them at once."""
    return dict(zip(addresses, await asyncio.gather(*map(answers, addresses)), strict=True))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(ask(sys.argv[1:]))))
