"""Malformed studies: what is written is counted or refused, in one short message that names file, key and value."""

import os

import pytest

from llm_barriers.priors import StudyError, load_study
from llm_barriers.priors.loading import with_layer

CONSTANT = "prior = { family = 'constant', value = %s }"
CLAIM = "[claims.mine]\ntitle = 'x'\nquote = 'x'\nstatement = %s"


def refused(path):
    with pytest.raises(StudyError) as error:
        load_study(path)
    message = str(error.value)
    assert len(message) < 500
    assert message.isprintable()
    return message


WRONG_TYPES = {
    "title": ("title = 3", "title: 3 is not text"),
    "title table": ("title = { a = 1 }", "title: {'a': 1} is not text"),
    "date": ("as_of = 2022", "as_of: 2022 is not a date"),
    "option": ("[choices]\nroom = ['none']", "choices.room: unknown option ['none']"),
    "weight": (
        "[weights.blend]\nmaximum = 'much'",
        "weights.blend.maximum: 'much' is no weight. Allowed: a number from 0",
    ),
    "negative weight": ("[weights.blend]\nmaximum = -1", "weights.blend.maximum: -1 is no weight"),
    "weightless": (
        "[weights.node_count]\nwhole = 0\nfractional = 0",
        "weights.node_count: no option has a weight. Allowed: one at least that is more than 0",
    ),
    "weight of a question": (
        "[weights.horizon]\none_year = 2",
        "weights.horizon: unknown choice between models 'horizon'",
    ),
    "weight of no option": ("[weights.blend]\nmaxim = 2", "unknown option 'maxim'. Did you mean 'maximum'"),
    "text number": ("[evidence.barr_2019]\nvalue = '0.8'", "evidence.barr_2019.value: '0.8' is not a number"),
    "boolean number": ("[evidence.barr_2019]\nsd = true", "evidence.barr_2019.sd: true is not a number"),
    "number for text": ("[quantities.salary]\nnote = 3", "quantities.salary.note: 3 is not text"),
    "text flag": ("[quantities.salary]\nshare = 'yes'", "quantities.salary.share: 'yes' is neither true nor false"),
    "number flag": ("[evidence.barr_2019]\ninclude = 1", "evidence.barr_2019.include: 1 is neither true nor false"),
    "list of numbers": ("[evidence.barr_2019]\ninforms = [1]", "evidence.barr_2019.informs.0: 1 is not text"),
    "threshold": (
        CLAIM % "{ node = 'cost_ratio', relation = '<', threshold = true, unit = 'percent' }",
        "claims.mine.statement.threshold: true is not a number",
    ),
    "date for a number": (
        "[quantities.salary]\nunit = 'usd/person/year'\n" + CONSTANT % "2022-01-01",
        "salary.prior: 'value' is 2022-01-01, not a number",
    ),
    "no table": ("evidence = 'None'", "evidence: 'None' is not a table. Allowed: [evidence], and its own keys below"),
    "blank title": ("title = ' '", "title: is blank"),
    "everything by two dates": ("without = { before = '2023', after = '2020' }", "Allowed: without = 'all'"),
    "part": (CLAIM % "{ any = [3] }", "claims.mine.statement.any.0: 3 is not a table"),
}

UNKNOWN_KEYS = {
    "file": ("[evidence.barr_2019]\nfile = 'x'", "evidence.barr_2019.file: unknown key 'file'"),
    "name": ("name = 'x'", "name: unknown key 'name'"),
    "nested": (
        CLAIM % "{ node = 'cost_ratio', relation = '<', treshold = 1, unit = 'percent' }",
        "claims.mine.statement.treshold: unknown key 'treshold'. Did you mean 'threshold'",
    ),
    "deeper": (
        CLAIM % "{ all = [{ none = { node = 'cost_ratio', relaton = '<', threshold = 1, unit = 'percent' } }] }",
        "claims.mine.statement.all.0.none.relaton: unknown key 'relaton'. Did you mean 'relation'",
    ),
    "unit of a node": (
        CLAIM % "{ node = 'cost_ratio', relation = '<', than = 'inference_share', unit = 'usd' }",
        "a threshold needs a unit, and nothing else has one",
    ),
    "coordinate as a table": (
        "[quantities.demand.coding]\nunit = 'token/day'",
        "quantities.demand.coding: unknown key 'coding', which is a table. Allowed: [quantities.demand], or",
    ),
    "key of a prior": (
        "[quantities.salary]\nunit = 'usd/person/year'\nprior = { family = 'constant', value = 1, note = 'x' }",
        "salary.prior: unknown parameter of constant 'note'",
    ),
    "name with a slash": ("[evidence.'a/b']\nmeasures = 'salary'", "'a/b' is no name"),
    "half a coordinate": ("[quantities.'demand[x']\nnote = 'x'", "'demand[x' is no name"),
}

NO_TOML = {
    "bare brackets": ("[quantities.demand[coding]]", "has quotes: [quantities."),
    "typeset quotes": ("title = “x”", "Quotes are straight"),
    "percent": ("[evidence.barr_2019]\nvalue = 85%", "'value = 85%'. A number is written out"),
    "thousands": ("[evidence.barr_2019]\nvalue = 80,000", "A number is written out"),
    "multiplier": ("[evidence.barr_2019]\nvalue = 80k", "A number is written out"),
    "YAML": ("evidence:\n  barr_2019: 1", "A key has = behind it"),
    "path": ('title = "C:\\Users\\me"', "A backslash is written twice"),
}

MONSTERS = {
    "integer": ("[quantities.salary]\nunit = 'usd/person/year'\n" + CONSTANT % ("9" * 400), "digits"),
    "longer integer": ("[quantities.salary]\nunit = 'usd/person/year'\n" + CONSTANT % ("9" * 5000), "line 4, 'value'"),
    "threshold": (
        CLAIM % "{ node = 'cost_ratio', relation = '<', threshold = %s, unit = 'percent' }" % ("9" * 400),
        "threshold",
    ),
    "brackets": ("as_of = " + "[" * 3000 + "]" * 3000, "as_of"),
    "name": (f"[quantities.{'a' * 9000}]", "…"),
    # of more than a thousand parts Python 3.14 reads none
    "key": (f"[quantities.salary]\n{'.'.join('a' * 900)} = 1", "unknown key 'a'"),
    "escapes": ('[evidence.barr_2019]\nkind = "\\u001b[31m\\u202e\\n"', r"'\x1b[31m\u202e\n'"),
    "escapes in a key": ('[quantities."\\u001b[31m"]', r"quantities.\x1b[31m"),
}


@pytest.mark.parametrize(
    ("text", "words"), [*WRONG_TYPES.values(), *UNKNOWN_KEYS.values(), *NO_TOML.values(), *MONSTERS.values()]
)
def test_what_cannot_be_meant_is_refused_in_short(overlay, text, words):
    assert words in refused(overlay(text))


def test_one_answer_names_all_errors_of_a_file(overlay):
    text = """title = 3
as_of = 'soon'
[quantities.salary]
note = 1
unit = 'usdd'
prior = { family = 'constant', value = 1 }
[evidence.barr_2019]
sd = true
sorce = 'x'"""
    message = refused(overlay(text))
    assert message.count("(") >= 5
    for words in ("6 problems", "title: 3", "as_of: 'soon'", "salary.unit: 'usdd'", "salary.note: 1", "and 1 more"):
        assert words in message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_editor_will_do(tmp_path, encoding):
    path = tmp_path / "MINE.TOML"
    path.write_bytes("extends = 'reanalysis'\r\ntitle = 'Señor'\r\n".encode(encoding))
    assert load_study(path).title == "Señor"
    path.write_bytes("extends = 'reanalysis'\rtitle = 'Señor'\r".encode(encoding))
    assert load_study(path).title == "Señor"


def test_another_encoding_is_told_apart(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes("extends = 'reanalysis'\ntitle = 'Señor'".encode("latin-1"))
    assert "Save it as UTF-8" in refused(path)


def test_a_users_study_may_be_called_as_a_shipped_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkdir("studies")
    (tmp_path / "studies" / "reanalysis.toml").write_text("title = 'Mine'\nextends = 'reanalysis'")
    (tmp_path / "studies" / "published.toml").write_text("title = 'Mine'")
    assert load_study("studies/reanalysis.toml").digest() == load_study().digest()
    assert "extends: is missing" in refused("studies/published.toml")


def test_a_pipe_is_no_file_and_a_missing_one_is_told_by_the_nearest(tmp_path):
    os.mkfifo(tmp_path / "mine.toml")
    assert "it is no file" in refused(tmp_path / "mine.toml")
    assert "Did you mean" in refused(tmp_path / "mime.toml") and "mine.toml" in refused(tmp_path / "mime.toml")
    (tmp_path / "other.toml").write_text("extends = 'reanalysis.toml'")
    assert "Did you mean 'reanalysis', which ships?" in refused(tmp_path / "other.toml")


@pytest.mark.parametrize("name", ["link.toml", "../{}/mine.toml", "./mine.toml"])
def test_a_circle_is_found_by_any_way(overlay, tmp_path, name):
    path = overlay("", extends=name.format(tmp_path.name))
    (tmp_path / "link.toml").symlink_to(path)
    assert "extends itself" in refused(path)


@pytest.mark.parametrize("name", ["a" * 5000 + ".toml", "a/" * 3000 + "x.toml", "a\\nb.toml", "."])
def test_what_is_extended_is_a_file(overlay, name):
    assert "extends" in refused(overlay("", extends=name))


def test_an_entry_for_all_coordinates_holds_for_all(overlay):
    many = "[quantities.software_developers]\nunit = 'person'\n" + CONSTANT % 500
    one = "[quantities.'software_developers[coding]']\nunit = 'person'\n" + CONSTANT % 7
    for text, coding in ((many, 500), (f"{one}\n{many}", 7)):
        quantities = load_study(overlay(text)).quantities
        values = {c: quantities[f"software_developers[{c}]"].prior.parameters["value"] for c in ("twitter", "coding")}
        assert values == {"twitter": 500, "coding": coding}


def test_the_coordinates_of_a_dim_have_no_formula(overlay):
    assert "has no formula" in refused(overlay("[quantities.'scenario_weight[twitter]']\nformula = true"))


MINE = """[evidence.mine]
title = "Mine"
kind = "{kind}"
measures = "first_year_ratio"
published = 2022-06-01
known_to_author = false
source = "mine"
quote = "x"
quantity_measured = "cost"
cluster = "mine"
"""

ITEMS = {
    "value and low": ("[evidence.barr_2019]\nvalue = 0.8\nsd = 0.3\nlow = 0.7", "not value and low"),
    "two errors": ("[evidence.barr_2019]\nsd = 0.3\nsd_quantity = 'report_sd'", "either sd or sd_quantity"),
    "discount twice": ("[evidence.barr_2019]\ndiscounts = ['vendor_bias', 'vendor_bias']", "name 'vendor_bias' twice"),
    "its own discount": ("[evidence.barr_2019]\ndiscounts = ['first_year_ratio']", "or as what is measured"),
    "unit alone": ("[evidence.barr_2019]\nunit = 'percent'", "evidence.barr_2019.unit: a new unit needs a new value"),
    "share of money": (
        MINE.format(kind="share") + "value = 0.5\nsd = 0.3\nunit = 'usd'",
        "'usd' cannot be turned into",
    ),
    "share above one": (MINE.format(kind="share") + "value = 185\nsd = 0.3\nunit = 'percent'", "1.85 is not a share"),
    "search with an error": (MINE.format(kind="search") + "sd = 0.3", "a search has no sd"),
    "its own error": (
        "[evidence.barr_2019]\nsd_quantity = 'first_year_ratio'",
        "'first_year_ratio', which is measured",
    ),
    "told to bear twice": ("[evidence.barr_2019]\ninforms = ['cost_ratio', 'cost_ratio']", "Allowed: each node once"),
    "blank cluster": ("[evidence.barr_2019]\ncluster = ' '", "evidence.barr_2019.cluster: is blank"),
    "control characters": ('[evidence.barr_2019]\ntitle = "a\\u001b"', "title: 'a\\x1b' holds control characters"),
    "blank title": ("[evidence.barr_2019]\ntitle = ''", "evidence.barr_2019.title: is blank"),
    "about something": ("[evidence.barr_2019]\nsubject = 'Llama'", "subject: stands in a study of GPT-3-like models"),
    "digits of another script": ("as_of = '٢٠٢٢'", "is not a date"),
    "a claim without a name": ("[claims.' ']\ntitle = 'x'", "' ' is no name"),
    "a correlation of a list": ("[correlations.'a[b]']\nrank = 0.5", "'a[b]' is no name"),
    "a name with a blank": (MINE.format(kind="share").replace("mine]", '" mine"]'), "is no name"),
    "a list that is of none": ("evidence = 'none'\nitems = ['barr_2019']", "items: stands beside evidence = 'none'"),
    "leaving out nothing": ("without = { clusters = [] }", "without: names nothing"),
    "a scenario without a title": ("[scenarios.coding]\ntitle = ' '", "scenarios.coding.title: is blank"),
}


@pytest.mark.parametrize(("text", "words"), ITEMS.values(), ids=ITEMS)
def test_what_an_item_says_counts_or_is_refused(overlay, text, words):
    assert words in refused(overlay(text))


def test_what_goes_together_is_not_fixed_by_a_later_layer(overlay):
    tied = {"between": ["utilisation", "background_requests"], "rank": 0.5}
    study = with_layer(load_study(), {"correlations": {"x": tied}}, file="mine.toml")
    constant = {"utilisation": {"unit": "percent", "prior": {"family": "constant", "value": 40}}}
    with pytest.raises(StudyError, match=r"later.toml: .*'utilisation' is constant.*or a rank of 0"):
        with_layer(study, {"quantities": constant}, file="later.toml")
    apart = {"quantities": constant, "correlations": {"x": {**tied, "rank": 0}}}
    assert with_layer(study, apart, file="later.toml").correlations == {}


def test_a_share_in_percent_is_the_part_of_one(overlay):
    item = load_study(overlay(MINE.format(kind="share") + "value = 0.85\nsd = 0.3\nunit = 'percent'")).evidence["mine"]
    assert (item.value, item.unit) == (pytest.approx(0.0085), "dimensionless")


def test_an_error_beside_a_range_is_the_error(overlay):
    old, new = load_study().evidence["leopold_2019"], load_study(overlay("[evidence.leopold_2019]\nsd = 5.0"))
    item = new.evidence["leopold_2019"]
    assert item.of_kind.numbers(item, 1.0) == (5.0,)
    assert item.of_kind.reported(item) == old.of_kind.reported(old)


def test_a_new_item_without_what_it_measures_is_told_so_and_a_misspelt_name_is_too(overlay):
    assert "mine.mesures: unknown key" in refused(overlay(MINE.format(kind="floor").replace("measures", "mesures")))
    assert "Did you mean 'barr_2019'" in refused(overlay("[evidence.bar_2019]\nvalue = 0.9"))


def test_a_kind_has_its_former_name_too(overlay):
    assert load_study(overlay(MINE.format(kind="absence"))).evidence["mine"].kind == "search"


def test_a_new_item_says_what_the_post_s_story_is_told_by_and_another_model_s_need_not(overlay):
    item = "[evidence.mine]\ntitle = 'x'\nkind = 'measurement'\nmeasures = 'cost_ratio'\nvalue = 0.5\nsd = 0.4\n"
    item += "source = 'x'\npublished = '2022-06'"
    message = refused(overlay(item))
    assert "evidence.mine.known_to_author: is missing" in message and "quantity_measured: is missing" in message
    assert load_study(overlay(item, extends="blank")).evidence["mine"].value == 0.5
