"""Specifications: the combinations of options of the structural choices, each distinct model once.

A **specification** takes one option of each choice. Most choices are models of the same data: they change
what the evidence says. **Questions** change only what is asked of it (for how long, with labour or without);
specifications that differ in nothing else are a **family**, and share their likelihood. An option that takes
another choice's part away makes that choice **idle**: all its options are the same model, which counts once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product

from ...priors import Study, StudyError, unknown_name, with_choices

__all__ = [
    "Options",
    "answers",
    "equivalents",
    "families",
    "questions",
    "specifications",
    "taking",
    "varied_choices",
]

Options = Mapping[str, str]
"""An option for each choice."""


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
    for taken in ({}, *_combinations(study, varied)):
        options = _canonical(study, {**study.choices, **taken})
        key = tuple(options.values())
        if key not in seen:
            seen.add(key)
            yield options


def varied_choices(study: Study, vary: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the choices to vary, in the order of the study's options.

    Raises
    ------
    StudyError
        If there is no such choice.
    """
    known = [choice for choice in study.options if choice in study.choices]
    wanted = {c for c in known if len(study.answerable(c)) > 1} if vary is None else set(vary)
    for choice in sorted(wanted - set(known)):
        raise StudyError(unknown_name(choice, known, what="choice"), key="--choice")
    return tuple(choice for choice in known if choice in wanted)


def _idle(study: Study, options: Options) -> set[str]:
    """Return the choices that make no difference under these options."""
    taken = (study.options[choice].options[option] for choice, option in options.items() if choice in study.options)
    return {choice for option in taken for choice in option.idle}


def _canonical(study: Study, options: Options) -> Options:
    """Put idle choices at the study's own option, so that equal models look equal."""
    idle = _idle(study, options)
    return {choice: study.choices[choice] if choice in idle else option for choice, option in options.items()}


def equivalents(study: Study, options: Options, varied: Sequence[str]) -> list[Options]:
    """Return all combinations of options that are the same model as a specification, itself among them."""
    return [{**options, **taken} for taken in _combinations(study, _idle(study, options) & set(varied))]


def families(study: Study, specs: Iterable[Options]) -> list[list[Options]]:
    """Sort specifications into families, which differ in questions alone; the order stays."""
    by_model: dict[tuple[str, ...], list[Options]] = {}
    for options in specs:
        key = tuple(option for choice, option in options.items() if choice not in questions(study))
        by_model.setdefault(key, []).append(options)
    return list(by_model.values())


def taking(study: Study, options: Options) -> Study:
    """Return the study at other options; where an option is its own it keeps what else it has changed."""
    return with_choices(study, {c: option for c, option in options.items() if option != study.choices[c]})


def questions(study: Study) -> tuple[str, ...]:
    """Return the choices that change what is asked and not what was measured."""
    return tuple(choice for choice in varied_choices(study) if study.options[choice].question)


def answers(study: Study) -> list[Options]:
    """Return every combination of the options of `questions`."""
    return _combinations(study, questions(study))


def _combinations(study: Study, choices: Collection[str]) -> list[Options]:
    taken = product(*(study.answerable(choice) for choice in choices))
    return [dict(zip(choices, each, strict=True)) for each in taken]
