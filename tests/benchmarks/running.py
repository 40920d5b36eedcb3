"""Running: tasks in child processes, and the rows of the table that they make."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
from results import Row

FOLDER = Path(__file__).parent


class Run:
    """Runs tasks in child processes, and keeps the rows of the table."""

    def __init__(self, quick, turns=5):
        self.quick, self.turns, self.rows = quick, 1 if quick else turns, []

    def child(self, *command, said=None, **environment):
        """Run a command, to which something is said; return what it prints, with its wall time and peak memory."""
        click.echo(f"… {' '.join(map(str, command[1:]))[:100]}", err=True)
        script = [sys.executable, FOLDER / "watch.py", *command]
        done = subprocess.run(
            list(map(str, script)), env={**os.environ, **environment}, capture_output=True, text=True, input=said
        )
        if done.returncode:
            raise click.ClickException(f"{command} failed:\n{done.stderr[-2000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def task(self, name, python=sys.executable, environment=None, said=None, **options):
        return self.child(python, FOLDER / "tasks.py", name, json.dumps(options), said=said, **(environment or {}))

    def add(self, part, contender, case, seconds, **more):
        self.rows.append(Row(part, contender, case, seconds, **more))


class Resident:
    """A task in a process that stays, so that it is warm when it is asked."""

    def __init__(self, name, environment, **options):
        command = [sys.executable, str(FOLDER / "tasks.py"), name, json.dumps(options)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.name, self.process = name, subprocess.Popen(command, env={**os.environ, **environment}, **pipes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate()

    def ask(self, case):
        """Return what the task has to say of a case."""
        click.echo(f"… {self.name} {case}", err=True)
        self.process.stdin.write(f"{case}\n")
        self.process.stdin.flush()
        if answer := self.process.stdout.readline():
            return json.loads(answer)
        raise click.ClickException(f"{self.name} failed at {case}")


def spread(seconds):
    """Return the range of some turns, in words."""
    return f"{min(seconds):.2f} to {max(seconds):.2f} s in {len(seconds)} turns"
