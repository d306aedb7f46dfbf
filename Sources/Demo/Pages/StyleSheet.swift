/// How the pages look: one sheet, light and dark, from 320 px on.
enum StyleSheet {
  static let text = """
    :root { color-scheme: light dark; --line: #d9dce3; --quiet: #5a6270; --card: #fff; --page: #f6f7f9; --ink: #171a20;
      --accent: #0f6b5c; --on-accent: #fff; --soft: #e3f2ee; --warn: #a8261d; --warn-soft: #fdecea; }
    @media (prefers-color-scheme: dark) { :root { --line: #363c47; --quiet: #a4acb9; --card: #1b1f26; --page: #12151a;
      --ink: #eef0f4; --accent: #6fd3bf; --on-accent: #06231d; --soft: #17322d; --warn: #ffb4ab;
      --warn-soft: #3a1d1a; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 72rem; margin: 0 auto; padding: 1rem; display: grid; gap: 1.25rem; }
    main > *, .columns > *, .cards > * { min-width: 0; }
    .skip { position: absolute; left: -999rem; }
    .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
    h1 { font-size: 1.6rem; margin: .5rem 0 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.2rem; margin: 0 0 .75rem; }
    h3 { font-size: 1rem; margin: 1rem 0 .5rem; }
    h4, article h3 { font-size: 1.05rem; margin: 0; }
    p { margin: .25rem 0; }
    ul { margin: .5rem 0; padding-left: 1.1rem; }
    a { color: var(--accent); }
    .quiet { color: var(--quiet); font-size: .9rem; }
    .card, .note, .problem { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
      padding: 1rem; overflow-wrap: anywhere; }
    .note { background: var(--soft); border-color: var(--accent); }
    .problem { background: var(--warn-soft); border-color: var(--warn); }
    .columns { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
    .cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); }
    article.card { display: flex; flex-direction: column; }
    article .foot { margin-top: auto; padding-top: .75rem; display: grid; gap: .5rem; }
    .popular { border: 2px solid var(--accent); }
    .badge, .pill, .dot { display: inline-block; width: fit-content; padding: 0 .5rem; border-radius: 1rem;
      background: var(--soft); font-size: .85rem; font-weight: 600; }
    .dot { background: var(--warn); color: var(--card); }
    .price { font-size: 1.4rem; font-weight: 700; }
    .price s { color: var(--quiet); font-weight: 400; }
    .balance { font-size: 1.1rem; }
    .balance strong { font-size: 2.6rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
    dl { margin: .75rem 0; }
    dl.parts { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fit, minmax(5.5rem, 1fr)); }
    dl.facts > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .3rem 0;
      border-bottom: 1px solid var(--line); }
    dt { color: var(--quiet); font-size: .9rem; }
    dd { margin: 0; font-variant-numeric: tabular-nums; }
    .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: start; margin-top: .75rem; }
    form { display: grid; gap: .4rem; justify-items: start; }
    .foot form, .foot details, .foot button, .foot .button { width: 100%; }
    button, .button { font: inherit; font-weight: 600; padding: .55rem .9rem; border-radius: 8px; cursor: pointer;
      border: 1px solid var(--line); background: transparent; color: var(--ink); text-decoration: none;
      display: inline-block; text-align: center; }
    button.main, .button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    button.warn { border-color: var(--warn); color: var(--warn); }
    button.plain, .button.plain { border-color: transparent; color: var(--quiet); text-decoration: underline; }
    button[disabled] { cursor: default; background: var(--soft); }
    input, select { font: inherit; padding: .45rem .6rem; border-radius: 8px; border: 1px solid var(--quiet);
      background: var(--page); color: var(--ink); max-width: 100%; }
    label { font-size: .9rem; }
    summary { cursor: pointer; }
    summary.button { list-style: none; }
    details > form { margin-top: .5rem; }
    button:focus-visible, a:focus-visible, summary:focus-visible, input:focus-visible, select:focus-visible,
    .scroll:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .compare { margin-top: 1rem; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .9rem; }
    th, td { padding: .4rem .6rem; text-align: left; border-bottom: 1px solid var(--line); }
    th.group { padding-top: 1rem; color: var(--quiet); }
    .timeline { list-style: none; margin: 0; padding: 0; }
    .timeline li { display: grid; gap: 0 1rem; padding: .45rem 0; border-bottom: 1px solid var(--line);
      grid-template-columns: minmax(0, 1fr) auto; }
    .timeline li > :first-child { grid-column: 1 / -1; }
    .timeline .after { font-variant-numeric: tabular-nums; }
    .result { max-width: 34rem; width: 100%; margin: 2rem auto; }

    """
}
