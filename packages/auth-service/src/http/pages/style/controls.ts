/** Fields, buttons and notices. Targets are 44 pixels high: a thumb hits them. */
export const controls = `form { margin-top: 24px; }
form > label { display: block; margin-bottom: 6px; }
.field {
  display: block;
  width: 100%;
  min-height: 46px;
  margin-bottom: 18px;
  padding: 8px 12px;
  border: 1px solid var(--line-strong);
  border-radius: var(--radius-small);
  background: var(--surface);
  color: inherit;
  font: inherit;
}
.field[aria-invalid="true"] { border-color: var(--bad); }
.field:focus-visible { border-color: var(--accent); outline-offset: 0; }
.field.code {
  margin-bottom: 8px;
  font: 600 22px / 1.4 var(--mono);
  letter-spacing: 0.12em;
  text-align: center;
  text-transform: uppercase;
}
.hint { font-size: 14px; color: var(--ink-faint); }
.actions { display: grid; gap: 10px; margin-top: 24px; }
.button {
  display: flex;
  align-items: center;
  justify-content: center;
  min-height: 46px;
  padding: 8px 16px;
  border: 1px solid var(--line-strong);
  border-radius: var(--radius-small);
  background: var(--surface);
  color: inherit;
  font: inherit;
  font-weight: 600;
  text-decoration: none;
  cursor: pointer;
}
.button:hover { background: var(--raised); }
.button.primary { border-color: transparent; background: var(--accent); color: var(--accent-ink); }
.button.primary:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
.button.quiet { border-color: transparent; background: none; color: var(--accent); }
.button.quiet:hover { background: var(--raised); }
.problem {
  margin-top: 18px;
  padding: 12px 14px;
  border-left: 4px solid var(--bad);
  border-radius: 6px;
  background: var(--bad-wash);
  color: var(--ink);
  font-size: 15px;
}
.caution {
  margin-top: 22px;
  padding: 12px 14px;
  border-left: 4px solid var(--warn);
  border-radius: 6px;
  background: var(--warn-wash);
  font-size: 15px;
}
.sign { display: block; margin-bottom: 18px; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.sign.good { color: var(--good); }
.sign.stopped { color: var(--ink-faint); }
.sign.bad { color: var(--bad); }
@media (forced-colors: active) {
  .button.primary { border-color: ButtonText; }
}
`;
