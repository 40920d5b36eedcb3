"""The terminal: what a user wrote is shown letter by letter, and steers nothing."""

import pandas as pd
import pytest

from llm_barriers.reports.render.document import Document, Facts, Heading, Note, Paragraph, Table
from llm_barriers.reports.render.terminal import show
from llm_barriers.reports.run.terminal import say

HOSTILE = "Costs [/GPU] halved: [bold]GPT-3[/bold] for $5M :warning:"


@pytest.mark.parametrize("text", [HOSTILE, "[/]", "[link=x]"])
def test_markup_is_text(capsys, text):
    blocks = [
        Heading(text, 1),
        Heading("not shown"),
        Note(text),
        Paragraph([text]),
        Facts({"title": text}),
        Table("table", pd.DataFrame({"name": [text], "x": [1.0]})),
    ]
    show(Document(blocks, {"study": "mine", "title": text, "as_of": "2022-12-31"}, {}))
    say(text)
    shown = capsys.readouterr()
    said = " ".join(shown.out.split())
    assert (said.count(text), shown.err.count(text)) == (6, 1)
    assert "not shown" not in said


def test_escapes_are_shown(capsys):
    show(Document([Note("a\x1b[31m\u202eb")], {"study": "mine", "title": "", "as_of": ""}, {}))
    assert capsys.readouterr().out == "a\\x1b[31m\\u202eb\n"
