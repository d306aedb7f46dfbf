"""Every state of the pages: how an account comes to it, and how a person comes to see it.

A state is a function of a `Visit` that leaves the page showing it. `ACCOUNTS` says what must have happened before; it is
done once, in an order in which the stand-in's clock only goes forward.
"""


class Visit:
    """One look at a page, in one window."""

    def __init__(self, page, world, odd):
        self.page, self.world, self.odd = page, world, odd
        self.held = []

    def hosted(self, place, account=None, world=None):
        world = world or self.world
        self.page.goto("about:blank")
        self.page.goto(world.link(account, place) if account else f"{world.service}/ui/{place}")
        self.settled()

    def demo(self, path, account):
        self.page.goto(f"{self.world.app}{path}?account={account}")
        self.settled()

    def console(self, place):
        self.page.goto(f"{self.world.service}/admin")
        key, signed_in = self.page.get_by_label("Operator key"), self.page.get_by_role("button", name="Sign out")
        key.or_(signed_in).wait_for()
        if key.is_visible():
            key.fill(self.world.operator_key)
            self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("heading", name="Events").wait_for()
        if place == "events":
            return self.settled()
        self.page.goto(f"{self.world.service}/admin#/{place}")
        titles = {"accounts": "Accounts", "refunds": "Refund requests"}
        title = titles.get(place) or place.split("?")[0].split("/")[-1].replace("events", "Events")
        self.page.get_by_role("heading", name=title, level=1).wait_for()
        self.settled()

    def settled(self):
        """Nothing is under way and nothing spins any more."""
        self.page.wait_for_load_state("networkidle")

    def hold(self, address):
        """Lets requests wait for ever."""
        self.page.route(address, lambda route: self.held.append(route))

    def release(self):
        for route in self.held:
            route.abort()

    def press(self, name, exact=True):
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def card(self, plan):
        return self.page.locator("tollbridge-plans article").filter(has=self.page.get_by_role("heading", name=plan, exact=True))

    def choose(self, plan):
        self.card(plan).get_by_role("button").first.click()

    def dialog(self):
        dialog = self.page.locator("dialog[open]").last
        dialog.wait_for()
        self.settled()
        return dialog

    def packages(self, account):
        self.hosted("plans", account)
        self.press("One-time", exact=False)
        return self.dialog()


def overlay(visit):
    visit.hosted("account", "paid")
    visit.press("Change plan")
    visit.dialog()



def yearly(visit, account="free"):
    visit.hosted("plans", account)
    visit.page.get_by_label("Pay yearly").check(force=True)


def confirm_downgrade(visit):
    visit.hosted("plans", "paid")
    visit.choose("Micro")
    visit.dialog()


def confirm_upgrade(visit):
    visit.hosted("plans", "paid")
    visit.choose("Mega")
    visit.dialog()


def confirm_change(visit):
    yearly(visit, "paid")
    visit.choose("Macro")
    visit.dialog()


def legacy(visit):
    visit.hosted("plans", "legacy", visit.odd)


def legacy_warning(visit):
    legacy(visit)
    visit.choose("Macro")
    visit.dialog()


def many(visit):
    visit.hosted("plans", "free", visit.odd)


def empty(visit):
    visit.page.route("**/v1/plans?*", lambda route: answer_empty(route))
    visit.hosted("plans", "free")


def answer_empty(route):
    """What the API says for a catalogue without plans, which the catalogue's rules do not allow a file to be."""
    answer = route.fetch()
    body = answer.json()
    body.update(cards=[], empty_text="No plans are available for this group yet.")
    route.fulfill(response=answer, json=body)


def loading(visit):
    visit.hold("**/v1/plans?*")
    visit.page.goto(visit.world.link("free", "plans"))
    visit.page.locator("tollbridge-plans .loading").wait_for()


def failing(visit):
    visit.page.route("**/v1/plans?*", lambda route: route.fulfill(status=500, json={"request_id": "req_1"}))
    visit.hosted("plans", "free")
    visit.page.locator("tollbridge-plans .problem").wait_for()


def expired_link(visit):
    visit.page.goto(f"{visit.world.service}/ui/account#token=a.b.c")
    visit.page.locator("#expired").wait_for()


def packages_reload(visit):
    visit.packages("paid").get_by_role("radio").nth(2).check()


def packages_invalid(visit):
    packages_reload(visit)
    visit.page.get_by_label("Reload when balance below").fill("12")


def packages_manage(visit):
    visit.packages("reloading").get_by_role("button", name="Manage").click()


def packages_disable(visit):
    packages_manage(visit)
    visit.page.get_by_role("checkbox").uncheck()


def packages_empty(visit):
    def answer(route):
        found = route.fetch()
        body = found.json()
        body.update(cards=[], empty_text="No one-time packages are available right now. Please check back later.")
        route.fulfill(response=found, json=body)

    visit.page.route("**/v1/packages", answer)
    visit.packages("paid")


def cancel(visit):
    visit.hosted("account", "paid")
    visit.press("Cancel subscription")
    visit.dialog()


def pause(visit):
    visit.hosted("account", "paid")
    visit.press("Pause subscription")
    visit.dialog()


def refund(visit):
    visit.hosted("account", "yearly")
    visit.press("Request a refund")
    visit.dialog()


def guidance(code, feature=None, action=None, account="free", amount=None):
    def show(visit):
        body = {"feature": feature} if feature else {"action": action} if action else {"amount": amount}
        found = visit.world.call("POST", f"/v1/accounts/{account}/check", body)["guidance"]
        visit.demo("/", account)
        visit.page.evaluate("(found) => void document.querySelector('tollbridge-guidance').show(found)", found)
        visit.dialog()
        assert found["code"] == code, found

    return show


def concurrency(visit):
    """A task runs, and another one would be one too many."""
    taken = visit.world.call("POST", "/v1/accounts/busy/slots", {"feature": "concurrent_tasks", "ttl": 600})["id"]
    guidance("concurrent_generation_limit", feature="concurrent_tasks", account="busy")(visit)
    visit.world.call("DELETE", f"/v1/slots/{taken}")


def bought(visit):
    visit.hosted("plans", visit.buyer)
    visit.choose("Micro")
    visit.page.get_by_role("button", name="with a card that works").click()
    visit.page.get_by_role("heading", name="Payment successful").wait_for()


def processing(visit):
    visit.hold("**/v1/checkouts/cs_*")
    visit.hosted("plans", visit.buyer)
    visit.choose("Micro")
    visit.page.get_by_role("button", name="with a card that works").click()
    visit.page.get_by_role("heading", name="Processing your payment").wait_for()


def left(visit):
    visit.hosted("plans", visit.buyer)
    visit.choose("Micro")
    visit.page.get_by_role("button", name="Cancel and go back").click()
    visit.page.get_by_role("heading", name="Payment canceled").wait_for()


def demo_sign_in(visit):
    visit.page.goto(f"{visit.world.app}/plans?account=")
    visit.settled()
    visit.choose("Macro")
    visit.page.locator("#sign-in[open]").wait_for()


def language(place, account, lang):
    """A page in another language; Arabic is written from right to left, German is long."""
    def show(visit):
        visit.page.goto("about:blank")
        visit.page.goto(visit.world.link(account, place).replace(f"/ui/{place}", f"/ui/{place}?lang={lang}"))
        visit.settled()

    return show


def dialog_in(lang):
    def show(visit):
        language("plans", "paid", lang)(visit)
        visit.page.locator("tollbridge-plans .once").click()
        visit.dialog().get_by_role("radio").nth(2).check()

    return show


def forced_colors(visit):
    visit.page.emulate_media(forced_colors="active")
    visit.hosted("plans", "paid")


def without_script(visit):
    """What is read where no script runs."""
    visit.page.route("**/*.js", lambda route: route.abort())
    visit.hosted("plans")
    visit.page.locator(".readable").wait_for()


def console_sign_in(visit):
    visit.page.goto(f"{visit.world.service}/admin")
    visit.page.get_by_label("Operator key").wait_for()


def console_decision(visit):
    visit.console("refunds")
    visit.page.get_by_role("button", name="Approve asked", exact=True).click()
    visit.page.locator("dialog[open]").wait_for()


def console_event(visit):
    visit.console("events?account=paid&type=invoice.paid")
    visit.page.get_by_role("link", name="evt_").first.click()
    visit.page.get_by_role("heading", name="What it did").wait_for()


#: In the order in which the stand-in's clock goes forward; the last three look at what a moment ago left.
ACCOUNTS = [
    ("past_due", lambda world: world.past_due("past_due")),
    ("missed", lambda world: world.reload_failed("missed", 1500)),
    ("missed_out", lambda world: world.reload_failed("missed_out", 0)),
    ("free", lambda world: world.free("free")),
    ("busy", lambda world: world.free("busy")),
    ("paid", lambda world: world.subscribed("paid")),
    ("micro", lambda world: world.subscribed("micro", "micro")),
    ("downgrading", lambda world: world.downgrading("downgrading")),
    ("canceling", lambda world: world.canceling("canceling")),
    ("paused", lambda world: world.paused("paused")),
    ("reloading", lambda world: world.reloading("reloading")),
    ("yearly", lambda world: world.subscribed("yearly", "micro", "year")),
    ("asked", lambda world: (world.subscribed("asked", "micro", "year"), world.call("POST", "/v1/accounts/asked/refund-requests", {}))),
]
ODD_ACCOUNTS = [
    ("free", lambda world: world.free("free")),
    ("legacy", lambda world: (world.sell("Classic", 900, "classic_month"), world.subscribed("legacy", "classic"))),
]

STATES = {
    "plans-signed-out": lambda visit: visit.hosted("plans"),
    "plans-free": lambda visit: visit.hosted("plans", "free"),
    "plans-yearly": yearly,
    "plans-paid": lambda visit: visit.hosted("plans", "paid"),
    "plans-paused": lambda visit: visit.hosted("plans", "paused"),
    "plans-scheduled": lambda visit: visit.hosted("plans", "downgrading"),
    "plans-canceling": lambda visit: visit.hosted("plans", "canceling"),
    "plans-past-due": lambda visit: visit.hosted("plans", "past_due"),
    "plans-legacy": legacy,
    "plans-many-offers": many,
    "plans-empty": empty,
    "plans-loading": loading,
    "plans-failing": failing,
    "plans-overlay": overlay,
    "confirm-downgrade": confirm_downgrade,
    "confirm-upgrade": confirm_upgrade,
    "confirm-change": confirm_change,
    "legacy-warning": legacy_warning,
    "packages": lambda visit: visit.packages("paid"),
    "packages-auto-reload": packages_reload,
    "packages-invalid": packages_invalid,
    "packages-enabled": lambda visit: visit.packages("reloading"),
    "packages-manage": packages_manage,
    "packages-disable": packages_disable,
    "packages-empty": packages_empty,
    "packages-locked": lambda visit: visit.packages("free"),
    "packages-upsell": lambda visit: visit.packages("micro"),
    "account-free": lambda visit: visit.hosted("account", "free"),
    "account-paid": lambda visit: visit.hosted("account", "paid"),
    "account-paused": lambda visit: visit.hosted("account", "paused"),
    "account-scheduled": lambda visit: visit.hosted("account", "downgrading"),
    "account-canceling": lambda visit: visit.hosted("account", "canceling"),
    "account-past-due": lambda visit: visit.hosted("account", "past_due"),
    "account-auto-reload": lambda visit: visit.hosted("account", "reloading"),
    "account-missed-a-beat": lambda visit: visit.hosted("account", "missed"),
    "account-missed-no-credits": lambda visit: visit.hosted("account", "missed_out"),
    "account-link-expired": expired_link,
    "cancel": cancel,
    "pause": pause,
    "refund": refund,
    "result-successful": bought,
    "result-processing": processing,
    "result-canceled": left,
    "guidance-credits": guidance("not_enough_credits", amount=5000),
    "guidance-concurrency": concurrency,
    "guidance-voice-models": guidance("voice_model_limit_reached", feature="voice_models"),
    "guidance-private": guidance("private_creation_locked", feature="private_content"),
    "plans-german": language("plans", "paid", "de"),
    "plans-arabic": language("plans", "paid", "ar"),
    "account-german": language("account", "downgrading", "de"),
    "account-arabic": language("account", "paid", "ar"),
    "packages-german": dialog_in("de"),
    "packages-arabic": dialog_in("ar"),
    "plans-forced-colors": forced_colors,
    "plans-without-script": without_script,
    "demo": lambda visit: visit.demo("/", "paid"),
    "demo-account": lambda visit: visit.demo("/account", "paid"),
    "demo-sign-in": demo_sign_in,
    "console-sign-in": console_sign_in,
    "console-events": lambda visit: visit.console("events"),
    "console-event": console_event,
    "console-accounts": lambda visit: visit.console("accounts"),
    "console-account": lambda visit: visit.console("accounts/paid"),
    "console-refund-decision": console_decision,
    "console-refunds": lambda visit: visit.console("refunds"),
}
