"""The manual's page has every command and every option, and nothing that a formatter would take for an instruction."""

import re

import click
from click.testing import CliRunner

from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.cli.manual import page

MACROS = {".TH", ".SH", ".SS", ".PP", ".TP", ".B"}


def test_the_page_has_every_command_with_its_options_and_exit_codes():
    text = CliRunner().invoke(cli, ["--man"], catch_exceptions=False).stdout
    parts = dict(part.split("\n", 1) for part in re.split(r"^\.SS \\&", text, flags=re.MULTILINE)[1:])
    heads = {head.replace("\\-", "-").partition(" [")[0]: body for head, body in parts.items()}
    assert "llm-barriers what-if" in heads and "--from-link URL" in heads["llm-barriers what-if"].replace("\\-", "-")
    assert {head.split()[2] for head in heads if head.startswith("llm-barriers priors ")} == {
        *cli.commands["priors"].commands
    }
    assert text.endswith(".TP\n3\n\\&A fit has not converged, so nothing of it is reported.\n")


def test_only_instructions_begin_with_a_full_stop_and_backslashes_are_written():
    odd = click.Group("odd", help="'quoted' at once.", commands=[click.Command("x", help=".SH is \\fBno\\fR heading.")])
    text = page(odd, "llm-barriers")
    assert {line.split()[0] for line in text.splitlines() if line.startswith((".", "'"))} <= MACROS
    assert "\\&.SH is \\efBno\\efR heading." in text
