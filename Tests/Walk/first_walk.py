#!/usr/bin/env python3
"""The first walk of somebody new: start `tollbridge dev`, open the printed page, buy a plan, see the credits.

It presses the buttons of the pages as a browser does, by their forms, and times each step. Standard library only.
"""
import html
import http.cookiejar
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request

START_SECONDS_MAX = 30


class Browser:
    """Follows links and presses buttons."""

    def __init__(self):
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.url = ""
        self.text = ""

    def open(self, url, data=None):
        request = urllib.request.Request(urllib.parse.urljoin(self.url, url), data=data)
        if data is not None:
            request.add_header("Sec-Fetch-Site", "same-origin")
        with self.opener.open(request, timeout=30) as answer:
            self.url = answer.url
            self.text = answer.read().decode()

    def press(self, label):
        """Sends the form that has a button with these words."""
        for form in re.findall(r"<form.*?</form>", self.text, re.S):
            for attributes, words in re.findall(r"<button([^>]*)>(.*?)</button>", form, re.S):
                plain = html.unescape(re.sub(r"<[^>]+>", "", words)).strip()
                if label not in plain:
                    continue
                fields = []
                for tag in re.findall(r"<input[^>]*>", form):
                    found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
                    if "name" in found and found.get("type") != "checkbox":
                        fields.append((found["name"], html.unescape(found.get("value", ""))))
                button = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
                if "name" in button:
                    fields.append((button["name"], html.unescape(button.get("value", ""))))
                action = dict(re.findall(r'(\w+)="([^"]*)"', re.match(r"<form[^>]*>", form).group(0))).get("action", "")
                self.open(html.unescape(action) or self.url, urllib.parse.urlencode(fields).encode())
                return
        raise SystemExit(f"no button '{label}' on {self.url}:\n{self.text[:3000]}")

    def credits(self):
        found = re.search(r'class="balance"><strong>([\d,]+)</strong>', self.text)
        return int(found.group(1).replace(",", "")) if found else None


def demo_url(service):
    start = time.monotonic()
    said = []
    while time.monotonic() - start < START_SECONDS_MAX:
        line = service.stdout.readline()
        if not line:
            break
        said.append(line)
        found = re.search(r"The demo app\s+(http://\S+/)", line)
        if found:
            return found.group(1), "".join(said)
    raise SystemExit("tollbridge dev did not start:\n" + "".join(said))


def walk(page):
    steps = []
    browser = Browser()

    def step(words, action):
        start = time.monotonic()
        action()
        steps.append((words, time.monotonic() - start))

    step("open the printed page", lambda: browser.open(page))
    assert browser.credits() == 80, f"a new account has 80 credits, not {browser.credits()}"
    step("press Upgrade plan", lambda: browser.press("Upgrade plan"))
    assert "/c/pay/" in browser.url, f"not at the checkout but at {browser.url}"
    step("pay at the checkout, wait for the result", lambda: browser.press("Subscribe with a card that works"))
    assert "Your subscription to" in html.unescape(browser.text), browser.text[:2000]
    step("go back and see the credits", lambda: browser.open(page))
    assert browser.credits() == 5000, f"a Micro plan brings 5,000 credits, not {browser.credits()}"
    step("generate an image", lambda: browser.press("Generate an image"))
    assert browser.credits() == 4990, f"an image costs 10 of 5,000 credits, and {browser.credits()} are left"
    return steps


def main():
    tollbridge = sys.argv[1]
    start = time.monotonic()
    service = subprocess.Popen([tollbridge, "dev", "--port", "18180"], stdout=subprocess.PIPE, text=True)
    try:
        page, said = demo_url(service)
        assert "refill of" in said and "package Micro bought" in said, "the main job was not shown:\n" + said
        started = time.monotonic() - start
        steps = walk(page)
    finally:
        service.send_signal(signal.SIGINT)
        code = service.wait(timeout=60)
    assert code == 0, f"tollbridge dev ended with {code}"
    print(f"{started:6.2f} s  tollbridge dev, until it prints its page")
    for words, seconds in steps:
        print(f"{seconds:6.2f} s  {words}")
    print(f"{started + sum(seconds for _, seconds in steps):6.2f} s  from the start to the first credits spent")


if __name__ == "__main__":
    main()
