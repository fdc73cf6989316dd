import { hash } from 'node:crypto';
import { tokens } from '../../pages/style/tokens.ts';

const STYLE = `${tokens}*, *::before, *::after { box-sizing: border-box; }
html { font: 400 16px / 1.55 var(--font); color: var(--ink); background: var(--canvas); scroll-padding-top: 16px; }
body { margin: 0 auto; padding: 32px 24px 96px; max-width: 1040px; overflow-wrap: anywhere; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.02em; margin: 24px 0 8px; }
h2 { font-size: 20px; margin: 44px 0 12px; }
h3 { display: contents; font: inherit; }
h4 { font-size: 15px; margin: 22px 0 6px; }
h5 { font-size: 14px; font-weight: 600; margin: 0; }
p { margin: 8px 0; }
a { color: var(--accent); text-underline-offset: 2px; }
code, textarea, output, .path { font-family: var(--mono); font-size: 14px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -9999px; padding: 10px 16px; border-radius: var(--radius-small); background: var(--accent); color: var(--accent-ink); }
.skip:focus { left: 16px; top: 12px; }
#operations:focus { outline: none; }
.brand { display: flex; align-items: center; gap: 10px; font-weight: 650; }
.mark-frame { fill: none; stroke: var(--accent); stroke-width: 2.5; }
.mark-open { fill: var(--accent); }
.mark-pane { fill: var(--accent); opacity: 0.3; }
h3 .sentence { font-family: var(--font); }
nav ul { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 12px 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: 3px 0; }
.session { margin: 24px 0; padding: 20px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
.session h2 { margin-top: 0; }
.session form { display: flex; flex-wrap: wrap; align-items: end; gap: 12px 28px; }
fieldset { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 0; padding: 0; border: 0; }
legend { padding: 0; font-weight: 600; }
details { margin: 8px 0; border: 1px solid var(--line); border-radius: var(--radius-small); background: var(--surface); }
summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px; min-height: 44px; padding: 10px 14px 10px 34px; position: relative; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { position: absolute; left: 15px; top: 18px; width: 7px; height: 7px; border: solid var(--ink-faint); border-width: 0 2px 2px 0; rotate: -45deg; content: ''; }
[open] > summary::before { top: 16px; rotate: 45deg; }
summary:hover { background: var(--raised); border-radius: var(--radius-small); }
.form { border-width: 1px 0 0; border-radius: 0; }
.form > summary { padding: 10px 0 10px 22px; }
.form > summary::before { left: 3px; }
.method { min-width: 62px; font: 650 13px/1.6 var(--mono); color: var(--accent); }
.method.delete { color: var(--bad); }
.method.get { color: var(--good); }
.path { font-weight: 600; }
.sentence { color: var(--ink-soft); }
.operation { padding: 4px 16px 18px; border-top: 1px solid var(--line); }
dl { margin: 4px 0; font-size: 15px; }
dl > div { display: grid; gap: 0 20px; padding: 8px 0; border-top: 1px solid var(--line); }
dl > div:target { background: var(--accent-wash); }
dt { font-family: var(--mono); font-size: 14px; line-height: 23px; }
dd { margin: 0; color: var(--ink-soft); }
.fields > div { grid-template-columns: minmax(0, 4fr) minmax(0, 3fr) minmax(0, 6fr); }
.answers > div { grid-template-columns: minmax(64px, max-content) minmax(0, 1fr); }
.codes > div { grid-template-columns: minmax(0, 1fr) minmax(0, 2fr); }
.type { color: var(--ink-faint); }
.required { color: var(--warn); font: 400 13px var(--font); }
label { display: block; font-size: 14px; font-weight: 600; }
input:not([type=radio]), select, textarea { display: block; width: 100%; min-height: 42px; margin: 4px 0 12px; padding: 8px 10px; border: 1px solid var(--line-strong); border-radius: var(--radius-small); background: var(--surface); color: inherit; font: inherit; }
textarea { min-height: 90px; resize: vertical; font-family: var(--mono); font-size: 14px; }
.about, .hint { font-weight: 400; font-size: 14px; color: var(--ink-soft); }
.hint { display: block; }
.choice { display: flex; align-items: center; gap: 8px; min-height: 44px; font-weight: 400; font-size: 16px; cursor: pointer; }
.choice input { width: 18px; height: 18px; margin: 0; accent-color: var(--accent); }
button { min-height: 44px; padding: 8px 18px; border: 1px solid transparent; border-radius: var(--radius-small); background: var(--accent); color: var(--accent-ink); font: inherit; font-weight: 600; cursor: pointer; }
button:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
button.quiet { border-color: var(--line-strong); background: none; color: inherit; }
button.quiet:hover { background: var(--raised); }
.outcome { min-height: 1.55em; margin: 10px 0 6px; font-weight: 600; }
.save { display: inline-block; margin: 0 0 8px; padding: 8px 0; font-weight: 600; }
output { display: block; padding: 12px 14px; max-height: 480px; overflow: auto; border-left: 4px solid var(--good); background: var(--raised); white-space: pre-wrap; }
output.bad { border-color: var(--bad); }
.bad { color: var(--bad); }
output.bad { color: inherit; }
@media (width < 640px) {
  body { padding: 20px 14px 64px; }
  nav ul { row-gap: 0; }
  nav a { padding: 6px 0; }
  .sentence { width: 100%; }
  .fields > div { grid-template-columns: none; }
  .codes > div { grid-template-columns: none; }
  .session, .operation { padding-inline: 14px; }
}
`;

export const docsStyle = {
  path: `/assets/api-docs-${hash('sha256', STYLE, 'base64url').slice(0, 12)}.css`,
  type: 'text/css; charset=utf-8',
  text: STYLE,
};
