#!/usr/bin/env python3
"""The pages in Debian's chromium: the checklist, the keyboard, purchases, what a page weighs, and every state × width ×
scheme by axe, nothing wider than its window, no error in the console. With --shots each look is kept as a picture.
"""
import argparse
import base64
import sys
import time
import traceback
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

import checklist
import conversation
import keyboard
import purchase
import weight
from states import ACCOUNTS, ODD_ACCOUNTS, STATES, Visit
from world import ROOT, World, example_catalogue

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {1280: 900, 390: 844, 320: 640}
PICTURE_QUALITY = 60
PLACES = ("plans", "account")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def complaints(page, errors):
    """What is wrong with what the page shows."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(
        "options => axe.run(options).then(found => found.violations)", {"runOnly": RULES, "resultTypes": ["violations"]})
    said = [f"axe {rule['id']}: {node['target']} {node.get('failureSummary', '')}" for rule in found for node in rule["nodes"]]
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width[0] > width[1]:
        said.append(f"wider than its window: {width[0]} > {width[1]}")
    return said + errors


def shoot(page, path):
    """A picture of the whole page, or of the window where a dialog lies above it."""
    size = page.viewport_size
    height = size["height"] if page.locator("dialog[open]").count() else page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": size["width"], "height": height, "scale": 1}
    wish = {"format": "webp", "quality": PICTURE_QUALITY, "captureBeyondViewport": True, "clip": clip}
    path.write_bytes(base64.b64decode(page.context.new_cdp_session(page).send("Page.captureScreenshot", wish)["data"]))


def look(browser, name, show, world, odd, looks, shots):
    """Shows a state once, and looks at it in every window; how often, and what is wrong."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="en-US", timezone_id="UTC")
    page = context.new_page()
    page.set_default_timeout(15_000)
    errors, said = [], []
    page.on("pageerror", lambda error: errors.append(f"error: {error}"))
    visit = Visit(page, world, odd)
    visit.buyer = f"buyer-{name}"
    try:
        show(visit)
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": WIDTHS[width]})
            page.emulate_media(color_scheme=scheme)
            said += [f"{name} {width} {scheme}: {words}" for words in complaints(page, errors)]
            errors.clear()
            if shots:
                shoot(page, shots / f"{name}-{width}-{scheme}.webp")
    except Exception as error:  # what a state could not be shown for is a complaint like any other
        said.append(f"{name}: {type(error).__name__}: {error}")
    visit.release()
    context.close()
    return said


def fresh(browser, world, odd):
    """A window of its own."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="en-US", timezone_id="UTC")
    page = context.new_page()
    page.set_default_timeout(15_000)
    return Visit(page, world, odd)


def attempt(browser, world, odd, words, show):
    """What is wrong with one thing to show."""
    visit = fresh(browser, world, odd)
    visit.buyer = "buyer"
    try:
        show(visit)
        return []
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)
        lines = ", ".join(str(step.lineno) for step in place if step.filename.startswith(str(ROOT)))
        return [f"{words}: {type(error).__name__} at line {lines}: {error}"]
    finally:
        visit.release()
        visit.page.context.close()


class Suites:
    """Each prints what it did and returns what is wrong."""

    def __init__(self, browser, world, odd, options):
        self.browser, self.world, self.odd, self.options = browser, world, odd, options

    def wanted(self, name):
        return self.options.only in name

    def each(self, things):
        """`things` are `(words, show)`; done one by one."""
        wrong, count = [], 0
        for words, show in things:
            if self.wanted(words):
                wrong += attempt(self.browser, self.world, self.odd, words, show)
                count += 1
        return wrong, count

    def checklist(self):
        missing = [name for name in checklist.IDS if name not in checklist.ROWS]
        shows = {}
        for name, show in checklist.ROWS.items():
            shows.setdefault(show, []).append(name)
        wrong, count = self.each([(" ".join(names), show) for show, names in shows.items()])
        print(f"checklist: {len(checklist.ROWS)} of {len(checklist.IDS)} rows, {count} shows, {len(wrong)} wrong")
        return wrong + [f"row {name} is not shown" for name in missing]

    def keyboard(self):
        wrong, count = self.each([
            (f"keyboard: {name}", lambda visit, way=(place, account, button, name): keyboard.by_keyboard(visit, *way))
            for place, account, button, name in keyboard.DIALOGS
        ] + [(f"keyboard: {show.__name__}", show) for show in keyboard.OTHERS])
        print(f"keyboard: {count} dialogs, {len(wrong)} wrong")
        return wrong

    def purchase(self):
        wrong, count = self.each(list(purchase.STORIES.items()))
        print(f"purchase: {count} stories clicked, {len(wrong)} wrong")
        return wrong

    def conversation(self):
        wrong, count = self.each(list(conversation.CASES.items()))
        print(f"conversation: {count} cases, {len(wrong)} wrong")
        return wrong

    def weight(self):
        print("weight:")
        return [words for place in PLACES for words in weight.weigh(self.browser, self.world, place)]

    def paint(self):
        print("paint:")
        weight.paint(self.browser, self.world, PLACES)
        return []

    def look(self):
        states = {name: show for name, show in STATES.items() if self.wanted(name)}
        windows = [window.split("-") for window in self.options.windows.split(",")]
        looks = [(int(width), scheme) for width, scheme in windows]
        wrong = []
        for name, show in states.items():
            wrong += look(self.browser, name, show, self.world, self.odd, looks, self.options.shots)
        print(f"look: {len(states)} states in {len(looks)} windows each by axe, {len(wrong)} complaints")
        return wrong


def main():
    suites = ["checklist", "keyboard", "purchase", "conversation", "weight", "look"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("suites", nargs="*", default=suites, help=", ".join(suites) + ", and paint, a benchmark")
    parser.add_argument("--shots", type=Path, help="keep each look as a picture here")
    parser.add_argument("--only", default="", help="what has this in its name")
    parser.add_argument("--port", type=int, default=19080, help="the first of twenty that are taken")
    parser.add_argument("--windows", default=",".join(f"{width}-{scheme}" for width in WIDTHS for scheme in ("light", "dark")))
    options = parser.parse_args()
    if options.shots:
        options.shots.mkdir(parents=True, exist_ok=True)
    start, wrong = time.monotonic(), []
    with World(options.binary, options.port) as world, World(options.binary, options.port + 10, example_catalogue()) as odd:
        for _, prepare in ACCOUNTS:
            prepare(world)
        for _, prepare in ODD_ACCOUNTS:
            prepare(odd)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            run = Suites(browser, world, odd, options)
            for suite in options.suites:
                found = getattr(run, suite)()
                wrong += found
                for words in found:
                    print(f"✘ {words}", flush=True)
            browser.close()
    print(f"pages: {len(wrong)} wrong, in {time.monotonic() - start:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
