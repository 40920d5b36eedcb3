"""Units: the post's calendar, and what converts into what."""

import pytest

from llm_barriers.priors import StudyError, load_study
from llm_barriers.priors.stored import study_content, study_from
from llm_barriers.priors.units import conversion_factor, parse_unit


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("year", "day", 365),
        ("month", "year", 1 / 12),
        ("usd/day", "usd/year", 365),
        ("kilousd", "usd", 1000),
        ("percent", "dimensionless", 0.01),
        ("percentage_point", "percent", 1),
        ("person", "people", 1),
        ("download", "request", 1),
        ("teraflop/second", "flop/second", 1e12),
        ("token/node/day", "token/node/hour", 1 / 24),
    ],
)
def test_conversion(source, target, factor):
    assert conversion_factor(source, target) == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    ("source", "target"),
    [("usd", "people"), ("request", "people"), ("token", "word"), ("usd", "usd/year"), ("gpu", "node")],
)
def test_what_measures_different_things_does_not_convert(source, target):
    with pytest.raises(StudyError, match=f"mine.toml: a.unit: '{source}' cannot be turned into '{target}'"):
        conversion_factor(source, target, file="mine.toml", key="a.unit")


@pytest.mark.parametrize("text", ["usdd", "usd/", "5 $", "usd per", "(usd"])
def test_what_is_no_unit_is_refused(text):
    with pytest.raises(StudyError, match=r"is not a unit..*Allowed: products and quotients of usd, person"):
        parse_unit(text)


@pytest.mark.parametrize("text", ["B", "M", "k", "m", "G", "radian", "count", "bit", "pi", "kilopercent", "musd"])
def test_letters_and_pure_numbers_of_a_computer_are_no_units(text):
    with pytest.raises(StudyError, match=r"a\.unit: .*Allowed"):
        parse_unit(text, key="a.unit")


@pytest.mark.parametrize("text", ["dB", "degC", "decibel", "neper"])
def test_a_unit_is_a_factor(text):
    with pytest.raises(StudyError, match="no factor"):
        parse_unit(text)


def test_a_byte_is_no_number():
    assert conversion_factor("gigabyte", "megabyte") == pytest.approx(1000)
    with pytest.raises(StudyError, match="cannot be turned into 'dimensionless'"):
        conversion_factor("GB", "dimensionless")
    with pytest.raises(StudyError, match="'dimensionless', as where no unit stands, cannot be turned into 'usd'"):
        conversion_factor("dimensionless", "usd")


@pytest.mark.parametrize(
    "text", ["usd**9**9**9**9", "usd**99999999", "(" * 5000 + "usd", "usd*" * 10**6, "usd\x1b[31m", "__import__('os')"]
)
def test_what_is_outside_the_grammar_is_refused_at_once_and_in_short(text):
    with pytest.raises(StudyError, match="is not a unit") as error:
        parse_unit(text, file="mine.toml", key="quantities.a.unit")
    assert len(str(error.value)) < 500
    assert "\x1b" not in str(error.value)


def test_a_factor_that_no_float_holds_is_none():
    with pytest.raises(StudyError, match="cannot be turned into"):
        conversion_factor("(quettausd**9)**9/(usd**9)**9*usd", "usd")


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("token/day", "token/node/day", "due: /node is missing"),
        ("usd/year", "usd", "due: /year is not due"),
        ("usd", "node*usd", "due: node is missing"),
        ("node*usd", "usd", "due: node is not due"),
        ("usd", "people", "which is due"),
    ],
)
def test_the_one_thing_that_a_unit_lacks_is_named(source, target, said):
    with pytest.raises(StudyError, match=rf"{said}$"):
        conversion_factor(source, target)


def test_an_empty_unit_is_refused():
    with pytest.raises(StudyError, match="write 'dimensionless'"):
        parse_unit(" ")


@pytest.mark.parametrize("unit", ["a[b]", "", "B", "usd**9**9", "people"])
def test_a_unit_in_a_stored_study_is_named_by_file_and_key(unit):
    content = study_content(load_study("published"))
    content["quantities"]["vendor_bias"]["unit"] = unit
    with pytest.raises(StudyError, match=r"^study\.json: quantities\.vendor_bias\.unit: "):
        study_from(content, file="study.json")
