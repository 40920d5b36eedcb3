"""The one error that a user's input can raise, and the wording that all of it shares."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["StudyError", "unknown_name"]


class StudyError(ValueError):
    """Something in a study that cannot be used.

    Parameters
    ----------
    problem : str
        What is wrong, and what is allowed instead.
    file : str, optional
        The file, or the command-line option, that holds it.
    key : str, optional
        Dotted path of the key, such as ``quantities.development_cost.unit``.
    """

    def __init__(self, problem: str, *, file: str | None = None, key: str | None = None) -> None:
        self.problem, self.file, self.key = problem, file, key
        super().__init__(": ".join(part for part in (file, key, problem) if part))


def unknown_name(name: str, allowed: Iterable[str], *, what: str = "name") -> str:
    """Say that a name is unknown, which one is nearest, and which are allowed.

    Parameters
    ----------
    name : str
        What the user wrote.
    allowed : iterable of str
        The valid names.
    what : str
        The noun for it, such as ``"quantity"``.

    Returns
    -------
    str
        One sentence; long lists are cut after twelve names.
    """
    names = sorted(allowed)
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    listed = ", ".join(names[:12]) + (f", … ({len(names)} in all)" if len(names) > 12 else "")
    return f"unknown {what} {name!r}.{hint} Allowed: {listed or 'none'}."
