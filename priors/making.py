"""Making studies in Python: small ones, and those of another subject than the post's."""

import datetime as dt
from collections.abc import Mapping

from .catalogue import Table, catalogue, record
from .evidence_item import EvidenceItem
from .model_record import ModelRecord
from .records import Choice, Quantity
from .statements import Claim
from .study import Study

__all__ = ["make_study"]

FIRST_DAY = dt.date(2020, 1, 1)

Tables = Mapping[str, Table]


def make_study(
    quantities: Mapping[str, Table | float],
    evidence: Tables | None = None,
    *,
    choices: Mapping[str, str] | None = None,
    claims: Tables | None = None,
    options: Tables | None = None,
    model: ModelRecord | None = None,
    name: str = "made",
) -> Study:
    """Make a study from tables such as a study's file holds; most keys have a default.

    Parameters
    ----------
    quantities : mapping of str to table or float
        Each the parameters of its prior with ``family``, its ``unit`` (dimensionless unless given) and whatever else
        a quantity has. A number alone is a dimensionless constant.
    evidence : mapping of str to table, optional
        Items, of which ``measures`` is needed and what their kind asks for. They are measurements, and published one
        day after the other in the order given, unless they say otherwise.
    choices : mapping of str to str, optional
        Options taken; the first of each choice unless given.
    claims, options : mapping of str to table, optional
        Statements whose probability is asked for, and what the choices may be; the model's options that are taken,
        unless given.
    model : ModelRecord, optional
        The post's unless given.
    name : str, optional

    Returns
    -------
    Study
        As of the day of its last item.

    Raises
    ------
    StudyError
        With the first thing wrong.

    Examples
    --------
    >>> study = make_study(
    ...     {"cost": {"family": "lognormal", "median": 3.0, "sigma": 0.5, "unit": "usd"}},
    ...     {"report": {"measures": "cost", "value": 4.0, "sd": 0.2, "unit": "usd"}},
    ... )
    >>> study.items
    ('report',)
    """
    items = {key: _item(key, day, table, name) for day, (key, table) in enumerate((evidence or {}).items())}
    data = catalogue(model.folder if model else "")
    may_be = {key: record(Choice, table, name, f"options.{key}") for key, table in (options or {}).items()}
    for key, option in (choices or {}).items() if options is None else ():
        known = data.options[key]
        may_be[key] = known.model_copy(update={"options": {option: known.options[option]}})
    said = {key: {"title": key, "quote": "", **table} for key, table in (claims or {}).items()}
    return Study(
        name=name,
        title=name,
        as_of=max((item.published for item in items.values()), default=FIRST_DAY),
        quantities={key: _quantity(key, table, name) for key, table in quantities.items()},
        evidence=items,
        choices={key: next(iter(choice.options)) for key, choice in may_be.items()} | dict(choices or {}),
        claims={key: record(Claim, table, name, f"claims.{key}") for key, table in said.items()},
        options=may_be,
        file=name,
        model=model or data.model,
    )


def _quantity(key: str, table: Table | float, file: str) -> Quantity:
    entries = table if isinstance(table, dict) else {"family": "constant", "value": table}
    own = {k: v for k, v in entries.items() if k in Quantity.model_fields}
    prior = {k: v for k, v in entries.items() if k not in own}
    shared = {"title": key, "unit": "dimensionless", "basis": "judgement", "prior": prior}
    return record(Quantity, {**shared, **own}, file, f"quantities.{key}")


def _item(key: str, day: int, table: Table, file: str) -> EvidenceItem:
    shared = {
        "title": key,
        "kind": "measurement",
        "published": FIRST_DAY + dt.timedelta(days=day),
        "known_to_author": False,
        "source": "",
        "quote": "",
        "quantity_measured": "cost",
        "cluster": key,
    }
    return record(EvidenceItem, {**shared, **table}, file, f"evidence.{key}")
