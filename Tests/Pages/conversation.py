"""The conversation of the elements with the API when things go wrong: another account, slow answers, tokens that run out."""
import json

from playwright.sync_api import expect

CASES = {}


def case(words):
    def keep(show):
        CASES[words] = show
        return show

    return keep


def token(visit, account, seconds=600):
    return visit.world.call("POST", f"/v1/accounts/{account}/tokens", {"ttl": seconds})["token"]


def configure(visit, text):
    visit.page.evaluate(f"import('/ui/tollbridge.js').then((bridge) => bridge.configure({{ token: {json.dumps(text)} }}))")


def balance(visit, words):
    expect(visit.page.locator("tollbridge-balance output")).to_have_text(words)


@case("a question that was asked of one account is not answered for another")
def switched_dialog(visit):
    visit.world.subscribed("first")
    visit.world.subscribed("second")
    visit.hosted("account", "first")
    visit.press("Cancel subscription")
    dialog = visit.dialog()
    configure(visit, token(visit, "second"))
    expect(dialog).to_be_hidden()
    for account in ("first", "second"):
        assert visit.world.account(account)["cancel_at"] is None


@case("a change that was asked for one account while it loads is not made for another")
def switched_preview(visit):
    visit.world.subscribed("asks")
    visit.world.subscribed("other")
    visit.hosted("plans", "asks")
    visit.hold("**/subscription/change/preview")
    visit.choose("Mega")
    visit.page.wait_for_timeout(300)
    configure(visit, token(visit, "other"))
    for route in visit.held:
        route.continue_()
    visit.held.clear()
    visit.settled()
    expect(visit.page.locator("dialog[open]")).to_have_count(0)


@case("a slow answer about one account is not shown as another's")
def slow_answer(visit):
    visit.world.free("poor")
    visit.hold("**/v1/accounts/paid")
    visit.page.goto(visit.world.link("paid", "account"))
    visit.page.locator("tollbridge-balance").wait_for(state="attached")
    visit.page.wait_for_timeout(300)
    configure(visit, token(visit, "poor"))
    for route in visit.held:
        route.continue_()
    visit.held.clear()
    visit.settled()
    expect(visit.page.get_by_role("region", name="Usage details")).to_contain_text("80 credits")
    expect(visit.page.get_by_text("20,000 credits", exact=True)).to_have_count(0)


@case("who signs out while the token is fetched stays signed out")
def signed_out(visit):
    visit.hosted("plans")
    text = token(visit, "paid")
    visit.page.evaluate("""async (text) => {
      const { configure, session } = await import('/ui/tollbridge.js');
      configure({ token: () => new Promise((done) => setTimeout(() => done(text), 600)) });
      setTimeout(() => configure({ token: null }), 200);
      await new Promise((done) => setTimeout(done, 1200));
      window.isSignedIn = session.isSignedIn;
    }""", text)
    assert visit.page.evaluate("window.isSignedIn") is False


@case("a page that cannot give a token now is asked again")
def failing_token(visit):
    visit.hosted("plans")
    text = token(visit, "paid")
    visit.page.evaluate("""async (text) => {
      const { configure, refresh, session } = await import('/ui/tollbridge.js');
      let asked = 0;
      configure({ token: async () => { asked += 1; if (asked === 1) throw new TypeError("offline"); return text; } });
      await new Promise((done) => setTimeout(done, 400));
      await refresh();
      window.found = session.account?.account;
    }""", text)
    assert visit.page.evaluate("window.found") == "paid"


@case("a token that runs out says so, and what to do")
def expired(visit):
    visit.hosted("account", "paid")
    visit.page.route("**/v1/accounts/**", lambda route: route.fulfill(status=401, json={"code": "token_expired"}))
    visit.press("Cancel subscription")
    expect(visit.page.locator("#expired")).to_contain_text("This link is no longer good.")


@case("a result that cannot be read ends in words and a button")
def unread(visit):
    visit.page.goto(visit.world.link("paid", "account"))
    visit.settled()
    visit.page.goto(f"{visit.world.service}/ui/result?tollbridge_checkout=cs_test_unknown")
    dialog = visit.dialog()
    expect(dialog).to_contain_text("If you paid, what you bought is yours all the same")
    dialog.get_by_role("button", name="Continue").click()
    visit.page.wait_for_url("**/ui/account")


@case("a payment that takes days can be left")
def takes_days(visit):
    visit.hosted("plans", "debits")
    visit.choose("Micro")
    visit.page.get_by_role("button", name="Pay by bank debit, which takes days").click()
    dialog = visit.page.get_by_role("dialog", name="Processing your payment")
    dialog.get_by_role("button", name="Continue").click()
    visit.page.wait_for_url("**/ui/account")


@case("what was unticked stays unticked, and what auto-reload buys costs the same however one comes to it")
def unticked(visit):
    dialog = visit.packages("paid")
    dialog.get_by_role("radio").nth(2).check()
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("radio").nth(3).check()
    dialog.get_by_role("radio").nth(2).check()
    expect(dialog.get_by_role("checkbox")).not_to_be_checked()
    expect(dialog.get_by_role("button", name="Pay")).to_have_text("Pay $40 now")
    dialog = visit.packages("reloading")
    dialog.get_by_role("radio").nth(2).check()
    before = dialog.get_by_role("button", name="Pay").inner_text()
    dialog.get_by_role("button", name="Manage").click()
    assert dialog.get_by_role("button", name="Pay").inner_text() == before == "Pay $40 now"


@case("a threshold saves a threshold: what was turned off elsewhere stays off")
def stays_off(visit):
    visit.world.reloading("elsewhere")
    dialog = visit.packages("elsewhere")
    dialog.get_by_role("button", name="Manage").click()
    visit.world.call("DELETE", "/v1/accounts/elsewhere/auto-reload")
    dialog.get_by_label("Reload when balance below").fill("3000")
    dialog.get_by_role("button", name="Update").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Something went wrong")
    assert not visit.world.account("elsewhere")["auto_reload"]["enabled"]


@case("prices that change are heard in the overlay too")
def heard(visit):
    visit.demo("/", "paid")
    visit.page.locator("tollbridge-upgrade button").click()
    dialog = visit.dialog()
    dialog.get_by_label("Pay yearly").check(force=True)
    expect(dialog.locator("[aria-live=polite].hidden")).to_contain_text("Pay yearly: Micro $6/mo")


@case("what is no token is nobody: an app's `null` as text, a page that asks to sign in")
def no_token(visit):
    for text in ("null", "", "<html>Sign in</html>"):
        visit.page.goto(visit.world.app + "/?account=")
        visit.page.route("**/token", lambda route: route.fulfill(body=json.dumps({"token": text})))
        visit.page.goto(visit.world.app + "/?account=ada")
        expect(visit.page.locator("tollbridge-upgrade button")).to_have_text("Pricing")
        expect(visit.page.get_by_text("Something went wrong")).to_have_count(0)
        visit.page.unroute_all()


@case("on a phone, the overlay that names the page it stands on opens there")
def own_page(visit):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.hosted("account", "paid")
    visit.page.evaluate("document.querySelector('tollbridge-plans').setAttribute('page', location.pathname)")
    visit.press("Change plan")
    expect(visit.page.get_by_role("dialog", name="Make your choice")).to_be_visible()


@case("who comes to the plans without a link is told to come from the app")
def without_link(visit):
    visit.hosted("plans")
    visit.choose("Macro")
    expect(visit.page.locator("#needed")).to_have_text("Open this page from the app to go on.")
    expect(visit.page.locator("#expired")).to_be_hidden()


@case("a language that is written wrongly is read as it was meant")
def wrong_language(visit):
    visit.page.route("**/ui/account", lambda route: respell(route))
    visit.page.goto(visit.world.link("paid", "account"))
    balance(visit, "20,000 credits")


def respell(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('<html lang="en"', '<html lang="en_US"'))


@case("in the console, a grant whose answer was lost is given once")
def granted_once(visit):
    visit.world.free("lucky")
    visit.console("accounts/lucky")
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        route.abort()

    visit.page.route("**/v1/accounts/lucky/grants", lose)
    visit.page.get_by_label("Credits", exact=True).fill("1000")
    visit.page.get_by_label("Reason").fill("goodwill")
    visit.press("Give credits")
    expect(visit.page.locator("#message")).to_contain_text("fetch")
    visit.press("Give credits")
    expect(visit.page.locator("#message")).to_have_text("1,000 credits were given.")
    assert visit.world.account("lucky")["balance"]["granted"] == 1000
