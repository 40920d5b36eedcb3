"""Tasks: what is timed, each in a process of its own. Usage: python tasks.py TASK '{"option": value}'

A task prints one line of JSON, or one for each case that it reads. Whatever is imported is imported by the task that
needs it, so that no contender pays for another's memory or start.
"""

import json
import sys
from inspect import isgenerator

import growth_tasks
import posterior_tasks
import simulation_tasks
import start_tasks

if __name__ == "__main__":
    modules = (start_tasks, simulation_tasks, posterior_tasks, growth_tasks)
    task = next(getattr(module, sys.argv[1]) for module in modules if hasattr(module, sys.argv[1]))
    made = task(**json.loads(sys.argv[2]))
    for answer in made if isgenerator(made) else [made]:
        print(json.dumps(answer), flush=True)
