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
    visit.hosted(place, account)
    start = opener(visit, button)
    expect(start).to_be_visible()
    reach(visit, start)
    visit.page.keyboard.press("Enter")
    dialog = visit.page.get_by_role("dialog", name=name, exact=True)
    expect(dialog).to_be_visible()
    visit.settled()
    within(visit, dialog)
    visit.page.mouse.click(3, 3)
    expect(dialog).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener(visit, button)).to_be_focused()
