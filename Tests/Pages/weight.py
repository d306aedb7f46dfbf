"""What a page costs: bytes on the wire, what moves when the balance comes, and, as a benchmark, how soon it paints."""
import contextlib
import http.server
import threading

WEIGHT_BYTES_MAX = 60 * 1024
SHIFT_MAX = 0.001
PAINT_MILLISECONDS_TARGET = 1000
THROTTLE = 4
RUNS = 5

OBSERVE = """
  window.shifts = []; window.paints = {};
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value); })
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.paints[entry.name] = entry.startTime; })
    .observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => { window.paints.largest = list.getEntries().at(-1).startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
"""
FOUND = """({ first: window.paints["first-contentful-paint"], largest: window.paints.largest ?? 0,
  shift: window.shifts.reduce((sum, value) => sum + value, 0) })"""
BARE = b"<!doctype html><html lang=en><title>Bare</title><h1>Bare</h1><p>Nothing but text.</p></html>"


def visit(browser, url, settled, throttle=1):
    """One visit with nothing in the cache: what was painted and moved once `settled(page)` returned, and bytes received."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(OBSERVE)
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    sizes = []
    protocol.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url)
    settled(page)
    page.wait_for_load_state("networkidle")
    found = page.evaluate(FOUND)
    context.close()
    return {**found, "bytes": sum(sizes)}


def with_balance(page):
    page.locator("tollbridge-balance output").get_by_text("credits").wait_for()


def median(visits, name):
    return sorted(visit[name] for visit in visits)[len(visits) // 2]


def weigh(browser, world, place):
    """Bytes and shifts of several visits; what is over its bound."""
    visits = [visit(browser, world.link("paid", place), with_balance) for _ in range(RUNS)]
    weight, shift = median(visits, "bytes"), median(visits, "shift")
    print(f"  /ui/{place}: {weight / 1024:.1f} KB on the wire (at most 60), layout shift {shift:.4f} (at most {SHIFT_MAX})")
    wrong = [f"{place} weighs {weight} bytes"] if weight > WEIGHT_BYTES_MAX else []
    return wrong + ([f"{place} shifts by {shift}"] if shift > SHIFT_MAX else [])


@contextlib.contextmanager
def bare_page():
    """The URL of a page of text alone, from a server that does nothing else."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(BARE)))
            self.end_headers()
            self.wfile.write(BARE)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def paint(browser, world, places):
    """How soon the pages paint, beside a bare page of the same run. These are times of one machine: nothing is wrong by them."""
    with bare_page() as bare:
        pages = {"a bare page": (lambda: bare, lambda page: None)}
        pages |= {f"/ui/{place}": (lambda place=place: world.link("paid", place), with_balance) for place in places}
        found = {name: [] for name in pages}
        for _ in range(RUNS):
            for name, (url, settled) in pages.items():
                found[name].append(visit(browser, url(), settled, THROTTLE))
    limit = median(found["a bare page"], "largest")
    for name, visits in found.items():
        first, largest = median(visits, "first"), median(visits, "largest")
        print(f"  {name}: first paint {first:.0f} ms, largest {largest:.0f} ms at {THROTTLE}× CPU (target {PAINT_MILLISECONDS_TARGET}), "
              f"{largest / limit:.1f} times a bare page")
