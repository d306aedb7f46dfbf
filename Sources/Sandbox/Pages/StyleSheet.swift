/// How the pages look: one sheet, served by the stand-in itself.
enum StyleSheet {
  static let text = """
    :root { color-scheme: light dark; --line: #d5d9e2; --quiet: #5b6472; --card: #fff; --page: #f5f6f9;
      --ink: #171a21; --accent: #4b44c8; --on-accent: #fff; --warn: #b3261e; }
    @media (prefers-color-scheme: dark) { :root { --line: #363c48; --quiet: #a2abba; --card: #1b1f27;
      --page: #12151b; --ink: #eef0f5; --accent: #a9a5ff; --on-accent: #14122e; --warn: #ffb4ab; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
    .notice { margin: 0; padding: .5rem 1rem; background: #ffd966; color: #3b2f00; text-align: center;
      font-weight: 600; }
    main { max-width: 30rem; margin: 2rem auto; padding: 1.5rem; background: var(--card);
      border: 1px solid var(--line); border-radius: 12px; }
    h1 { font-size: 1.35rem; margin: 0 0 .25rem; }
    h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
    p { margin: .25rem 0 1rem; color: var(--quiet); }
    p.problem { color: var(--warn); font-weight: 600; }
    table { width: 100%; border-collapse: collapse; margin: 1rem 0; }
    th, td { padding: .5rem 0; text-align: left; border-bottom: 1px solid var(--line); font-weight: 400; }
    td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    tr.total th, tr.total td { border: 0; font-weight: 700; }
    form { display: grid; gap: .6rem; }
    button { font: inherit; font-weight: 600; padding: .65rem 1rem; border-radius: 8px; cursor: pointer;
      border: 1px solid var(--line); background: transparent; color: var(--ink); }
    button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    button.plain { border-color: transparent; color: var(--quiet); }
    button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    a { color: var(--accent); }

    """
}
