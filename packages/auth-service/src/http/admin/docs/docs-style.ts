import { hash } from 'node:crypto';
import { tokens } from '../../pages/style/tokens.ts';

const STYLE = `${tokens}*, *::before, *::after { box-sizing: border-box; }
html { font: 400 16px / 1.55 var(--font); color: var(--ink); background: var(--canvas); scroll-padding-top: 16px; }
body { margin: 0 auto; padding: 32px 24px 96px; max-width: 1040px; overflow-wrap: anywhere; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.02em; margin: 24px 0 8px; }
h2 { font-size: 20px; margin: 44px 0 12px; }
h3 { font-size: 14px; margin: 20px 0 6px; }
p { margin: 8px 0; }
a { color: var(--accent); text-underline-offset: 2px; }
code, pre, textarea, output, .path { font-family: var(--mono); font-size: 14px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }
.brand { display: flex; align-items: center; gap: 10px; font-weight: 650; }
.mark-frame { fill: none; stroke: var(--accent); stroke-width: 2.5; }
.mark-open { fill: var(--accent); }
.mark-pane { fill: var(--accent); opacity: 0.3; }
nav ul { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 12px 0; padding: 0; list-style: none; }
.session { margin: 24px 0; padding: 20px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
.session h2 { margin-top: 0; }
.session form { display: flex; flex-wrap: wrap; align-items: center; gap: 12px 20px; }
fieldset { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 0; padding: 0; border: 0; }
legend { padding: 0; font-weight: 600; }
details { margin: 8px 0; border: 1px solid var(--line); border-radius: var(--radius-small); background: var(--surface); }
summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px; min-height: 44px; padding: 10px 14px; cursor: pointer; }
summary:hover { background: var(--raised); border-radius: var(--radius-small); }
.method { min-width: 62px; font: 650 13px/1.6 var(--mono); color: var(--accent); }
.method.delete { color: var(--bad); }
.method.get { color: var(--good); }
.sentence { color: var(--ink-soft); }
.operation { padding: 4px 16px 18px; border-top: 1px solid var(--line); }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 15px; }
th, td { padding: 7px 12px 7px 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
tbody th { white-space: nowrap; }
thead th { border: 0; font-size: 13px; font-weight: 600; color: var(--ink-faint); }
.required { color: var(--warn); font-size: 13px; }
label { display: block; font-size: 14px; font-weight: 600; }
input:not([type=radio]), textarea { display: block; width: 100%; min-height: 42px; margin: 4px 0 12px; padding: 8px 10px; border: 1px solid var(--line-strong); border-radius: var(--radius-small); background: var(--surface); color: inherit; font: inherit; }
textarea { min-height: 130px; font-family: var(--mono); font-size: 14px; }
.choice { display: flex; align-items: center; gap: 8px; min-height: 44px; font-weight: 400; font-size: 16px; }
button { min-height: 44px; padding: 8px 18px; border: 1px solid transparent; border-radius: var(--radius-small); background: var(--accent); color: var(--accent-ink); font: inherit; font-weight: 600; cursor: pointer; }
button.quiet { border-color: var(--line-strong); background: none; color: inherit; }
output { display: block; margin-top: 14px; padding: 12px 14px; max-height: 480px; overflow: auto; border-left: 4px solid var(--good); background: var(--raised); white-space: pre-wrap; }
output.bad { border-color: var(--bad); }
p.bad { color: var(--bad); }
pre { padding: 12px 14px; overflow-x: auto; background: var(--raised); border-radius: var(--radius-small); }
dt { font-family: var(--mono); font-size: 14px; margin-top: 10px; }
dd { margin: 0; color: var(--ink-soft); }
@media (width < 560px) { body { padding: 20px 14px 64px; } .sentence { width: 100%; } }
`;

export const docsStyle = {
  path: `/assets/api-docs-${hash('sha256', STYLE, 'base64url').slice(0, 12)}.css`,
  type: 'text/css; charset=utf-8',
  text: STYLE,
};
