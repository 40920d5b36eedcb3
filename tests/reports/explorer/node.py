"""Node: the page's engine outside a page."""

import json
import subprocess
from pathlib import Path

from .programs import program

RUNNER = Path(__file__).parent / "run.mjs"


def run(*asks, content=None):
    """Answers of the engine to what is asked of it, in order."""
    text = json.dumps({"content": content, "asks": asks})
    done = subprocess.run([program("node"), RUNNER], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
