"""Chromium without a window, driven through a pipe: what a page says, does and asks for."""

import gzip
import hashlib
import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .programs import program

DRAWN = """new Promise((done, failed) => {
  const drawn = () => document.getElementById("answer")?.dataset.below;
  const look = (left) => drawn() ? done() : left ? setTimeout(look, 20, left - 1)
    : failed(new Error("nothing is drawn"));
  look(500);
})"""
LOADED = """new Promise(done => {
  const loaded = () => document.URL.startsWith("file:") && document.readyState === "complete";
  const look = () => loaded() ? done() : setTimeout(look, 20);
  look();
})"""
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--remote-debugging-pipe",
    "--disable-background-networking",
)
AXE = Path(__file__).parent / "axe" / "axe.min.js.gz"
AXE_HASH = "cda5e4385d9437c1fd009f2ff76f7e4049af354d2d6522da2a905c2a69ede4ec"
FAULTS = """axe.run({resultTypes: ["violations"]}).then(
  ({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)))"""
PIPED = 'in=$1; out=$2; shift 2; exec "$@" 3<&"$in" 4>&"$out"'


@contextmanager
def chromium(folder):
    """A browser, until it is left."""
    path = program("chromium", "chromium-browser", "google-chrome")
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    words = ["bash", "-c", PIPED, "-", str(theirs_in), str(theirs_out), path, *FLAGS, f"--user-data-dir={folder}"]
    process = subprocess.Popen(words, pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL)
    os.close(theirs_in), os.close(theirs_out)
    try:
        with os.fdopen(ours_in, "rb", 0) as reading, os.fdopen(ours_out, "wb", 0) as writing:
            yield Browser(reading, writing)
    finally:
        process.terminate()
        process.wait(30)


class Browser:
    """One page of a browser.

    Attributes
    ----------
    said : list of str
        What its console and its policy complained of.
    asked : list of str
        Addresses that were requested, the file's own not among them.
    """

    def __init__(self, reading, writing):
        self.reading, self.writing = reading, writing
        self.number, self.rest, self.session = 0, b"", None
        self.said, self.asked = [], []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **params):
        """Give a command and wait for its answer."""
        self.number += 1
        session = {"sessionId": self.session} if self.session else {}
        text = json.dumps({"id": self.number, "method": method, "params": params, **session})
        self.writing.write(text.encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == self.number:
                assert "error" not in message, message
                return message["result"]

    def _next(self):
        while b"\0" not in self.rest:
            part = os.read(self.reading.fileno(), 1 << 16)
            assert part, "the browser is gone"
            self.rest += part
        text, _, self.rest = self.rest.partition(b"\0")
        message = json.loads(text)
        self._heard(message.get("method"), message.get("params", {}))
        return message

    def _heard(self, event, params):
        if event == "Runtime.exceptionThrown":
            self.said.append(str(params["exceptionDetails"].get("exception", {}).get("description", params)))
        if event == "Log.entryAdded":
            self.said.append(params["entry"]["text"])
        if event == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.said.append(str(params["args"]))
        if event == "Network.requestWillBeSent" and not params["request"]["url"].startswith(
            ("file:", "data:", "about:")
        ):
            self.asked.append(params["request"]["url"])

    def open(self, page, fragment="", *, width=1280, dark=False):
        """Open a file, and wait until its script has drawn it."""
        self.show(page, fragment, width=width, dark=dark)
        self.run(DRAWN)

    def show(self, page, fragment="", *, width=1280, height=900, dark=False):
        """Open a file on a screen of a size."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=f"{page.as_uri()}#{fragment}")
        self.run(LOADED)

    def run(self, script):
        """The value of an expression, awaited."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def faults(self):
        """What axe finds wrong with what is shown."""
        packed = AXE.read_bytes()
        assert hashlib.sha256(packed).hexdigest() == AXE_HASH
        self.run(gzip.decompress(packed).decode() + ";0")
        return self.run(FAULTS)

    def settled(self):
        """Wait until what was asked for is drawn and written."""
        self.run("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r, 450))))")
