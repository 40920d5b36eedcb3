"""Sheets: tables as CSV and as a workbook that spreadsheet programs open."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from ...analyses.fit import Fit, summarise
from ...priors import Study

__all__ = ["draws", "tables", "workbook"]

SHOWN = 1000
"""Draws in a workbook, which would be slow with all."""


def draws(fit: Fit) -> pd.DataFrame:
    """Return the posterior, a row a draw and a column a node, or a coordinate of one."""
    columns: dict[str, np.ndarray] = {}
    for name, node in fit.tree["posterior"].data_vars.items():
        parts = fit.graph.known.parts(str(name))
        values = node.values.reshape(node.sizes["chain"] * node.sizes["draw"], -1)
        columns |= dict(zip(parts, values.T, strict=True))
    return pd.DataFrame(columns)


def tables(fit: Fit) -> dict[str, pd.DataFrame]:
    """Return what a workbook holds: priors, evidence, the posterior in short, and draws of it."""
    study = fit.graph.study
    posterior = pd.DataFrame(summarise(fit))
    return {"priors": _priors(study), "evidence": _evidence(study), "posterior": posterior, "draws": draws(fit)[:SHOWN]}


def _priors(study: Study) -> pd.DataFrame:
    rows = [
        {
            **{"quantity": name, "title": entry.title, "unit": entry.unit, "family": entry.prior.family},
            **dict(zip(("low", "median", "high"), entry.prior.quantile([0.05, 0.5, 0.95]), strict=True)),
            **{"basis": entry.basis, "source": entry.source, "quote": entry.quote, "note": entry.note},
        }
        for name, entry in study.quantities.items()
    ]
    return pd.DataFrame(rows)


def _evidence(study: Study) -> pd.DataFrame:
    keys = ("title", "kind", "measures", "unit", "value", "low", "high", "sd", "source", "quote", "note")
    rows = [
        {"item": name, "published": entry.published, "in": name in study.items, **{k: getattr(entry, k) for k in keys}}
        for name, entry in study.evidence.items()
    ]
    return pd.DataFrame(rows)


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_APPLICATION = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a workbook in Office Open XML, a sheet a table: numbers as numbers, and all else as text."""
    numbered = list(enumerate(sheets, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_APPLICATION}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_APPLICATION}.worksheet+xml"/>'
            for n, _ in numbered
        )
        + "</Types>",
        "_rels/.rels": _related({"rId1": (f"{_OFFICE}/officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _related(
            {f"rId{n}": (f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered}
        ),
        **{f"xl/worksheets/sheet{n}.xml": _sheet(sheets[name]) for n, name in numbered},
    }
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name), _HEAD + text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _related(targets: Mapping[str, tuple[str, str]]) -> str:
    entries = (f'<Relationship Id="{n}" Type="{kind}" Target="{path}"/>' for n, (kind, path) in targets.items())
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(entries)}</Relationships>'


def _sheet(table: pd.DataFrame) -> str:
    rows = [list(table.columns), *table.itertuples(index=False)]
    written = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'


def _cell(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | np.number):
        return f"<c><v>{float(value)!r}</v></c>" if np.isfinite(value) else "<c/>"
    text = "" if value is None else escape(str(value))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
