#!/usr/bin/env python3
"""The dialogs and sheets in a second engine: WebKitGTK's MiniBrowser, driven by its own WebDriver.

The elements are asked inside their shadow roots by script, as WebDriver finds nothing there by itself.
"""
import argparse
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from world import World

DRIVER = "/usr/bin/WebKitWebDriver"
MINI_BROWSERS = ["/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser", "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser",
                 "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser"]
DISPLAY = ":87"

#: A button inside an element's shadow root by its words; a dialog that is open.
HELPERS = """
window.inside = (element) => document.querySelector(element).shadowRoot;
window.button = (root, words) => [...root.querySelectorAll("button")].find((button) => button.innerText.includes(words));
window.opened = (element) => [...inside(element).querySelectorAll("dialog[open]")].at(-1);
"""


class Driver:
    """A session of WebDriver (W3C)."""

    def __init__(self, port, browser):
        self.base = f"http://127.0.0.1:{port}"
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]}}}
        self.session = self.call("POST", "/session", {"capabilities": wanted})["sessionId"]

    def call(self, method, path, body=None):
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.base + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as refusal:
            raise AssertionError(refusal.read().decode()) from None

    def own(self, method, path, body=None):
        return self.call(method, f"/session/{self.session}{path}", body)

    def go(self, url):
        self.own("POST", "/url", {"url": "about:blank"})
        self.own("POST", "/url", {"url": url})

    def run(self, script):
        return self.own("POST", "/execute/sync", {"script": HELPERS + script, "args": []})

    def until(self, script, words):
        for _ in range(150):
            found = self.run(f"try {{ return ({script}); }} catch {{ return null; }}")
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(words)

    def key(self, value):
        actions = [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.own("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def resize(self, width, height):
        self.own("POST", "/window/rect", {"width": width, "height": height})


def check(condition, words):
    if not condition:
        raise AssertionError(words)


def downgrade(driver, world):
    """The question before a downgrade: opened, focused, left by Escape, the focus back."""
    driver.go(world.link("paid", "plans"))
    driver.until("button(inside('tollbridge-plans'), 'Downgrade plan')", "the plans did not come")
    driver.run("const card = inside('tollbridge-plans').querySelector('[data-key=choose-micro]'); card.focus(); card.click();")
    driver.until("opened('tollbridge-plans').innerText.includes('Confirm downgrade')", "no question was asked")
    check(driver.run("return inside('tollbridge-plans').activeElement.closest('dialog') !== null"), "the focus is not in the dialog")
    driver.key("\uE00C")
    driver.until("!opened('tollbridge-plans')", "Escape did not close it")
    driver.until("inside('tollbridge-plans').activeElement?.dataset.key === 'choose-micro'", "the focus is not back")


def overlay(driver, world):
    """The overlay: as large as the window, closed by going back."""
    driver.go(world.link("paid", "account"))
    driver.until("button(inside('tollbridge-account'), 'Change plan')", "the account did not come")
    driver.run("button(inside('tollbridge-account'), 'Change plan').click()")
    size = driver.until("opened('tollbridge-plans')?.innerText.includes('Compare plans') && "
                        "[opened('tollbridge-plans').offsetWidth, document.documentElement.clientWidth]", "no overlay")
    check(abs(size[0] - size[1]) <= 20, f"the overlay is {size[0]} wide of {size[1]}")
    driver.run("history.back()")
    driver.until("!opened('tollbridge-plans')", "Back did not close it")


def packages(driver, world):
    """The packages: rules of the threshold, and the price with auto-reload."""
    driver.go(world.link("paid", "plans"))
    driver.until("button(inside('tollbridge-plans'), 'One-time')", "the plans did not come")
    driver.run("button(inside('tollbridge-plans'), 'One-time').click()")
    driver.until("opened('tollbridge-packages').querySelectorAll('[type=radio]').length === 4", "no packages")
    driver.run("opened('tollbridge-packages').querySelectorAll('[type=radio]')[2].click()")
    driver.until("opened('tollbridge-packages').querySelector('#threshold').value === '2000'", "no threshold")
    driver.run("const field = opened('tollbridge-packages').querySelector('#threshold'); field.value = '12345';"
               " field.dispatchEvent(new InputEvent('input', { bubbles: true }));")
    driver.until("opened('tollbridge-packages').querySelector('#threshold').value === '9999' && "
                 "opened('tollbridge-packages').innerText.includes('Max: 9,999')", "it was not clamped")
    check(driver.run("return opened('tollbridge-packages').innerText.includes('Pay $36 now')"), "no price with auto-reload")


def sheet(driver, world):
    """On a phone the same is a sheet at the bottom of the window."""
    driver.resize(430, 800)
    packages(driver, world)
    check(driver.run("return innerWidth") <= 640, "the window is wide")
    driver.until("(({ left, width, bottom }) => left === 0 && Math.abs(width - innerWidth) <= 20 && "
                 "Math.abs(bottom - innerHeight) <= 2)(opened('tollbridge-packages').getBoundingClientRect())", "no sheet")
    driver.resize(1280, 900)


def cancel(driver, world):
    """The question before a cancellation begins at what keeps the subscription."""
    driver.go(world.link("paid", "account"))
    driver.until("button(inside('tollbridge-account'), 'Cancel subscription')", "the account did not come")
    driver.run("button(inside('tollbridge-account'), 'Cancel subscription').click()")
    driver.until("opened('tollbridge-account').innerText.includes('Are you sure you want to cancel your subscription?')", "no question")
    focused = driver.run("return inside('tollbridge-account').activeElement.innerText")
    check(focused == "Keep subscription", f"the focus is on {focused}")
    driver.run("button(opened('tollbridge-account'), 'Keep subscription').click()")
    driver.until("!opened('tollbridge-account')", "it did not close")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    options = parser.parse_args()
    browser = next((path for path in MINI_BROWSERS if shutil.which(path)), None)
    if not shutil.which(DRIVER) or not browser or not shutil.which("Xvfb"):
        sys.exit("WebKitGTK's driver, its MiniBrowser or Xvfb is missing: run scripts/browsers")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    screen = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1400x1000x24"], stderr=subprocess.DEVNULL)
    driver_process = subprocess.Popen([DRIVER, f"--port={port}"], env={"DISPLAY": DISPLAY, "PATH": "/usr/bin:/bin", "HOME": "/tmp",
                                                                      "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "LIBGL_ALWAYS_SOFTWARE": "1"})
    wrong = 0
    try:
        with World(options.binary, 19180) as world:
            world.subscribed("paid")
            time.sleep(1)
            driver = Driver(port, browser)
            version = driver.run("return navigator.userAgent.match(/AppleWebKit\\S*/)[0]")
            driver.resize(1280, 900)
            for show in (downgrade, overlay, packages, sheet, cancel):
                try:
                    show(driver, world)
                    print(f"  ok  {show.__doc__.splitlines()[0]}")
                except AssertionError as error:
                    wrong += 1
                    print(f"  ✘ {show.__name__}: {error}")
            driver.own("DELETE", "")
    finally:
        driver_process.terminate()
        screen.terminate()
    print(f"webkit: 5 dialogs in {version}, {wrong} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
