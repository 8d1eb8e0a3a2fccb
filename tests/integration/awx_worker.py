# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one job with ansible-runner, with the parameters in a file. SIGTERM cancels it, as somebody does in AWX."""

import json
import signal
import sys
from pathlib import Path

import ansible_runner

CANCELED = []


def main(parameters):
    signal.signal(signal.SIGTERM, lambda *_signal: CANCELED.append(True))
    given = json.loads(Path(parameters).read_text(encoding="utf-8"))
    done = ansible_runner.interface.run(cancel_callback=lambda: bool(CANCELED), **given)
    print(json.dumps({"status": done.status, "rc": done.rc}))


if __name__ == "__main__":
    main(sys.argv[1])
