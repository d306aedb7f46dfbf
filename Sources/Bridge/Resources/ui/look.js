// The shared look. A page changes it by the custom properties below and by parts, in light and dark alike.

export const sheet = new CSSStyleSheet();

sheet.replaceSync(`
:host {
  --accent: var(--tollbridge-accent, light-dark(#4338ca, #a5b4fc));
  --on-accent: var(--tollbridge-on-accent, light-dark(#ffffff, #1e1b4b));
  --surface: var(--tollbridge-surface, light-dark(#ffffff, #17181d));
  --raised: var(--tollbridge-raised, light-dark(#f6f6f9, #212329));
  --text: var(--tollbridge-text, light-dark(#17181d, #f2f2f5));
  --quiet: var(--tollbridge-quiet, light-dark(#565a66, #b3b6c2));
  --line: var(--tollbridge-line, light-dark(#d9dae1, #3a3c45));
  --edge: var(--tollbridge-edge, light-dark(#7c7f8a, #8d909c));
  --good: var(--tollbridge-good, light-dark(#0a6b3d, #7ddfae));
  --bad: var(--tollbridge-bad, light-dark(#b3261e, #ffb4ab));
  --radius: var(--tollbridge-radius, 14px);
  --font: var(--tollbridge-font, system-ui, sans-serif);
  display: block;
  color: var(--text);
  font: 400 1rem/1.5 var(--font);
}
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
h2, h3, p, ul, dl, dd, table { margin: 0; padding: 0; }
h2 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
h3, h2.name { font-size: 1.125rem; line-height: 1.3; letter-spacing: 0; }
ul { list-style: none; }
s { color: var(--quiet); }
.quiet { color: var(--quiet); font-size: .875rem; }
.hidden {
  position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}

/* Buttons */
button, .button {
  display: inline-flex; align-items: center; justify-content: center; gap: .5rem;
  min-block-size: 2.75rem; padding: .5rem 1.125rem;
  border: 1px solid var(--edge); border-radius: calc(var(--radius) - 4px);
  background: transparent; color: var(--text);
  font: 600 .9375rem/1.25 var(--font); text-align: center; text-decoration: none; cursor: pointer;
  transition: background-color .15s, border-color .15s;
}
button:hover, .button:hover { background: var(--raised); }
button.main, .button.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
button.main:hover, .button.main:hover { background: color-mix(in oklab, var(--accent) 88%, var(--text)); }
button.plain, button.link { border-color: transparent; }
button.link {
  min-block-size: 1.75rem; padding: .125rem .25rem; color: var(--accent); font-weight: 500; font-size: .875rem;
  text-decoration: underline; text-underline-offset: .2em;
}
button.wide { inline-size: 100%; }
button[aria-disabled="true"], button:disabled {
  border-color: var(--line); background: var(--raised); color: var(--quiet); cursor: default;
}
button[aria-busy="true"] { cursor: progress; }
button.round { inline-size: 2.75rem; padding: 0; border-radius: 999px; border-color: transparent; flex: none; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
h2:focus { outline: none; }
.icon {
  inline-size: 1.25rem; block-size: 1.25rem; flex: none;
  fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round;
}
:host(:dir(rtl)) :is(.icon.back, .icon.on) { transform: scaleX(-1); }

/* Small things */
.badge {
  display: inline-block; inline-size: fit-content; padding: .125rem .625rem; border-radius: 999px;
  background: color-mix(in oklab, var(--accent) 14%, var(--surface)); color: var(--text);
  font: 600 .8125rem/1.5 var(--font);
}
.badge.full { background: var(--accent); color: var(--on-accent); }
.pill { border: 1px solid var(--good); background: transparent; color: var(--good); }
.pill.paused, .pill.past_due { border-color: var(--bad); color: var(--bad); }
.panel {
  display: grid; gap: 1rem; align-content: start; padding: 1.25rem;
  border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface);
}
.row { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; }
.spread { justify-content: space-between; }
dl.facts { display: grid; gap: .5rem; }
dl.facts > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
dl.facts dt { color: var(--quiet); }
dl.facts dd { font-weight: 600; font-variant-numeric: tabular-nums; text-align: end; }
ul.ticks { display: grid; gap: .5rem; align-content: start; }
ul.ticks li { display: flex; gap: .5rem; }
ul.ticks .icon { color: var(--good); margin-block-start: .125rem; }
ul.plain { display: grid; gap: .25rem; padding-inline-start: 1.25rem; list-style: disc; }
.loading {
  display: flex; align-items: center; justify-content: center; gap: .75rem; padding: 3rem 1rem; color: var(--quiet);
}
.empty { padding: 3rem 1rem; text-align: center; }
.spinner {
  inline-size: 1.25rem; block-size: 1.25rem; border: 3px solid var(--line); border-block-start-color: var(--accent);
  border-radius: 50%; animation: turn 1s linear infinite;
}
@keyframes turn { to { rotate: 1turn; } }
@keyframes pulse { 50% { opacity: .3; } }
@keyframes rise { from { translate: 0 2rem; opacity: 0; } }
.toast:not(:empty) {
  margin-block-start: 1rem; padding: .75rem 1rem;
  border: 1px solid var(--good); border-radius: calc(var(--radius) - 4px); background: var(--surface);
}
.toast.problem:not(:empty) { border-color: var(--bad); color: var(--bad); }

/* Fields */
input[type="number"], input[type="text"], input[type="search"], input[type="password"], select {
  min-block-size: 2.75rem; inline-size: 100%; padding: .5rem .75rem; border: 1px solid var(--edge);
  border-radius: calc(var(--radius) - 6px); background: var(--surface); color: var(--text); font: inherit;
}
input[aria-invalid="true"] { border-color: var(--bad); }
input[type="checkbox"], input[type="radio"] {
  inline-size: 1.25rem; block-size: 1.25rem; margin: 0; accent-color: var(--accent); flex: none;
}
.hint { min-block-size: 1.25rem; color: var(--bad); font-size: .875rem; }
[role="switch"] {
  inline-size: 3.25rem; min-block-size: 1.75rem; padding: 0; flex: none;
  border-radius: 999px; justify-content: start; background: var(--raised);
}
[role="switch"]::before {
  content: ""; inline-size: 1.125rem; block-size: 1.125rem; margin: .25rem;
  border-radius: 50%; background: var(--edge); transition: translate .15s;
}
[role="switch"][aria-checked="true"] { background: var(--accent); border-color: var(--accent); }
[role="switch"][aria-checked="true"]::before { background: var(--on-accent); translate: 1.375rem 0; }
:host(:dir(rtl)) [role="switch"][aria-checked="true"]::before { translate: -1.375rem 0; }

/* Dialogs */
dialog {
  inline-size: min(32rem, calc(100vw - 2rem)); max-block-size: calc(100dvh - 2rem); padding: 1.5rem; overflow: auto;
  border: 1px solid var(--line); border-radius: calc(var(--radius) + 4px);
  background: var(--surface); color: var(--text);
}
dialog[open] { display: grid; gap: 1rem; align-content: start; animation: rise .2s ease-out; }
dialog > .content { display: grid; gap: 1rem; min-inline-size: 0; }
dialog::backdrop { background: rgb(10 10 20 / .55); }
dialog > .top { display: flex; justify-content: space-between; align-items: start; gap: 1rem; }
dialog > .top h2 { padding-block-start: .375rem; min-inline-size: 0; overflow-wrap: anywhere; }
dialog > footer { display: flex; flex-wrap: wrap; gap: .75rem; justify-content: end; }
button.close { inline-size: 2.75rem; padding: 0; border-color: transparent; border-radius: 999px; flex: none; }
@media (max-width: 640px) {
  dialog.sheet {
    inline-size: 100%; max-inline-size: 100%; max-block-size: 92dvh; margin-block-end: 0;
    border-end-start-radius: 0; border-end-end-radius: 0;
    padding-block-end: calc(1.5rem + env(safe-area-inset-bottom));
  }
  dialog > footer > button { flex: 1 1 100%; }
}

@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
  .spinner { border-block-start-color: var(--line); animation: pulse 2s ease-in-out infinite !important; }
}
@media (forced-colors: active) {
  button, .button, .badge, .panel, dialog { border: 1px solid ButtonText; }
  button.main, .badge.full { background: Highlight; color: HighlightText; forced-color-adjust: none; }
  [role="switch"]::before { background: ButtonText; }
  [role="switch"][aria-checked="true"] { background: Highlight; forced-color-adjust: none; }
}
`);

/** A style sheet of one element, beside the shared one. */
export function style(text) {
  const own = new CSSStyleSheet();
  own.replaceSync(text);
  return own;
}
