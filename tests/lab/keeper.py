# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Process 1 of a laboratory: while it lives, the namespaces live; with it, every process and mount in them goes.

Started inside the new namespaces as `python -m lab.keeper DIRECTORY`; the directory serves to find it again, and when
it has no state any more, a `down` was faster than this start.
"""

import os
import signal
import sys
from pathlib import Path


def reap():
    """Take leave of every child that has ended; true while there are others."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def main():
    """Wait for ever."""
    if not (Path(sys.argv[1]) / "state.json").exists():
        sys.exit("this laboratory was ended while it began")
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    os.chdir("/")
    print("ready", flush=True)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, sys.stdout.fileno())
    while True:
        signal.sigwait({signal.SIGCHLD})
        while reap():
            pass


if __name__ == "__main__":
    main()
