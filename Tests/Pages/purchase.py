"""The whole purchase, clicked from end to end, and what a person does to a subscription afterwards."""
import re

from playwright.sync_api import expect

STORIES = {}


def story(words):
    def keep(play):
        STORIES[words] = play
        return play

    return keep


def pay(visit, how="with a card that works"):
    visit.page.wait_for_url(f"{visit.world.stand_in}/**")
    visit.page.get_by_role("button", name=how).click()


def done(visit, words):
    dialog = visit.page.get_by_role("dialog", name="Payment successful")
    expect(dialog).to_contain_text(words, timeout=30_000)
    dialog.get_by_role("button", name="Continue").click()


def plans(visit, account):
    visit.world.free(account)
    visit.demo("/", account)
    visit.page.locator("tollbridge-upgrade button").click()
    expect(visit.page.get_by_role("dialog", name="Make your choice")).to_be_visible()


def balance(visit, words):
    expect(visit.page.locator("tollbridge-balance output")).to_have_text(words, timeout=20_000)


@story("plans → checkout → result → credits on the page, which are spent")
def whole(visit):
    plans(visit, "whole")
    visit.choose("Micro")
    pay(visit)
    done(visit, "Your subscription to Micro is now active")
    balance(visit, "5,080 credits")
    visit.press("Generate")
    expect(visit.page.locator("#tasks")).to_contain_text("done, 10 credits", timeout=20_000)
    balance(visit, "5,070 credits")


@story("a card that is declined: nothing is charged, and another one pays")
def declined(visit):
    plans(visit, "declined")
    visit.choose("Micro")
    pay(visit, "with a card that is declined")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    assert visit.world.account("declined")["plan"] == "nano"
    pay(visit)
    done(visit, "Your subscription to Micro is now active")


@story("canceled and tried again: one subscription, paid once")
def retried(visit):
    plans(visit, "retried")
    visit.choose("Macro")
    visit.page.wait_for_url(f"{visit.world.stand_in}/**")
    first = visit.page.url
    pay(visit, "Cancel and go back")
    visit.page.get_by_role("dialog", name="Payment canceled").get_by_role("button", name="Retry").click()
    visit.page.wait_for_url(f"{visit.world.stand_in}/**")
    assert visit.page.url != first
    pay(visit)
    done(visit, "Your subscription to Macro is now active")
    visit.page.goto(first)
    expect(visit.page.get_by_role("heading", name="This checkout has expired")).to_be_visible()
    state = visit.world.account("retried")
    assert state["balance"]["plan"] == 20_080 or state["balance"]["available"] == 20_080, state["balance"]


@story("auto-reload: on with a package, fired by a spend, off when the card fails, with both messages")
def reloads(visit):
    visit.world.subscribed("reloads", "macro")
    visit.demo("/account", "reloads")
    visit.press("Manage")
    dialog = visit.dialog()
    dialog.get_by_role("radio").nth(2).check()
    dialog.get_by_role("button", name="Pay $36 now").click()
    pay(visit)
    done(visit, "You purchased Macro")
    visit.world.until("reloads", lambda state: state["auto_reload"]["enabled"], "auto-reload on")
    visit.world.call("POST", "/v1/accounts/reloads/spends", {"amount": 38_500})
    visit.world.until("reloads", lambda state: state["balance"]["available"] == 21_500, "a reload")
    visit.world.cards("reloads", "declined")
    visit.world.call("POST", "/v1/accounts/reloads/spends", {"amount": 20_000})
    visit.world.until("reloads", lambda state: not state["auto_reload"]["enabled"], "auto-reload off")
    visit.demo("/", "reloads")
    expect(visit.page.get_by_role("dialog", name="Auto-reload missed a beat", exact=True)).to_be_visible()
    visit.world.call("POST", "/v1/accounts/reloads/spends", {"amount": 1500})
    visit.page.evaluate("sessionStorage.removeItem('tollbridge.told')")
    visit.demo("/", "reloads")
    expect(visit.page.get_by_role("dialog", name="Not enough credits — auto-reload missed a beat")).to_be_visible()


@story("upgrade at once; a downgrade is scheduled and undone")
def changes(visit):
    visit.world.subscribed("changes", "micro")
    plans(visit, "changes")
    visit.choose("Macro")
    visit.page.locator("dialog[open]").last.get_by_role("button", name="Confirm").click()
    visit.page.wait_for_url(f"{visit.world.stand_in}/**")
    visit.page.get_by_role("button", name=re.compile("Confirm|Pay|Update")).first.click()
    done(visit, "changed from Micro to Macro")
    plans(visit, "changes")
    visit.choose("Micro")
    visit.page.locator("dialog[open]").last.get_by_role("button", name="Confirm").click()
    expect(visit.card("Micro").get_by_role("button").first).to_have_text(re.compile("^Start at: "), timeout=20_000)
    visit.card("Macro").get_by_role("button", name="Cancel downgrade").click()
    expect(visit.card("Micro").get_by_role("button").first).to_have_text("Downgrade plan", timeout=20_000)
    assert visit.world.account("changes")["scheduled_change"] is None


@story("paused and resumed")
def pauses(visit):
    visit.world.subscribed("pauses")
    visit.demo("/account", "pauses")
    visit.press("Pause subscription")
    visit.dialog().get_by_role("button", name="Pause subscription").click()
    expect(visit.page.locator("tollbridge-account .pill")).to_have_text("Paused", timeout=20_000)
    visit.press("Resume subscription")
    expect(visit.page.locator("tollbridge-account .pill")).to_have_text("Active", timeout=20_000)


@story("a refund is asked for, and approved in the console")
def refunds(visit):
    visit.world.subscribed("refunds", "micro", "year")
    visit.demo("/account", "refunds")
    visit.press("Request a refund")
    visit.dialog().get_by_role("button", name="Request a refund").click()
    expect(visit.page.locator("tollbridge-account [role=status]").last).to_contain_text("Your refund request was received.")
    visit.console("refunds")
    visit.page.get_by_role("button", name="Approve refunds", exact=True).click()
    dialog = visit.page.get_by_role("dialog", name="Approve $72.00 of refunds?")
    dialog.get_by_role("button", name="Leave it").click()
    expect(visit.page.locator("#message")).to_have_text("Left as it was.")
    visit.page.get_by_role("button", name="Approve refunds", exact=True).click()
    dialog.get_by_role("button", name="Approve", exact=True).click()
    line = visit.page.get_by_role("row").filter(has_text="refunds")
    expect(line).to_contain_text("approved by console", timeout=20_000)
    # The button is gone with the request: who presses Tab begins at the top of what is shown now.
    expect(visit.page.get_by_role("heading", level=1)).to_be_focused()
    visit.world.until("refunds", lambda state: state["balance"]["plan"] == 0 or state["plan"] == "nano" or state["balance"]["available"] < 5000, "the credits taken back")
    visit.console("accounts/refunds")
    with visit.page.expect_download() as download:
        visit.press("Ledger as CSV")
    text = open(download.value.path(), newline="").read()
    assert text.startswith("number,effective_at,booked_at,cause,source,target,amount,event,note\r\n") and text.count("\r\n") > 2, text
    visit.page.get_by_label("Credits", exact=True).fill("250")
    visit.page.get_by_label("Reason").fill("goodwill")
    visit.press("Give credits")
    expect(visit.page.locator("#message")).to_have_text("250 credits were given.")
