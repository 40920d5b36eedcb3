"""Specifications: the combinations of options of the structural choices, each distinct model once.

A **specification** takes one option of each choice. Most choices are models of the same data: they change
what the evidence says. `QUESTIONS` change only what is asked of it (for how long, with labour or without);
specifications that differ in nothing else are a **family**, and share their likelihood. An option that takes
another choice's part away (`IDLE`) makes all options of that choice the same model, which counts once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from ...priors import Study, StudyError, unknown_name, with_choices

__all__ = [
    "IDLE",
    "QUESTIONS",
    "Options",
    "equivalents",
    "families",
    "questions",
    "specifications",
    "taking",
    "varied_choices",
]

Options = Mapping[str, str]
"""An option for each choice."""

QUESTIONS = ("horizon", "labour")
"""Choices that redefine the conclusion, and not what any item of evidence measures."""

IDLE: Mapping[tuple[str, str], tuple[str, ...]] = {("evidence_model", "additive"): ("room",)}
"""By choice and option: choices that then make no difference. The author's rule leaves no room."""


def specifications(study: Study, *, vary: Iterable[str] | None = None) -> Iterator[Options]:
    """Yield every distinct specification; the study's own comes first.

    Parameters
    ----------
    study : Study
    vary : iterable of str, optional
        Choices to vary, the others staying as the study has them; all unless given.

    Raises
    ------
    StudyError
        If there is no such choice.
    """
    seen = set()
    varied = varied_choices(study, vary)
    own = {choice: study.choices[choice] for choice in varied}
    others = (dict(zip(varied, taken, strict=True)) for taken in product(*(study.options[c].options for c in varied)))
    for taken in (own, *others):
        found = _canonical(study, {**study.choices, **taken})
        key = tuple(found.values())
        if key not in seen:
            seen.add(key)
            yield found


def varied_choices(study: Study, vary: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the choices to vary, in the order of the study's options.

    Raises
    ------
    StudyError
        If there is no such choice.
    """
    known = [choice for choice in study.options if choice in study.choices]
    wanted = set(known if vary is None else vary)
    for choice in sorted(wanted - set(known)):
        raise StudyError(unknown_name(choice, known, what="choice"), key="--choice")
    return tuple(choice for choice in known if choice in wanted)


def _idle(options: Options) -> set[str]:
    """Return the choices that make no difference under these options."""
    return {choice for taken, idle in IDLE.items() if options.get(taken[0]) == taken[1] for choice in idle}


def _canonical(study: Study, options: Options) -> Options:
    """Put idle choices at the study's own option, so that equal models look equal."""
    idle = _idle(options)
    return {choice: study.choices[choice] if choice in idle else option for choice, option in options.items()}


def equivalents(study: Study, options: Options, varied: Sequence[str]) -> list[Options]:
    """Return all combinations of options that are the same model as a specification, itself among them."""
    idle = [choice for choice in varied if choice in _idle(options)]
    return [
        {**options, **dict(zip(idle, taken, strict=True))}
        for taken in product(*(study.options[c].options for c in idle))
    ]


def families(specs: Iterable[Options]) -> list[list[Options]]:
    """Sort specifications into families, which differ in `QUESTIONS` alone; the order stays."""
    found: dict[tuple[str, ...], list[Options]] = {}
    for options in specs:
        key = tuple(option for choice, option in options.items() if choice not in QUESTIONS)
        found.setdefault(key, []).append(options)
    return list(found.values())


def taking(study: Study, options: Options) -> Study:
    """Return the study at other options; where an option is its own it keeps what else it has changed."""
    return with_choices(study, {c: option for c, option in options.items() if option != study.choices[c]})


def questions(study: Study) -> list[Options]:
    """Return every combination of the options of `QUESTIONS`."""
    asked = [choice for choice in QUESTIONS if choice in study.options and choice in study.choices]
    return [dict(zip(asked, taken, strict=True)) for taken in product(*(study.options[c].options for c in asked))]
