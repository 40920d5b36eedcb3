"""What a study file cannot say: one error that names file and key, and says what is allowed."""

import pytest

from llm_barriers.priors import StudyError, load_study
from llm_barriers.priors.layers import MOST


def prior(name, text, unit="usd"):
    return f"[quantities.{name}]\nunit = '{unit}'\nprior = {text}"


BAD = {
    "key": ("[quantites]", ["quantites", "'quantities'", "as_of"]),
    "table": ("quantities = 3", ["quantities", "3 is not a table"]),
    "entry": ("[quantities]\nsalary = 3", ["quantities.salary", "3 is not a table"]),
    "toml": ("[quantities", ["not valid TOML"]),
    "date": ("as_of = 'soon'", ["as_of", "'soon'", "YYYY-MM-DD", "today"]),
    "unit missing": (
        "[quantities.replication_cost]\nprior = { family = 'constant', value = 1 }",
        ["quantities.replication_cost.unit", "missing", "'usd'"],
    ),
    "unit unknown": (
        prior("replication_cost", "{ family = 'constant', value = 1 }", "usdd"),
        ["quantities.replication_cost.unit", "'usdd'", "products and quotients"],
    ),
    "unit unfit": (
        prior("replication_cost", "{ family = 'constant', value = 1 }", "people"),
        ["quantities.replication_cost.unit", "'people'", "'usd'"],
    ),
    "unit alone": (
        "[quantities.replication_cost]\nunit = 'kilousd'",
        ["quantities.replication_cost.unit", "needs a new prior"],
    ),
    "family": (
        prior("replication_cost", "{ family = 'lognorm', low = 1, high = 2 }"),
        ["quantities.replication_cost.prior", "'lognorm'", "'lognormal'"],
    ),
    "no family": (
        prior("replication_cost", "{ low = 1, high = 2 }"),
        ["quantities.replication_cost.prior", "family", "lognormal"],
    ),
    "parameter": (
        prior("replication_cost", "{ family = 'lognormal', low = 1, hihg = 2 }"),
        ["quantities.replication_cost.prior", "'hihg'", "'high'"],
    ),
    "reversed": (
        prior("replication_cost", "{ family = 'lognormal', low = 3, high = 2 }"),
        ["quantities.replication_cost.prior", "low 3", "high 2"],
    ),
    "negative": (
        prior("replication_cost", "{ family = 'lognormal', low = -3, high = 2 }"),
        ["quantities.replication_cost.prior", "low -3", "not above 0"],
    ),
    "nan": (
        prior("replication_cost", "{ family = 'constant', value = nan }"),
        ["quantities.replication_cost.prior", "value", "finite"],
    ),
    "text": (
        prior("replication_cost", "{ family = 'constant', value = '3M' }"),
        ["quantities.replication_cost.prior", "'3M'", "not a number"],
    ),
    "boolean": (
        prior("replication_cost", "{ family = 'constant', value = true }"),
        ["quantities.replication_cost.prior", "true", "not a number"],
    ),
    "prior": (prior("replication_cost", "3"), ["quantities.replication_cost.prior", "3 is not a table"]),
    "field": ("[quantities.salary]\nsorce = 'x'", ["quantities.salary", "'sorce'", "'source'"]),
    "basis": ("[quantities.salary]\nbasis = 'judgment'", ["quantities.salary.basis", "'judgment'", "'judgement'"]),
    "choice": ("[choices]\nblendd = 'maximum'", ["choices.blendd", "'blend'", "horizon"]),
    "option": ("[choices]\nblend = 'maximun'", ["choices.blend", "'maximum'", "weighted_sum"]),
    "item": ("[evidence.leopold_2091]\ninclude = false", ["evidence.leopold_2091", "'leopold_2019'", "barr_2019"]),
    "item field": ("[evidence.barr_2019]\nvalu = 0.8", ["evidence.barr_2019", "'valu'", "'value'"]),
    "share": ("[evidence.barr_2019]\nvalue = 90", ["evidence.barr_2019", "value 90", "between 0 and 1"]),
    "item reversed": (
        "[evidence.barr_2019]\nlow = 0.9\nhigh = 0.8",
        ["evidence.barr_2019", "low 0.9", "high 0.8"],
    ),
    "half a range": ("[evidence.barr_2019]\nlow = 0.8", ["evidence.barr_2019", "value, or low and high"]),
    "more than the whole": (
        "[quantities.utilisation]\nunit = 'dimensionless'\nprior = {family = 'constant', value = 1.2}",
        ["utilisation", "1.2", "at most 1"],
    ),
    "item negative": ("[evidence.bekman_2022]\nvalue = -1", ["evidence.bekman_2022", "-1", "positive"]),
    "spread": ("[evidence.barr_2019]\nsd = -0.1", ["evidence.barr_2019.sd", "-0.1", "greater than 0"]),
    "item nan": ("[evidence.barr_2019]\nsd = nan", ["evidence.barr_2019.sd", "nan"]),
    "kind": ("[evidence.barr_2019]\nkind = 'shares'", ["evidence.barr_2019.kind", "'shares'", "'share'"]),
    "include": ("[evidence.barr_2019]\ninclude = 'maybe'", ["evidence.barr_2019.include", "'maybe'", "true nor false"]),
    "published": ("[evidence.barr_2019]\npublished = '19'", ["evidence.barr_2019.published", "'19'", "YYYY-MM"]),
    "discounts": (
        "[evidence.barr_2019]\ndiscounts = 'vendor_bias'",
        ["evidence.barr_2019.discounts", "'vendor_bias'", "list"],
    ),
    "items": ("items = 'barr_2019'", ["items", "'barr_2019'", "list"]),
    "item twice": ("items = ['barr_2019', 'barr_2019']", ["items", "different"]),
    "item unknown": ("items = ['bar_2019']", ["items", "'bar_2019'", "'barr_2019'"]),
    "item out and listed": (
        "items = ['barr_2019']\n[evidence.barr_2019]\ninclude = false",
        ["evidence.barr_2019.include", "one of the two"],
    ),
    "item changed and not listed": (
        "items = ['barr_2019']\n[evidence.leopold_2019]\nnote = 'x'",
        ["evidence.leopold_2019", "leaves it out"],
    ),
    "a weight below nothing": (
        "[quantities.'scenario_weight[x]']\nunit = 'dimensionless'\nprior = { family = 'constant', value = -1 }",
        ["scenario_weight[x].prior", "-1 is negative"],
    ),
    "evidence that is no table beside a list": ("items = []\nevidence = 'some'", ["evidence", "'some'"]),
    "an item that is no table beside a list": (
        "items = ['barr_2019']\n[evidence]\nbarr_2019 = 3",
        ["evidence.barr_2019", "3"],
    ),
    "relation": (
        "[claims.x]\ntitle = 'x'\nstatement = { node = 'a', relation = '=<', threshold = 1, unit = 'usd' }",
        ["claims.x.statement", "'=<'", "<="],
    ),
    "no threshold": (
        "[claims.x]\ntitle = 'x'\nstatement = { node = 'a', relation = '<' }",
        ["claims.x.statement", "threshold", "than"],
    ),
    "no unit": (
        "[claims.x]\ntitle = 'x'\nstatement = { node = 'a', relation = '<', threshold = 1 }",
        ["claims.x.statement", "unit"],
    ),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD)
def test_an_error_names_file_and_key_and_what_is_allowed(overlay, text, words):
    with pytest.raises(StudyError) as error:
        load_study(overlay(text))
    assert [word for word in ("mine.toml", *words) if word not in str(error.value)] == []


def test_a_priors_factor_is_no_parameter(overlay):
    with pytest.raises(StudyError, match="factor"):
        load_study(overlay(prior("replication_cost", "{ family = 'constant', value = 1, factor = 7 }")))


def test_a_parameter_without_a_unit_is_not_given_one(overlay):
    with pytest.raises(StudyError, match="percent"):
        load_study(overlay(prior("scale_beyond_scenarios", "{ family = 'exp_half_normal', sd = 0.5 }", "percent")))


def test_formula_may_be_said_again(overlay):
    study = load_study(overlay("[quantities.talent_pool]\nformula = true"))
    assert study.digest() == load_study("reanalysis").digest()


def test_formula_needs_a_known_quantity(overlay):
    with pytest.raises(StudyError, match="Did you mean 'talent_pool'"):
        load_study(overlay("[quantities.talent_poool]\nformula = true", extends="published"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends = 'reanalisis'", ["extends", "'reanalisis'", "'reanalysis'", "path of a TOML file"]),
        ("extends = 'mine.toml'", ["extends", "extends itself"]),
        ("extends = 3", ["extends", "3 names no study", "published"]),
        ("extends = 'gone.toml'", ["gone.toml", "cannot be read"]),
        ("title = 'alone'", ["extends", "is missing", "reanalysis"]),
    ],
)
def test_what_a_study_cannot_extend(tmp_path, text, words):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as error:
        load_study(path)
    assert [word for word in words if word not in str(error.value)] == []


@pytest.mark.parametrize(
    ("study", "words"),
    [("renalysis", ["--study", "'reanalysis'", "TOML"]), ("gone.toml", ["gone.toml", "cannot be read"])],
)
def test_a_study_that_is_not_there(study, words):
    with pytest.raises(StudyError) as error:
        load_study(study)
    assert [word for word in words if word not in str(error.value)] == []


def test_an_amount_is_not_negative(overlay):
    with pytest.raises(StudyError, match=r"quantities\.salary\.prior: value -5 is negative"):
        load_study(overlay(prior("salary", "{ family = 'constant', value = -5 }", "usd/person/year")))


def test_formula_is_true_and_alone(overlay):
    with pytest.raises(StudyError, match=r"quantities\.talent_pool\.formula: false"):
        load_study(overlay("[quantities.talent_pool]\nformula = false", extends="published"))


def test_a_chain_of_files_has_an_end(tmp_path):
    for number in range(MOST + 1):
        parent = f"{number - 1}.toml" if number else "reanalysis"
        (tmp_path / f"{number}.toml").write_text(f"extends = '{parent}'")
    assert load_study(tmp_path / f"{MOST // 2}.toml").digest() == load_study().digest()
    with pytest.raises(StudyError, match="extends: leads through 100 files and more"):
        load_study(tmp_path / f"{MOST}.toml")
