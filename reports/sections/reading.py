"""Reading: what the report's words mean, how it is cited, and how it is made again."""

from importlib import metadata

from ..render.bibtex import bibtex, source_entry
from ..render.conclusion import Conclusion
from ..render.document import Block, Code, Facts, Heading, Paragraph
from ..render.words import evidence_words, listed, percent
from ..run.manifest import manifest
from ..run.run import Run
from .slips import relative

__all__ = ["write"]


def write(run: Run) -> list[Block]:
    """Explain the words, cite, and name seed, study and versions."""
    made, record = manifest(run), Conclusion(run.graph).record
    words = {
        record.title: f"The conclusion. Below {Conclusion(run.graph).write(record.threshold)}, {record.below}.",
        "Intervals": f"They hold {percent(run.settings.ci_prob, error=0)} with equal tails. A mean is given only where"
        " one"
        " exists: heavy tails on a log scale have none.",
        "Nats": "They measure information, that is how much an item changed the distribution of a quantity; below 0.01"
        " it changed nothing that can be seen.",
        "Discount": "A random variable by which a report may exceed what it measures. Its prior is a judgement, stated"
        " above with its reason.",
        "Draws": f"They come from {run.fit.method} and passed their gate: {run.fit.gate.reason()}. Had they not, there"
        " would be no report.",
    }
    made_with = listed([f"{name} {version}" for name, version in made["versions"].items()])
    small = [
        f"Seed {made['seed']}; {made['draws']} draws; study {made['digest'][:12]}; {made_with}.",
        "Tables are in the folder tables, the posterior in posterior.nc, the settings in manifest.json.",
    ]
    sources = run.study.catalogue.sources.items() if run.study.model.post else ()
    posts = [(key, each) for key, each in sources if each.kind == "post"]
    return [
        Facts(words),
        Heading("Cite it", 3, "cite"),
        Code("\n".join([_own(run, made["digest"][:12]), *(source_entry(key, each) for key, each in posts)])),
        Heading("Make it again", 3, "again"),
        Paragraph(["In this folder; what is made is compared with it, file by file."]),
        Code("llm-barriers reproduce ."),
        Paragraph(relative(run.graph) + small, "small"),
    ]


def _own(run: Run, digest: str) -> str:
    """Return the entry of this report, which its study's digest tells from others."""
    record, study = run.study.model.conclusion, run.study
    entry = {
        "title": f"{record.question or record.title} Study “{study.name}”: {study.title}",
        "author": "The llm-barriers authors",
        "note": f"Evidence: {evidence_words(study)}; study {digest}",
        "version": metadata.version("llm-barriers"),
    }
    return bibtex("software", f"llm_barriers_{digest}", entry)
