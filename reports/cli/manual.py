"""The manual's page: every command with its options, read off the commands themselves, for 'man'."""

from collections.abc import Iterator

import click

__all__ = ["MANUAL"]

_ENDS = (
    ("0", "The answer is on standard output, or where --out says."),
    ("1", "Stopped, a fault of the program, or what was asked for to be checked does not hold."),
    ("2", "Bad input, which one message names with what is allowed."),
    ("3", "A fit has not converged, so nothing of it is reported."),
)


def page(command: click.Group, name: str) -> str:
    """Return the page of a command and all those below it, in the language of man(7)."""
    from importlib.metadata import version  # here, since help need not wait for it

    whole = click.Context(command, info_name=name)
    lines = [f'.TH {name.upper()} 1 "" "{name} {version(name)}"', ".SH NAME"]
    lines += [_plain(f"{name} - {command.get_short_help_str(200).rstrip('.')}"), ".SH SYNOPSIS", f".B {_plain(name)}"]
    lines += ["COMMAND [OPTION]...", ".SH DESCRIPTION", *_paragraphs(command.help or ""), ".SH COMMANDS"]
    for each in _below(whole):
        lines += [f".SS {_plain(' '.join([each.command_path, *each.command.collect_usage_pieces(each)]))}"]
        lines += [*_paragraphs(each.command.help or ""), *_options(each), *_paragraphs(each.command.epilog or "")]
    lines += [".SH EXIT STATUS", *(line for code, text in _ENDS for line in (".TP", code, _plain(text)))]
    return "\n".join(lines) + "\n"


def _below(whole: click.Context) -> Iterator[click.Context]:
    """Yield every command below a group that is no group itself."""
    assert isinstance(whole.command, click.Group)
    for name, command in whole.command.commands.items():
        each = click.Context(command, parent=whole, info_name=name)
        yield from _below(each) if isinstance(command, click.Group) else [each]


def _options(each: click.Context) -> Iterator[str]:
    for parameter in each.command.get_params(each):
        if record := parameter.get_help_record(each):
            yield from (".TP", f"\\fB{_plain(record[0])}\\fR", _plain(record[1]))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield from (".PP", _plain(" ".join(paragraph.split())))


def _plain(text: str) -> str:
    """Return text in which nothing is an instruction to the formatter."""
    return "\\&" + text.replace("\\", "\\e").replace("-", "\\-")


def _show(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        assert isinstance(ctx.command, click.Group)
        click.echo(page(ctx.command, "llm-barriers"), nl=False)
        ctx.exit()


MANUAL = click.Option(
    ["--man"],
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show,
    help="Show the manual's page, for 'man -l -'.",
)
