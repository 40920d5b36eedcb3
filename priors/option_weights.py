"""Option weights: how much each option of a choice counts in an average over models, relative to the others."""

from .errors import StudyError, quoted, unknown_name
from .files import Table
from .records import Choice

__all__ = ["weighed"]

MOST = 1e9
"""An option's prior weight at most."""


def weighed(choice: Choice, table: Table, *, file: str, key: str) -> Choice:
    """Return a choice with other weights of the options that a table names.

    Raises
    ------
    StudyError
        If an option is unknown, a weight is none, or no option is left with one.
    """
    options = dict(choice.options)
    for option, weight in table.items():
        if option not in options:
            raise StudyError(unknown_name(option, options, what="option"), file=file, key=key)
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= MOST:
            problem = f"{quoted(weight)} is no weight. Allowed: a number from 0 to {MOST:g}"
            raise StudyError(problem, file=file, key=f"{key}.{option}")
        options[option] = options[option].model_copy(update={"weight": float(weight)})
    if not any(option.weight for option in options.values()):
        raise StudyError("no option has a weight. Allowed: one at least that is more than 0", file=file, key=key)
    return choice.model_copy(update={"options": options})
