# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time and memory of the desired state of every component on generated hosts, without Ansible. Asserts nothing.

    PYTHONPATH=<collections> python tests/benchmark/components.py --hosts 100 1000 10000
"""

import argparse
import resource
import time

from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import Target
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from topology_hosts import inventory


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--hosts", type=int, nargs="+", default=[100, 1000, 10000])
    words.add_argument("--data-centers", type=int, default=10)
    given = words.parse_args()
    print(f"{'hosts':>6}  {'states':>6}  {'map s':>6}  {'states s':>8}  {'us a state':>10}  {'peak MB':>7}")
    for hosts in given.hosts:
        groups, variables = inventory(hosts, given.data_centers)
        everyone = list(dict.fromkeys(host for members in groups.values() for host in members))
        began = time.process_time()
        model = engine.evaluate({"all": everyone, "gir": everyone, **groups}, variables, None).model
        mapped = time.process_time()
        count = sum(compute(component, model, variables) for component in COMPONENTS.values())
        computed = time.process_time() - mapped
        # Of all sizes so far, so they are measured in rising order. Linux counts KB.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        each = computed / count * 1e6
        print(f"{hosts:>6}  {count:>6}  {mapped - began:>6.2f}  {computed:>8.2f}  {each:>10.0f}  {peak:>7.0f}")


def evaluated(default):
    """A default of a table; two of them are templates."""
    if not isinstance(default, str):
        return default
    text = default.replace("{{ gir_install_root | default('/opt/genesys', true) }}", "/opt/genesys")
    return text.replace("{{ inventory_hostname }}", "host")


def compute(component, model, variables):
    """How many states the component has; each is dropped, as a verb does that goes host by host."""
    targets = component.targets(model)
    given = {**{name: evaluated(row.default) for name, row in component.variables.items()}, **variables}
    asked = {name: variables.get(name) for name in component.asks}
    places = [host for center in model["data_centers"].values() for group in component.asks_groups
              for host in center["hosts"][group]]  # fmt: skip
    others = dict.fromkeys(places, asked)
    for host in targets:
        violations = component.desired(model, Target(host, others=others), given).violations
        if violations:
            raise SystemExit(f"{component.name} of {host}: {violations[0].sentence}")
    return len(targets)


if __name__ == "__main__":
    main()
