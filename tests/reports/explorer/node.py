"""Node: the page's engine outside a page."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

RUNNER = Path(__file__).parent / "run.mjs"


def run(*asks, content=None):
    """Answers of the engine to what is asked of it, in order; a test is skipped where there is no Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node here")
    text = json.dumps({"content": content, "asks": asks})
    found = subprocess.run([node, RUNNER], input=text, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)
