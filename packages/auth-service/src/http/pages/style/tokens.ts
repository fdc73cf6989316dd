/** Colours, type and measures; every text colour reaches AA on every surface, light and dark. */
export const tokens = `:root {
  color-scheme: light dark;
  --canvas: light-dark(#f4f6fa, #0a0f18);
  --surface: light-dark(#ffffff, #111825);
  --raised: light-dark(#eef1f7, #1a2435);
  --line: light-dark(#e0e5ee, #212d40);
  --line-strong: light-dark(#8390a6, #5d6d86);
  --ink: light-dark(#0f1728, #edf1f8);
  --ink-soft: light-dark(#3f4b61, #b7c2d4);
  --ink-faint: light-dark(#59667d, #8d9bb2);
  --accent: light-dark(#3b46d8, #98a5ff);
  --accent-ink: light-dark(#ffffff, #0b1030);
  --accent-wash: light-dark(#eceefe, #1d2547);
  --good: light-dark(#05704a, #4bd59a);
  --warn: light-dark(#97500a, #f8bb4b);
  --warn-wash: light-dark(#fdf1dc, #33260f);
  --bad: light-dark(#b3261e, #ff8d85);
  --bad-wash: light-dark(#fdeceb, #3a1a1d);
  --font: -apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Inter, Roboto,
    "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "Liberation Mono", monospace;
  --radius: 16px;
  --radius-small: 10px;
}
`;
