#!/usr/bin/env python3
"""Runs the quick start for real: every program of docs/snippets against `tollbridge dev`, each against one of its own.

    snippets.py TOLLBRIDGE [curl|swift|node|python ...]

A person is played who pays at the printed page. What docs/quickstart.md shows as a program must be the program's own text,
and what it shows as output must be what came out: text to the letter, JSON in every member that is shown. Ids and ports
differ from run to run and are not compared.
"""
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/API"))
from dev import Dev  # noqa: E402

PAGE = ROOT / "docs/quickstart.md"
SNIPPETS = ROOT / "docs/snippets"
SECONDS_MAX = 90
# Like a person: not in the second in which the account was first seen.
SECONDS_TO_PAY = 1.5
MARK = "--- step"

PACKAGE = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "quickstart",
  targets: [
    .target(name: "TollbridgeClient"),
    .executableTarget(name: "quickstart", dependencies: ["TollbridgeClient"]),
  ])
"""


# The page


def blocks():
    """What the page has between fences, by the words of the comment before each: `<!-- show: swift -->`."""
    found = {}
    for words, text in re.findall(r"<!-- (\w+: [\w-]+) -->\n+```\w*\n(.*?)```", PAGE.read_text(), re.S):
        if words in found:
            raise SystemExit(f"{PAGE.name}: {words} is there twice")
        found[words] = text
    return found


def steps():
    """The steps of the program for the shell, by name."""
    parts = re.split(r"^# step: (\S+)\n", (SNIPPETS / "quickstart.sh").read_text(), flags=re.M)
    return {name: text.strip() + "\n" for name, text in zip(parts[1::2], parts[2::2])}


def check_texts(page):
    """Whether each program on the page is the program that runs."""
    expected = {f"show: {name}": text for name, text in steps().items()}
    for language, suffix in (("swift", "swift"), ("node", "mjs"), ("python", "py")):
        expected[f"show: {language}"] = (SNIPPETS / f"quickstart.{suffix}").read_text()
    shown = {words: text for words, text in page.items() if words.startswith("show: ")}
    if shown.keys() != expected.keys():
        raise SystemExit(f"{PAGE.name} shows {sorted(shown)}, and there are {sorted(expected)}")
    for words, text in expected.items():
        if shown[words] != text:
            raise SystemExit(f"{PAGE.name}: {words} is not the program's own text")


# Running


class Person:
    """Pays once, at the page that a program prints."""

    def __init__(self):
        self.paid = False

    def reads(self, text):
        found = re.search(r"http://[^\s\"]+/c/pay/\w+(?=[\s\"])", text)
        if found and not self.paid:
            self.paid = True
            threading.Timer(SECONDS_TO_PAY, self.pay, [found.group(0)]).start()

    def pay(self, page):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        try:
            urllib.request.build_opener(Stay).open(page, data=b"action=pay", timeout=20)
        except urllib.error.HTTPError as answer:
            print(f"        a person paid and was led to {answer.headers['Location']}")


def run(words, environment):
    """What a program prints, with a terminal before it so that nothing waits in a buffer."""
    ours, its = pty.openpty()
    person, text, start = Person(), "", time.monotonic()
    process = subprocess.Popen(words, stdout=its, stdin=subprocess.DEVNULL, env=environment, cwd=SNIPPETS)
    os.close(its)
    watchdog = threading.Timer(SECONDS_MAX, process.kill)
    watchdog.start()
    try:
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:
                break
            if not piece:
                break
            text = text + piece.decode().replace("\r\n", "\n")
            person.reads(text)
    finally:
        watchdog.cancel()
        os.close(ours)
    if process.wait() != 0:
        raise SystemExit(f"{words} ended with {process.returncode} after {time.monotonic() - start:.1f} s:\n{text}")
    if not person.paid:
        raise SystemExit(f"{words} opened no checkout:\n{text}")
    return text


def swift_program():
    """Builds the program with the client as a package would; the client's sources are the same files."""
    package = ROOT / ".build/snippets"
    main, client = package / "Sources/quickstart/main.swift", package / "Sources/TollbridgeClient"
    main.parent.mkdir(parents=True, exist_ok=True)
    client.unlink(missing_ok=True)
    client.symlink_to(ROOT / "Sources/TollbridgeClient")
    for path, text in ((package / "Package.swift", PACKAGE), (main, (SNIPPETS / "quickstart.swift").read_text())):
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
    built = subprocess.run(
        [os.environ.get("SWIFT", "swift"), "build", "--package-path", str(package), "--quiet"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if built.returncode:
        raise SystemExit(built.stdout)
    return package / ".build/debug/quickstart"


def shell_program():
    """The program for the shell, saying before each step which one it is."""
    text = (SNIPPETS / "quickstart.sh").read_text()
    return re.sub(r"^# step: (\S+)$", rf"echo; echo '{MARK} \1'", text, flags=re.M)


def words_of(language):
    return {
        "curl": lambda: ["sh", "-c", shell_program()],
        "swift": lambda: [str(swift_program())],
        "node": lambda: ["node", "quickstart.mjs"],
        "python": lambda: [sys.executable, "quickstart.py"],
    }[language]()


# Comparing


def plain(text):
    """Without what differs from run to run."""
    text = re.sub(r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:PORT", text)
    text = re.sub(r"\b(cs_test|sp|ho|ca|req|in|pi|sub|cus)_\w+", r"\1_ID", text)
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "MOMENT", text)


def differs(shown, came, place=""):
    """Where a shown value is not what came; members that are not shown are not compared."""
    if isinstance(shown, dict) and isinstance(came, dict):
        for name, value in shown.items():
            if name not in came:
                return f"{place}/{name} did not come"
            if found := differs(value, came[name], f"{place}/{name}"):
                return found
        return None
    if isinstance(shown, list) and isinstance(came, list):
        if len(shown) > len(came):
            return f"{place} has {len(came)} and not {len(shown)}"
        pairs = enumerate(zip(shown, came))
        return next((found for at, pair in pairs if (found := differs(*pair, f"{place}/{at}"))), None)
    return None if shown == came else f"{place} is {came!r} and not {shown!r}"


def check_curl(came, page):
    outputs = dict(re.findall(rf"{MARK} (\S+)\n(.*?)(?=\n{MARK}|\Z)", came, re.S))
    compared = 0
    for name in steps():
        if f"gives: {name}" not in page:
            continue
        shown, answer = json.loads(plain(page[f"gives: {name}"])), json.loads(plain(outputs[name]))
        if found := differs(shown, answer):
            raise SystemExit(f"{PAGE.name}, {name}: {found}:\n{outputs[name]}")
        compared += 1
    if compared != len(steps()) - 1:
        raise SystemExit(f"{PAGE.name} shows the answers of {compared} steps of {len(steps()) - 1}")


def check(language, came, page):
    if language == "curl":
        return check_curl(came, page)
    if plain(came) != plain(page["gives: programs"]):
        raise SystemExit(f"{PAGE.name} shows\n{page['gives: programs']}and {language} printed\n{came}")


def main():
    tollbridge, *languages = sys.argv[1:]
    page = blocks()
    check_texts(page)
    for language in languages or ("curl", "swift", "node", "python"):
        start = time.monotonic()
        words = words_of(language)
        ready = time.monotonic()
        with Dev(tollbridge) as dev:
            app = dev.found(r"The demo app\s+(http://\S+?)/\s")
            came = run(words, {
                **os.environ, "TOLLBRIDGE_URL": dev.url, "TOLLBRIDGE_KEY": dev.server_key, "APP_URL": app})
        check(language, came, page)
        print(f"{language:8} as the page says, {ready - start:5.1f} s to build, "
              f"{time.monotonic() - ready:4.1f} s to run")


if __name__ == "__main__":
    main()
