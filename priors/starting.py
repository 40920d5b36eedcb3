"""Starting: a commented study that can be run as it is, to be changed number by number."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from .errors import StudyError
from .files import read_text
from .layers import is_toml
from .loading import load_study, with_layer
from .naming import check_entry_name
from .records import Choice, Quantity
from .study import Study, split_name
from .writing import key_toml, toml

__all__ = ["BLANK", "starter"]

BLANK, SCENARIO, NAMED = "blank", "scenario", 4

_GENERIC = "Generic: it stands in until a study gives its own."
"""How the notes of generic numbers begin, for which a new study has a mark."""

_SCENARIO = """\
# The conclusion is of the mean of the scenarios by their weights, which are relative.
# A scenario more is an entry for its weight, and for whatever of it differs from the others':
# [quantities."scenario_weight[agents]"]
# unit = "dimensionless"
# prior = { family = "constant", value = 0.5 }
# [quantities."demand[agents]"]          # tokens generated, in place of users and what each is given; prompts on top
# unit = "token/day"
# prior = { family = "lognormal", low = 1e8, high = 1e10 }
# [scenarios.agents]
# title = "Agents that write code"
# [scenarios.FIRST]
# include = false
"""

_HOURS = """\
# Where the hours of the final run are known, they stand in place of its operations, its share of peak and that peak:
# [quantities.training_gpu_hours]
# unit = "gpu*hour"
# prior = { family = "constant", value = 3e7 }
# source = "its model card"
# basis = "external"
"""

_EVIDENCE = """\
# A report that somebody published; the nodes that it may be of are listed by 'llm-barriers graph --study FILE'.
# [evidence.accounts]
# title = "What the final run is said to have cost"
# kind = "measurement"                   # or share (of cost, that is inference), floor, ceiling, count
# measures = "final_run_cost"            # or throughput, development_cost, "compute_cost[FIRST]", …
# published = "2025-06"
# unit = "usd"                           # none beside a share
# low = 7e7                              # 90% between the ends;
# high = 1.7e8                           # or a value with its sd on the log scale: value = 1.1e8, sd = 0.26
# source = "who says it"
# quote = "in which words"
"""

_OF_THE_POST = """\
# known_to_author = false
# quantity_measured = "cost"
"""

_DISCOUNT = """\
# discounts = ["press_bias"]             # by what it may be too high, on the log scale: the entry below
# [quantities.press_bias]
# title = "Log of what is said over what was"
# unit = "dimensionless"
# prior = { family = "half_normal", sd = 0.3 }   # or too low as well: { family = "normal", mean = 0, sd = 0.3 }
"""

_CLAIM = """\
# [claims.third]
# title = "Deployment costs less than a third of development"
# statement = { node = "cost_ratio", relation = "<", threshold = 33, unit = "percent" }
"""


def starter(
    file: Path,
    like: str = BLANK,
    subject: str = "",
    *,
    scenarios: Sequence[str] = (),
    last: Collection[str] = (),
    schema: str,
) -> str:
    """Return the text of a new study.

    Parameters
    ----------
    file : Path
        Where it will be.
    like : str, optional
        What it extends: a shipped study, or the path of one.
    subject : str, optional
        What it is about, where the model of what it extends is one of several.
    scenarios : sequence of str, optional
        Names of scenarios of its own, in place of those of what it extends, with generic numbers and equal weights.
    last : collection of str, optional
        Quantities that do not reach the conclusion, which come after all others.
    schema : str
        Name of the file beside it that holds the schema of the format.

    Raises
    ------
    StudyError
        If there is no such study, it can be about nothing else, or a scenario has no name or no place in it.
    """
    base = load_study(like, key="--like")
    for name in scenarios:
        check_entry_name(name, file="", key="--scenario")
    if scenarios and not base.model.subject:
        problem = f"{like!r} has the scenarios of one text. Allowed: with a model of many subjects, such as {BLANK!r}"
        raise StudyError(problem, key="--scenario")
    text = "\n".join(_lines(file, like, subject, schema, base, tuple(dict.fromkeys(scenarios)), last))
    with_layer(base, {k: v for k, v in read_text(text, str(file)).items() if k != "extends"}, file=str(file))
    return text


def _lines(
    file: Path, like: str, subject: str, schema: str, base: Study, scenarios: Sequence[str], last: Collection[str]
) -> Iterator[str]:
    parent = str(Path(like).resolve().relative_to(file.parent.resolve(), walk_up=True)) if is_toml(like) else like
    yield f"#:schema ./{schema}"
    yield f"# A study that extends {like!r} and holds what differs from it. Check it with"
    yield f"# 'llm-barriers priors check --study {file.name}'; 'llm-barriers priors families' lists forms of a prior,"
    yield f"# and 'llm-barriers report --study {file.name} --out build/{file.stem}' answers it as a page."
    generic = " What is marked (*) is generic: give your own." * any(
        entry.note.startswith(_GENERIC) for entry in base.quantities.values()
    )
    yield f"# The ends of a prior, low and high, hold 90% between them.{generic}"
    yield '# A number that was read somewhere takes source, quote and basis = "external"; others count as judgement.'
    yield ""
    yield f"title = {toml(subject or file.stem)}"
    yield f"extends = {toml(parent)}"
    yield f'# as_of = "{base.as_of}"                 # evidence up to this date, or "today"'
    if base.items:
        items = ", ".join(base.items) if len(base.items) <= NAMED else f"{len(base.items)} items"
        yield f"# Evidence that it takes over: {items}; 'priors check' lists what is in."
    yield '# without = "all"                      # of the evidence so far; or { clusters = ["…"], before = "2023-01" }'
    if base.catalogue.accelerators:
        known = ", ".join(base.catalogue.accelerators)
        yield f'# accelerator = "h100"                # of the servers; its entries below are marked; of {known}'
    yield ""
    yield from _about(subject, base)
    yield from _choices(base.options.items(), base)
    yield from _scenarios(scenarios, base)
    kept = f"# The numbers of {like!r}, one of which is changed by taking away the marks before it.\n"
    yield _HOURS if like == BLANK else kept
    yield from _numbers(like, base, scenarios, [name for name in base.quantities if name not in last])
    if base.model.subject and not scenarios:
        yield _SCENARIO.replace("FIRST", base.coordinates(SCENARIO)[0])
    first = next(iter((*scenarios, *(base.coordinates(SCENARIO) if SCENARIO in base.model.dims else ()))), "x")
    yield _EVIDENCE.replace("FILE", file.name).replace("FIRST", first) + _OF_THE_POST * base.model.post + _DISCOUNT
    yield _CLAIM
    rest = list(_numbers(like, base, scenarios, [name for name in base.quantities if name in last]))
    if rest:
        yield from ("# What follows does not reach the conclusion under the choices above.\n", *rest)


def _about(subject: str, base: Study) -> Iterator[str]:
    if subject:
        yield f"[subject]\nname = {toml(subject)}"
        yield '# date = "2024-07"                     # when it came out'
        yield '# words = { development_cost = "What making it cost" }   # titles of its own, by name of the node\n'
    elif base.model.subject:
        yield '# [subject]\n# name = "A model 70B"\n# date = "2024-07"\n'


def _choices(options: Iterable[tuple[str, Choice]], base: Study) -> Iterator[str]:
    yield "[choices]"
    for name, choice in options:
        others = [option for option in choice.options if option != base.choices[name]]
        yield f"# {choice.title} Or: {', '.join(others)}"
        yield f"{name} = {toml(base.choices[name])}"
    yield ""


def _scenarios(scenarios: Sequence[str], base: Study) -> Iterator[str]:
    """Yield each scenario that is new with its weight and numbers, and leave out those that are not named."""
    if not scenarios:
        return
    known = base.coordinates(SCENARIO)
    new = [name for name in scenarios if name not in known]
    for name in new:
        yield f"[scenarios.{key_toml(name)}]\ntitle = {toml(name.replace('_', ' ').capitalize())}\n"
    for name in known:
        if name not in scenarios:
            yield f"[scenarios.{key_toml(name)}]\ninclude = false\n"
    share = round(1 / len(scenarios), 2)
    for place, name in enumerate(new):
        weight = share if place else round(1 - share * (len(scenarios) - 1), 2)  # the first has what rounding leaves
        yield "# Weight. Weights are relative."
        yield f"[quantities.{key_toml(f'{base.model.dims[SCENARIO].quantity}[{name}]')}]"
        yield f'unit = "dimensionless"\nprior = {{ family = "constant", value = {weight} }}\n'
        for quantity, entry in base.quantities.items():
            if SCENARIO in entry.dims and entry.basis != "definition":
                yield from _number(f"{quantity}[{name}]", entry, "")


def _numbers(like: str, base: Study, scenarios: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Yield those numbers that are no definitions: as they will be, of a blank study, or else to be taken up."""
    mark = "" if like == BLANK else "# "
    given = {name for each in base.catalogue.accelerators.values() for name in each.quantities}
    out = set(base.coordinates(SCENARIO)).difference(scenarios) if scenarios else set[str]()
    for name in names:
        entry, parts = base.quantities[name], any(split_name(o)[0] == name for o in base.quantities if o != name)
        if entry.basis == "definition" or (mark and entry.dims and parts):
            continue
        if scenarios and (SCENARIO in entry.dims or split_name(name)[1] in out):
            continue  # these are the scenarios' own, or of one that is left out
        whole = [f"{name}[{c}]" for dim in entry.dims if not mark for c in base.coordinates(dim)] or [name]
        for each in whole:
            yield from _number(each, entry, "# " if name in given else mark)  # an entry would hide an accelerator's


def _number(name: str, entry: Quantity, mark: str) -> Iterator[str]:
    title = f"{entry.title} (*)" if entry.note.startswith(_GENERIC) else entry.title
    note = entry.note.removeprefix(_GENERIC).strip()
    yield f"# {title}. {note}" if note else f"# {title}"
    yield f"{mark}[quantities.{key_toml(name)}]"
    yield f"{mark}unit = {toml(entry.unit)}"
    yield f"{mark}prior = {toml(entry.prior)}\n"
