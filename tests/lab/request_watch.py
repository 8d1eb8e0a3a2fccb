# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the same addresses again and again: ``request_watch.py DIRECTORY NAME=URL...``, until DIRECTORY has `over`.

What it saw is in ``seen.json`` then: name to how often it was asked, and when it gave no good answer, with the reason.
"""

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

EVERY, LONGEST = 0.2, 10
BEGUN, OVER, SEEN = "begun", "over", "seen.json"


def watch(url, over):
    """The moments at which it gave no good answer; a refusal of what was asked is one."""
    asked, failed = 0, []
    while not over.is_set():
        asked += 1
        try:
            urllib.request.urlopen(url, timeout=LONGEST).close()
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                failed.append((time.time(), f"HTTP {error.code}"))
        except OSError as error:
            failed.append((time.time(), str(error)))
        over.wait(EVERY)
    return {"asked": asked, "failed": failed}


def main(arguments=None):
    directory, *named = sys.argv[1:] if arguments is None else arguments
    place, over, seen = Path(directory), threading.Event(), {}

    def work(name, url):
        seen[name] = watch(url, over)

    threads = [threading.Thread(target=work, args=one.split("=", 1)) for one in named]
    for thread in threads:
        thread.start()
    (place / BEGUN).touch()
    while not (place / OVER).exists():
        time.sleep(EVERY)
    over.set()
    for thread in threads:
        thread.join()
    (place / SEEN).write_text(json.dumps(seen), encoding="utf-8")


if __name__ == "__main__":
    main()
