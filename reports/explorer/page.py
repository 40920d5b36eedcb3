"""The page: content, style and script in one file, which asks for nothing and lets nothing in."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

import jinja2

from ...priors.errors import harmless

__all__ = ["page"]

SCRIPTS = ("engine.mjs", "link.mjs", "words.mjs", "view.mjs", "drawing.mjs", "page.mjs")
"""Modules in the order in which they need each other; in the page they are one."""


def page(held: Mapping[str, Any], varied: Mapping[str, Any] | None = None) -> str:
    """Return the page of what `content` computes, with the `specifications` of a multiverse where they are known.

    Notes
    -----
    The content goes in last, as data and as escaped text, so that nothing in it is taken for markup, script or a part
    of the template; and the policy names the one style and the one script that may be used, by their hashes.
    """
    files = resources.files(__package__)
    texts = [(files / name).read_text(encoding="utf-8") for name in SCRIPTS]
    script = "".join(re.sub(r"^import .*\n", "", text, flags=re.MULTILINE) for text in texts)
    style = (files / "explorer.css").read_text(encoding="utf-8")
    allowed = {"default-src": "'none'", "script-src": _hash(script), "style-src": _hash(style), "img-src": "data:"}
    allowed |= {"base-uri": "'none'", "form-action": "'none'"}
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        (files / "explorer.html.j2").read_text(encoding="utf-8")
    )
    known = json.dumps({**held, "specifications": varied}, allow_nan=False)
    page = template.render(
        content=held,
        data=known.replace("<", "\\u003c"),
        policy="; ".join(f"{name} {value}" for name, value in allowed.items()),
        script=script,
        style=style,
    )
    return harmless(page)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
