"""What a page costs: bytes on the wire, the first paint on a slow processor, and what moves when the balance comes."""
WEIGHT_BYTES_MAX = 60 * 1024
PAINT_MILLISECONDS_MAX = 1000
SHIFT_MAX = 0.001
THROTTLE = 4
RUNS = 5

OBSERVE = """
  window.shifts = []; window.paints = {};
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value); })
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.paints[entry.name || entry.entryType] = entry.startTime; })
    .observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => { window.paints.largest = list.getEntries().at(-1).startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
"""


def measured(browser, url):
    """One visit with nothing in the cache: bytes received, paints, and the sum of all shifts."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(OBSERVE)
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    sizes = []
    protocol.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url)
    page.locator("tollbridge-balance output").get_by_text("credits").wait_for()
    page.wait_for_load_state("networkidle")
    found = page.evaluate("({ paints: window.paints, shift: window.shifts.reduce((sum, value) => sum + value, 0) })")
    context.close()
    return sum(sizes), found["paints"]["first-contentful-paint"], found["paints"].get("largest", 0), found["shift"]


def weigh(browser, world, place):
    """The median over several visits, printed; what is over its bound."""
    runs = [measured(browser, world.link("paid", place)) for _ in range(RUNS)]
    weight, paint, largest, shift = (sorted(values)[RUNS // 2] for values in zip(*runs))
    print(f"  /ui/{place}: {weight / 1024:.1f} KB on the wire (at most 60), first paint {paint:.0f} ms and largest {largest:.0f} ms at "
          f"{THROTTLE}× CPU (below 1000), layout shift {shift:.4f}")
    wrong = []
    if weight > WEIGHT_BYTES_MAX:
        wrong.append(f"{place} weighs {weight} bytes")
    if paint >= PAINT_MILLISECONDS_MAX:
        wrong.append(f"{place} paints after {paint:.0f} ms")
    if shift > SHIFT_MAX:
        wrong.append(f"{place} shifts by {shift}")
    return wrong
