"""Studies of other subjects than the post's: what they take, and that what is told of one never names another."""

import json
import re

import pytest
from click.testing import CliRunner

from llm_barriers.analyses.structure.specifications import specifications, varied_choices
from llm_barriers.model import build, check_units
from llm_barriers.priors import StudyError, catalogue, load_study
from llm_barriers.priors.layers import SUBJECTS
from llm_barriers.priors.stored import study_content, study_from
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.sections.slips import slips

SUBJECT = '[subject]\nname = "Quokka 70B"\ndate = "2025-03"\nwords = { development_cost = "What Quokka cost" }\n'
BASES = ("gpu_hours", "amortised", "published")
MINE = "[evidence.mine]\nkind = 'share'\nmeasures = 'first_year_ratio'\npublished = '2025-06'\nlow = 0.3\nhigh = 0.6"
OTHERS = re.compile(
    r"GPT|BLOOM|OPT-|Buchanan|Cottier|[Tt]witter|Copilot|Llama|DeepSeek|OpenAI|the author|the post(?!erior)"
)
"""What a report on Quokka has no word of; an OPT-175B is of the post."""


def _coordinates(study):
    return study.coordinates("scenario")


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_shipped_subject_is_whole(name):
    study = load_study(name)
    check_units(study)
    assert study.subject.name in study.model.conclusion.question
    assert not study.model.post


def test_the_record_has_the_subject_s_name_in_every_place_for_it(overlay):
    study = load_study(overlay(SUBJECT, extends="llama3"))
    said = study.model.model_dump_json()
    assert "Quokka 70B" in study.model.conclusion.question and study.model.title == "Quokka 70B"
    assert "{subject}" not in said and "Llama" not in said
    assert build(study).titles["development_cost"] == "What Quokka cost"


def test_an_item_about_another_subject_is_out_unless_it_is_taken_in(overlay):
    assert load_study("llama3").items == ("epoch_llama31",)
    assert load_study(overlay(SUBJECT, extends="llama3")).items == ()
    again = f"{SUBJECT}[evidence.epoch_llama31]\ninclude = true"
    assert load_study(overlay(again, extends="llama3")).items == ("epoch_llama31",)

    in_one_layer = load_study(overlay(f"{SUBJECT}{MINE}\nsubject = 'Emu 7B'", extends="llama3"))
    assert in_one_layer.items == ()
    assert any("mine is given, and is not in: it is about Emu 7B" in said for said in slips(build(in_one_layer)))
    assert load_study(overlay(f"{SUBJECT}{MINE}\nsubject = 'Emu 7B'\ninclude = true", extends="llama3")).items == (
        "mine",
    )
    own = f"{SUBJECT}[evidence.epoch_llama31]\nsubject = 'Quokka 70B'"
    assert load_study(overlay(own, extends="llama3")).items == ("epoch_llama31",)


def test_a_subject_keeps_its_own_items(overlay):
    study = load_study(overlay(SUBJECT + MINE, extends="llama3"))
    assert (study.items, study.evidence["mine"].cluster, study.evidence["mine"].subject) == (
        ("mine",),
        "mine",
        "Quokka 70B",
    )


@pytest.mark.parametrize(
    ("extends", "own", "bases"),
    [
        ("llama3", "", {"gpu_hours", "amortised"}),
        ("llama3", "[quantities.published_cost]\nunit = 'usd'\nprior = { family = 'constant', value = 1e8 }", {*BASES}),
        ("openai", "", {"published"}),
        (
            "openai",
            "[quantities.training_flop]\nunit = 'flop'\nprior = { family = 'constant', value = 1e25 }",
            {*BASES},
        ),
        ("bloom", "", {*BASES}),
    ],
)
def test_an_option_that_rests_on_a_generic_number_is_no_model_of_the_facts(overlay, extends, own, bases):
    study = load_study(overlay(own, extends))
    assert {options["development_basis"] for options in specifications(study)} == bases
    assert ("development_basis" in varied_choices(study)) == (len(bases) > 1)


def test_the_post_s_argument_is_of_no_other_subject(overlay):
    with pytest.raises(StudyError, match=r"mine.toml: subject: stands in a study of GPT-3-like models"):
        load_study(overlay(SUBJECT))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("without = 'all'", set()),
        ("evidence = 'none'", set()),
        ("without = { clusters = ['inference chip vendors'] }", {"leopold_2019", "barr_2019"}),
        ("without = { before = '2019-12-31' }", {"leopold_2019", "barr_2019"}),
        ("without = { after = '2019-12-31' }", {"openai_volume_2021", "bekman_2022"}),
    ],
)
def test_evidence_is_left_out_by_cluster_or_date(overlay, said, left):
    items, before = set(load_study(overlay(said)).items), set(load_study().items)
    if not left:
        assert items == set()
    else:
        assert items < before and not items & left


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("without = 'some'", "without: 'some' is neither. Allowed: 'all', or a table with clusters, before or after"),
        ("without = { clusters = ['vendors'] }", "unknown cluster 'vendors'"),
        ("without = { cluster = ['vendors'] }", "without.cluster: unknown key 'cluster'. Did you mean 'clusters'"),
        ("accelerator = 'h100'", "accelerator: unknown accelerator 'h100'. Allowed: none"),
        ("[scenarios.codng]\ninclude = false", "unknown scenario 'codng'. Did you mean 'coding'"),
        ("[scenarios.chat]\ntitle = 'A chat'", "One more needs an entry for scenario_weight[chat]"),
        ("[scenarios.coding]\ninclude = false", "has formulas of its own. Allowed: a scenario_weight of 0"),
    ],
)
def test_what_is_wrong_is_said(overlay, said, problem):
    with pytest.raises(StudyError, match=re.escape(problem)):
        load_study(overlay(said))


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("[scenarios.service]\ninclude = false", "scenarios.service.include: leaves none"),
        (
            "[subject]\nname = 'X'\nwords = { development_costs = 'x' }",
            "mine.toml: subject.words.development_costs: unknown node 'development_costs'",
        ),
    ],
)
def test_what_names_nothing_that_there_is_is_refused(overlay, said, problem):
    with pytest.raises(StudyError, match=re.escape(problem)):
        build(load_study(overlay(said, "blank")))


def test_a_scenario_without_a_weight_is_told_of_it(overlay):
    entry = "[quantities.'users[chat]']\nunit = 'people'\nprior = { family = 'constant', value = 1 }"
    with pytest.raises(StudyError, match=re.escape("One more scenario needs an entry for scenario_weight[chat].")):
        build(load_study(overlay(entry, "llama3")))


def test_scenarios_are_added_renamed_and_left_out(overlay):
    added = "[quantities.'scenario_weight[chat]']\nunit = 'dimensionless'\nprior = { family = 'constant', value = 1 }\n"
    study = load_study(
        overlay(f"{added}[scenarios.chat]\ntitle = 'A chat'\n[scenarios.coding]\ninclude = false", "llama3")
    )
    assert _coordinates(study) == ("assistant", "chat")
    assert study.model.coordinates["chat"] == "A chat"
    assert not [name for name in study.quantities if "[coding]" in name]
    assert build(study).dims["demand"] == ("scenario",)


def test_an_accelerator_brings_its_numbers_and_a_study_s_own_go_before_them(overlay):
    own = "[quantities.gpu_memory]\nunit = 'gigabyte/gpu'\nprior = { family = 'constant', value = 141 }"
    quantities = load_study(overlay(f"accelerator = 'a100'\n{own}", extends="blank")).quantities
    shipped = catalogue("general").accelerators["a100"].quantities["gpu_peak"]["prior"]["value"]
    assert float(quantities["gpu_peak"].prior.quantile(0.5)) == shipped
    assert float(quantities["gpu_memory"].prior.quantile(0.5)) == 141
    with pytest.raises(StudyError, match="Did you mean 'h100'"):
        load_study(overlay("accelerator = 'h10'", extends="blank"))


def test_every_accelerator_s_numbers_have_a_source_or_need_none():
    for each in catalogue("general").accelerators.values():
        for entry in each.quantities.values():
            assert entry["basis"] in ("judgement", "definition") or entry["source"] in catalogue().sources


def test_demand_is_by_users_or_by_volume(overlay):
    volume = "[quantities.'demand[coding]']\nunit = 'token/day'\nprior = { family = 'constant', value = 7e9 }"
    lineage = build(load_study(overlay(volume, "llama3"))).lineage("compute_cost[coding]")
    assert "users[coding]" not in lineage and "users[assistant]" not in lineage
    assert "users[coding]" in build(load_study("llama3")).lineage("compute_cost[coding]")


def test_a_stored_study_of_a_subject_comes_back_whole(overlay):
    study = load_study(overlay(f"{SUBJECT}[scenarios.coding]\ntitle = 'Code'", extends="llama3"))
    content = json.loads(json.dumps(study_content(study)))
    assert study_from(content, file="study.json").digest() == study.digest()


def _named(study):
    """Which subjects the titles, quotes, notes and sources of a study's numbers name."""
    sources, entries = study.catalogue.sources, study.quantities.values()
    cited = [sources[entry.source] for entry in entries if entry.source in sources]
    texts = [text for entry in entries for text in (entry.title, entry.quote, entry.note)]
    texts += [text for source in cited for text in (source.author, source.title)]
    return {match[0] for text in texts for match in OTHERS.finditer(text)}


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_numbers_of_a_shipped_subject_cite_nothing_that_is_about_another(name):
    study = load_study(name)
    own = study.subject.name + " or GPT-OSS, by OpenAI" * (name == "gpt_oss")
    assert {each for each in _named(study) if each not in own} == set()


@pytest.mark.parametrize("accelerator", catalogue("general").accelerators)
def test_nor_do_those_of_an_accelerator(accelerator, overlay):
    assert _named(load_study(overlay(f"accelerator = '{accelerator}'", extends="blank"))) == set()


@pytest.mark.slow
def test_a_report_on_a_subject_never_names_another(overlay, tmp_path):
    own = "[evidence.mine]\nkind = 'share'\nmeasures = 'first_year_ratio'\npublished = '2025-06'\nlow = 0.3\nhigh = 0.6"
    path, out = overlay(SUBJECT + own, extends="blank"), tmp_path / "report"
    words = ["report", "--study", str(path), "--out", str(out), "--draws", "1000", "--formats", "svg"]
    told = ("update", "claims", "evidence", "priors", "posterior", "sources", "reading")
    words += [word for name in told for word in ("--only", name)]
    assert CliRunner().invoke(cli, [*words, "--workers", "1"], catch_exceptions=False).exit_code == 0
    page = (out / "index.html").read_text(encoding="utf-8")
    text = re.sub(r"<style.*?</style>|<script.*?</script>|base64,[^\"')]*", "", page, flags=re.DOTALL)
    assert not [text[max(0, m.start() - 60) : m.end() + 40] for m in OTHERS.finditer(text)]
    assert text.count("Quokka") > 3
