/** The page itself: one column, one card; on a phone the card is the page. */
export const base = `*, *::before, *::after { box-sizing: border-box; }
html {
  font: 400 16px / 1.5 var(--font);
  color: var(--ink);
  background: var(--canvas);
  -webkit-text-size-adjust: 100%;
  -webkit-font-smoothing: antialiased;
}
body {
  display: flex;
  flex-direction: column;
  align-items: center;
  min-height: 100vh;
  min-height: 100dvh;
  margin: 0;
  padding: clamp(24px, 9vh, 96px) 16px 48px;
  background: radial-gradient(900px 480px at 50% -80px, var(--accent-wash), transparent) no-repeat;
}
h1, h2, p, ul, dl, dd, fieldset { margin: 0; padding: 0; border: 0; }
ul { list-style: none; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.brand {
  display: flex;
  align-items: center;
  gap: 10px;
  margin-bottom: 24px;
  font-size: 18px;
  font-weight: 650;
  letter-spacing: -0.01em;
}
.mark-frame { fill: none; stroke: var(--accent); stroke-width: 2.5; }
.mark-open { fill: var(--accent); }
.mark-pane { fill: var(--accent); opacity: 0.3; }
main {
  width: 100%;
  max-width: 448px;
  padding: 36px;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--surface);
  box-shadow: 0 12px 40px light-dark(rgb(16 24 40 / 8%), rgb(0 0 0 / 45%));
  overflow-wrap: anywhere;
}
h1 { font-size: 24px; font-weight: 680; line-height: 1.25; letter-spacing: -0.02em; text-wrap: balance; }
h2, legend, label { font-size: 14px; font-weight: 600; }
.lead { margin-top: 6px; color: var(--ink-soft); }
.more { margin-top: 14px; color: var(--ink-soft); }
.email { color: var(--ink-faint); }
.name { font-weight: 600; }
h1 .name { font-weight: inherit; }
.aside {
  margin-top: 24px;
  padding-top: 18px;
  border-top: 1px solid var(--line);
  font-size: 14px;
  color: var(--ink-faint);
}
@media (width < 520px) {
  body { padding: 20px 0 0; background: var(--surface); }
  html { background: var(--surface); }
  main { padding: 8px 20px 32px; border: 0; box-shadow: none; }
  .brand { align-self: flex-start; margin: 0 20px 20px; }
}
`;
