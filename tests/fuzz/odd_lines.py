"""Odd command lines: values of options and arguments that are out of range, none, or for something else."""

import contextlib

import click
import pytest

from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.run.refusal import NotConverged
from llm_barriers.reports.sections import telling

ODDITIES = {
    "a number out of range": ["-1", "0", "1", "0.5", "20%", "-20%", "100%", "1.0"],
    "a number that no float holds": ["nan", "inf", "1e400", "9" * 30, "9" * 5000],
    "text that is empty, long or hostile": ["", " ", "x", "[/]", "a" * 5000, "{}", "%s", "é", "null", "true"],
    "an escape sequence": ["\u001b[31m", "\u202e", "a\nb"],
    "another option": ["--json", "-h", "--help", "-", "--"],
    "a path": ["..", "/", "/dev/null", "/dev/null/x.svg", "x.svg", "x/y", "~", "x.toml"],
    "a study": ["reanalysis", "published", "llama3", "reanalysis@", "@", "@2020", "published@x", "reanalysis@today"],
    "a date": ["2022-13", "2022", "today", "2022-12", "later", "2022-02-30"],
    "a choice": ["room=none", "room=", "=none", "room=x", "blend=mixture", "evidence_model=cut", "=", "x=y"],
    "a change": ["salary=1 dB", "salary=8k usd/person/month", "salary=1B", "nodes[x]=1", "nodes=1", "utilisation=2"],
    "a finding": ["cost_ratio=nan", "cost_ratio=0", "cost_ratio=-1", "cost_ratio~0.4±0", "cost_ratio~1±1e400"],
    "a name of the model": ["leopold_2019", "cost_ratio", "deployment_cheaper", "vendor_bias", "mean", "posterior"],
    "a scheduler or a method": ["tcp://:0", "mcmc", "processes"],
}
"""What an option or an argument is given, by its kind."""
ODDITIES["a change"] += [
    "salary=1e308 megausd",
    "cost_ratio<1",
    "salary=5e4..2e5 usd/person/year",
    "demand=1 token/day",
]
ODDITIES["a finding"] += ["cost_ratio~0.4±10%", "cost_ratio~0.4", "salary~1±1"]


FIT = {"study": "a study", "as_of": "a date", "choices": "a choice", "choose": "a choice", "change": "a change"}
FIT |= {
    "out": "a path",
    "first": "a study",
    "others": "a study",
    "taken": "a finding",
    "draws": "a number out of range",
}
FIT |= dict.fromkeys(["node", "quantity", "target", "discount", "claim", "without"], "a name of the model")
"""Kinds of values by the option or argument that they are nearest to, which is given them as often as all others."""


def commands(group=cli, before=()):
    """Yield every command with the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = [(words, command) for words, command in commands() if words[0] != "store"]


def odd_line(rng):
    """Return a command with up to three odd values of options and two of arguments, by a `random.Random`, and kinds."""
    words, command = rng.choice(COMMANDS)
    line, kinds = list(words), set()
    for param in rng.choices(_asked(command), k=rng.choice([0, 1, 1, 1, 2, 3])) if _asked(command) else ():
        name = rng.choice([*param.opts, *param.secondary_opts])
        line += [name] if param.is_flag else [name, _odd(rng, param, kinds)]
    for param in command.params:
        if isinstance(param, click.Argument) and rng.random() < 0.8:
            line += [_odd(rng, param, kinds) for _ in range(rng.choice([1, 1, 2]))]
    return ([*line, "--out", "out"] if words == ("report",) and "--out" not in line else line), kinds or {"flags alone"}


def _asked(command):
    """Return the options of a command that neither reach another machine nor name a store."""
    apart = ("store", "scheduler")
    return [param for param in command.params if isinstance(param, click.Option) and param.name not in apart]


def _odd(rng, param, kinds):
    """Draw an odd value of an option or an argument, and note its kind."""
    kind = rng.choice([rng.choice(list(ODDITIES)), FIT.get(param.name, "a number out of range")])
    kinds.add(kind)
    return rng.choice(ODDITIES[kind])


@contextlib.contextmanager
def unanswered(folder):
    """Work in a folder, and stop where an answer would take a fit: a question is not computed, only asked."""
    answer = telling.answer

    def asked(section, run, **options):
        if section.fits:
            raise NotConverged("asked")
        return answer(section, run, **options)

    def stopped(*_, **__):
        raise NotConverged("asked")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(telling, "answer", asked)
        patch.setattr(telling, "figure", stopped)
        patch.setattr("llm_barriers.reports.page.report.write_report", stopped)
        patch.setattr("llm_barriers.reports.page.exploring.write_explorer", stopped)
        patch.chdir(folder)
        yield patch


def wrong(code, said):
    """Return what is wrong with the end of a command, if anything."""
    short = len(said) < 800 or code == 0
    fit = code in (0, 2, 3) and short and said.replace("\n", "").isprintable() and "Traceback" not in said
    return "" if fit else f"exit {code}, {len(said)} characters: {said[-300:]!r}"
