"""Catalogue: every section, in the order of the report, with the text and the parameters of its command."""

from pathlib import Path

import click

from .ledger_catalogue import OF_THE_LEDGER
from .section import Section

__all__ = ["SECTIONS"]

LATER = "later"
"""Stands for all items that are published after the study's date."""


def _many(option: str, metavar: str, text: str, *, name: str = "") -> click.Option:
    """Return an option that may be given several times."""
    return click.Option([option, name] if name else [option], multiple=True, metavar=metavar, help=text)


SECTIONS = (
    Section(
        "summary",
        help="The answer in short. What it turns on, how it came about, what survived, and what is worth finding out.",
        example="summary --as-of today",
        figures=("summary_bars", "summary_course"),
        leans=True,
    ),
    Section(
        "update",
        "The conclusion, item by item",
        basic=True,
        figures=("update_ratio",),
        help="How each item of evidence moves the conclusion, in order of date.",
        example="update --as-of today",
    ),
    Section("rooms", level=3, basic=True),
    Section("shifts", "What each item moved", level=3, basic=True, figures=("shifts",), concludes=False),
    Section("people", "Who can run it", basic=True, story=True, figures=("people",), concludes=False),
    Section("costs", "What it costs", basic=True, story=True, figures=("costs",), concludes=False),
    Section("author", "The author's step", basic=True, story=True, figures=("author",)),
    Section(
        "timeline",
        "As of: the conclusion over time",
        long=True,
        figures=("timeline_states", "timeline_reversal"),
        help="The conclusion as of each date, under each room. Takes the author's reversal apart: evidence that was"
        " new, evidence that he had missed, and room beyond his two scenarios.",
        example="timeline --out timeline.png",
    ),
    Section(
        "reliance",
        "Does it rest on one item, or on hearsay?",
        help="Whether the conclusion rests on one item. Each left out, at the study's date and with all evidence to"
        " date; all that is known at second hand left out; and what surprised at its own date.",
        example="reliance --json",
    ),
    Section(
        "items",
        "What each item of evidence did",
        long=True,
        figures=("items",),
        help="What each item of evidence did. Left out, alone, against what all others predict, and made a little"
        " sharper or flatter.",
        example="items --as-of today",
    ),
    Section(
        "sensitivity",
        "What moves the conclusion",
        long=True,
        figures=("sensitivity_tornado", "sensitivity_indices", "sensitivity_groups", "sensitivity_power"),
        help="Which inputs move the conclusion. One input at a time held low and high; Sobol indices of the prior;"
        " Shapley effects of the posterior, whose inputs depend on each other; and by the basis of the numbers, how"
        " much rests on judgement.",
        example="sensitivity --target talent_pool",
        params=[_many("--target", "NODE|CLAIM", "What is moved; repeatable (default: the conclusion and its claim).")],
    ),
    Section(
        "value_of_information",
        "What is worth finding out",
        figures=("value_of_information_worth",),
        help="What would be worth finding out before a claim is asserted. By how much the chance of asserting the"
        " wrong side would fall if everything, an input or several inputs were known, or if one more report were seen.",
        example="value-of-information --claim development_larger_constraint",
        params=[
            click.Option(
                ["--claim"], metavar="CLAIM", default="", help="A claim's name (default: the conclusion's own)."
            )
        ],
    ),
    Section(
        "what_if",
        "What if all later evidence were in?",
        asked={"taken": (LATER,)},
        figures=("what_if_before_after",),
        help="The conclusion before and after something is supposed. CHANGE is NAME=VALUE, which fixes a node, or"
        " NAME~VALUE±SD (or +-), which observes it.\n\n"
        "The two differ in what they say of causes. throughput is computed from utilisation. 'throughput=200M' sets it"
        " from outside, as new software might: costs follow, while utilisation and every other input stay as the"
        " evidence has them. 'throughput~200M±10%' is a measurement of the servers as they are, weighed with all other"
        " evidence: a high one tells of a high utilisation, and of whatever else the evidence ties to it.\n\n"
        "A number may end in k, M, B or T; a unit may follow, such as 'salary=8k usd/person/month', of value and error"
        " alike; an error may be a percentage of the value. A node with coordinates is named whole or as"
        " 'nodes[coding]'.",
        example="what-if throughput=200M --without barr_2019 --choose room=none",
        params=[
            click.Argument(["change"], nargs=-1),
            _many("--without", "ITEM", "Take out an item of evidence; repeatable."),
            _many(
                "--with", "ITEM|later", "Take in an item, or all that are published later; repeatable.", name="taken"
            ),
            _many("--choose", "CHOICE=OPTION", "Take another option of a choice."),
            click.Option(["--from-link"], metavar="URL", default="", help="Make what a view of the explorer changes."),
        ],
    ),
    Section(
        "unused",
        "Unused evidence, used",
        concludes=False,
        story=True,
        figures=("unused_nodes",),
        help="What the evidence says that the author left out or turned by hand into a number.",
        example="unused",
    ),
    Section(
        "implied",
        "How far must the reports be discounted?",
        long=True,
        story=True,
        asked={"author": True},
        study="author",
        figures=("implied_study", "implied_author", "implied_coherence"),
        help="How far the reports must be discounted to land on a target. The discount is a quantity, set to one value"
        " after another. Also whether the author's own step is an update on his reports at all.",
        example="implied --target 30% --readout median",
        params=[
            click.Option(["--target"], metavar="RATIO", help="To land on, such as 20% or 0.2 (default: the post's)."),
            _many("--discount", "QUANTITY", "What is discounted; repeatable (default: the study's)."),
            click.Option(["--readout"], metavar="mean|median", help="Centre of the posterior (default: both)."),
            click.Option(["--author"], is_flag=True, help="Also every discount in the study of the author's step."),
        ],
    ),
    Section(
        "checks",
        "Did the graph expect the evidence?",
        concludes=False,
        figures=("checks_predictive",),
        help="Whether the graph expected each report, before the evidence and after it.",
        example="checks",
    ),
    Section(
        "discounts",
        "Does the headline rest on one discount?",
        long=True,
        figures=("discounts_widths",),
        help="How the headline moves with the width of each discount. Each prior is taken half as wide and twice as"
        " wide.",
        example="discounts",
    ),
    Section(
        "multiverse",
        "Does the conclusion survive the choices that no prior covers?",
        long=True,
        figures=("multiverse_curve",),
        help="Whether the conclusion survives the structural choices. Runs combinations of the choices that no prior"
        " covers: which turn the conclusion over, how the variance of the log ratio divides between them, which the"
        " data prefer, and the weighted average.",
        example="multiverse --choice room --choice horizon",
        params=[
            click.Option(
                ["--specifications"],
                type=click.IntRange(min=1),
                metavar="N",
                help="How many to run at least, drawn at random (default: all).",
            ),
            _many("--choice", "CHOICE", "Vary this choice; repeatable (default: all)."),
        ],
    ),
    Section(
        "comparison",
        "What separates this study from the post's own?",
        long=True,
        story=True,
        asked={"first": "published"},
        command="compare",
        study="",
        figures=("comparison_attribution",),
        help="What separates two studies or reports. What studies FIRST and SECOND assume differently, and what each"
        " difference does to the headline.\n\n"
        "Each is published, author, reanalysis, the path of a TOML file, or a folder that a report was written to (or"
        " the posterior.nc in it); with @DATE or @today behind it, as of that date, such as reanalysis@today.",
        example="compare build/report reanalysis@today --out difference.png",
        params=[click.Argument(["first"]), click.Argument(["study"], metavar="SECOND")],
    ),
    Section(
        "calibration",
        "Can the fits be believed?",
        concludes=False,
        asked={"refits": 0},
        command="calibrate",
        figures=("calibration_ranks",),
        help="Whether refits to simulated reports give back what these were simulated from. Ranks of every input,"
        " headline node, claim, discount and log-likelihood among the draws of refits, and what they come to.",
        example="calibrate --refits 200 --around posterior",
        params=[
            click.Option(
                ["--refits"], type=click.IntRange(min=0), default=1000, metavar="N", help="How many (default: 1000)."
            ),
            click.Option(
                ["--around"],
                type=click.Choice(["prior", "posterior"]),
                default="prior",
                help="What reports are simulated from (default: prior).",
            ),
            click.Option(
                ["--explorer"],
                is_flag=True,
                help="Refit by the engine of the explorer's page, under Node; reports come in beside the study's own.",
            ),
            click.Option(
                ["--certify"],
                type=click.Path(dir_okay=False, path_type=Path),
                help="Also keep the ranks in this file, beside what it has of the same model and code.",
            ),
        ],
    ),
    Section(
        "subjects",
        report=False,
        story=True,
        figures=("subjects_ratios",),
        help="The conclusion of other models beside the post's. STUDY is of any model (default: all that ship): ratio,"
        " share, what one copy takes to run, and what sets each apart from the study given.",
        example="subjects llama3 deepseek",
        params=[click.Argument(["others"], nargs=-1, metavar="[STUDY]...")],
    ),
    Section(
        "claims",
        "Claims",
        concludes=False,
        basic=True,
        figures=("claims",),
        help="How probable each claim is, before and after the evidence.",
        example="claims --study mine.toml",
    ),
    Section(
        "audit",
        "Audit: can the post's figures be reproduced?",
        concludes=False,
        basic=True,
        story=True,
        asked={"of": "published"},
        study="published",
        figures=("audit",),
        help="Which of the post's figures the graph reproduces, and why not the others. With --figures, those of any"
        " other text against any study: a TOML table a figure, with its node, unit, readout, centre, low, high, digits"
        " and, where it does not come out, the reason.",
        example="audit --json",
        params=[
            click.Option(["--figures"], default="", metavar="FILE", help="Printed figures of another text."),
            click.Option(["--strict"], is_flag=True, help="Exit with 1 if one neither comes out nor is explained."),
        ],
    ),
    Section("reconstructions", "The rule behind the conclusion", level=3, basic=True, story=True, concludes=False),
    Section(
        "graph",
        "Assumptions",
        basic=True,
        fits=False,
        figures=("graph", "graph_map"),
        help="Which nodes there are, and what they depend on. With their units; or a picture of it.",
        example="graph --out graph.svg",
    ),
    Section(
        "explain",
        report=False,
        fits=False,
        help="Where a node comes from. Formula, parents, prior, sources, quotes and the evidence that reaches NODE.",
        example="explain throughput",
        params=[click.Argument(["node"])],
    ),
    Section("entries", "Every quantity", level=3, basic=True, concludes=False),
    Section("evidence", "Every item of evidence", level=3, basic=True, concludes=False),
    *OF_THE_LEDGER,
    Section(
        "posterior",
        basic=True,
        help="Every quantity after the evidence: median, interval and, where there is one, the mean.",
        example="posterior --as-of today --json",
    ),
    Section("sources", "Sources", level=3, basic=True, concludes=False),
    Section("reading", "How to read it, cite it and make it again", basic=True, concludes=False),
)
