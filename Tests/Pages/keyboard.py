"""Every dialog by the keyboard alone: opened, kept within, answered or left, and the focus back where it was."""
from playwright.sync_api import expect

#: How a dialog is come to: the page, the account, the button that opens it, what it is called.
DIALOGS = [
    ("plans", "paid", ("Micro", "Downgrade plan"), "Confirm downgrade"),
    ("plans", "paid", ("Mega", "Upgrade plan"), "Confirm your change"),
    ("plans", "paid", (None, "One-time"), "One-time packages"),
    ("plans", "free", (None, "One-time"), "Unlock one-time package"),
    ("plans", "micro", (None, "One-time"), "Want access to One-Time Packages?"),
    ("account", "paid", (None, "Change plan"), "Make your choice"),
    ("account", "paid", (None, "Cancel subscription"), "Are you sure you want to cancel your subscription?"),
    ("account", "paid", (None, "Pause subscription"), "Your plan rests from now on, and nothing is charged until you resume it."),
    ("account", "paid", (None, "Manage"), "One-time packages"),
    ("account", "yearly", (None, "Request a refund"), "Request a refund"),
]
TABS_MAX = 60


def opener(visit, button):
    plan, name = button
    place = visit.card(plan) if plan else visit.page
    return place.get_by_role("button", name=name).first


def reach(visit, target):
    """Goes to what is meant by Tab alone."""
    for _ in range(TABS_MAX):
        visit.page.keyboard.press("Tab")
        if target.evaluate("node => node.getRootNode().activeElement === node"):
            return
    raise AssertionError("it cannot be reached by Tab")


def within(visit, dialog):
    """However often Tab is pressed, nothing of the page behind has the focus."""
    for _ in range(12):
        visit.page.keyboard.press("Tab")
        place = visit.page.evaluate(
            """() => { let node = document.activeElement; while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
            for (let up = node; up; up = up.parentNode ?? up.host) { if (up.localName === "dialog") return "in"; } return node?.localName; }""")
        assert place in ("in", "body"), f"{place} behind the dialog has the focus"


def by_keyboard(visit, place, account, button, name):
    """A dialog of a hosted page."""
    visit.hosted(place, account)
    there_and_back(visit, lambda: opener(visit, button), name)


def there_and_back(visit, start, name):
    expect(start()).to_be_visible()
    reach(visit, start())
    visit.page.keyboard.press("Enter")
    dialog = visit.page.get_by_role("dialog", name=name, exact=True)
    expect(dialog).to_be_visible()
    visit.settled()
    within(visit, dialog)
    visit.page.mouse.click(3, 3)
    expect(dialog).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(start()).to_be_focused()


def legacy(visit):
    visit.hosted("plans", "legacy", visit.odd)
    there_and_back(visit, lambda: opener(visit, ("Macro", "Upgrade plan")), "Confirm your change")


def turning_on(visit):
    """Auto-reload that was off is agreed to anew."""
    visit.hosted("account", "missed")
    there_and_back(visit, lambda: visit.page.get_by_role("switch", name="Auto-reload"), "Auto-reload")


def guidance(visit):
    """A limit that somebody ran into."""
    visit.demo("/", "free")
    visit.page.get_by_label("What").select_option("video")
    there_and_back(visit, lambda: visit.page.get_by_role("button", name="Generate"), "Not enough credits")


def signing_in(visit):
    visit.page.goto(f"{visit.world.app}/plans?account=")
    visit.settled()
    there_and_back(visit, lambda: opener(visit, ("Macro", "Upgrade plan")), "Sign in")


def deciding(visit):
    visit.console("refunds")
    approve = lambda: visit.page.get_by_role("button", name="Approve asked", exact=True)
    there_and_back(visit, approve, "Approve $72.00 of asked?")
    # It is said behind all that is done: nothing took the focus away until then.
    expect(visit.page.locator("#message")).to_have_text("Left as it was.")
    expect(approve()).to_be_focused()


def result(visit):
    """What opens by itself is left by the keyboard too: Continue is one Tab away."""
    visit.hosted("plans", "by-keyboard")
    visit.choose("Micro")
    visit.page.get_by_role("button", name="with a card that works").click()
    dialog = visit.page.get_by_role("dialog", name="Payment successful")
    expect(dialog).to_be_visible(timeout=30_000)
    within(visit, dialog)
    reach(visit, dialog.get_by_role("button", name="Continue"))
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/ui/account")


#: Those that no button of a hosted page opens.
OTHERS = [legacy, turning_on, guidance, signing_in, deciding, result]
