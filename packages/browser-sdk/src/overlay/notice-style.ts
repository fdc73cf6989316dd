/** Loaded with the notices. Every text colour reaches 4.5:1 on its surface, in both themes. */
export const NOTICE_CSS = `
.casement-notice,.casement-notice *{box-sizing:border-box;margin:0}
.casement-notice{z-index:1;--ink:var(--casement-ink,light-dark(#0f1728,#edf1f8));--soft:var(--casement-ink-soft,light-dark(#3f4b61,#b7c2d4));--tone:var(--casement-warn,light-dark(#97500a,#f8bb4b));--wash:var(--casement-warn-surface,light-dark(#fff6e6,#2b2212));position:absolute;display:grid;grid-template-columns:auto minmax(0,1fr);column-gap:12px;row-gap:2px;font-size:14px;font-weight:400;line-height:20px;color:var(--soft)}
.casement-notice[data-kind=quiet]{width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.casement-notice>*{grid-column:2}
.casement-notice [hidden]{display:none}
.casement-notice[data-tone=bad]{--tone:var(--casement-bad,light-dark(#b3261e,#ff8d85));--wash:var(--casement-bad-surface,light-dark(#fdeceb,#3a1a1d))}
.casement-mark{grid-column:1;grid-row:1;width:20px;height:20px;border-radius:50%;background:var(--tone);color:var(--wash);font-weight:700;text-align:center}
.casement-mark::before{content:"!"}
.casement-title{font-size:14px;line-height:20px;font-weight:600;color:var(--ink)}
.casement-next{color:var(--soft);font-variant-numeric:tabular-nums}
.casement-code{font:400 12px/20px ui-monospace,monospace;color:var(--soft);overflow-wrap:anywhere}
.casement-retry{justify-self:start;margin-top:12px;padding:8px 16px;border:1px solid var(--casement-line,light-dark(#8390a6,#5d6d86));border-radius:var(--casement-radius,8px);background:transparent;font:inherit;font-weight:600;color:var(--ink);cursor:pointer}
.casement-retry:hover{background:color-mix(in srgb,currentColor 10%,transparent)}
.casement-retry:focus-visible{outline:2px solid var(--tone);outline-offset:2px}
.casement-notice[data-kind=banner]{top:12px;left:50%;translate:-50%;width:max-content;max-width:min(640px,calc(100% - 24px));padding:10px 16px 10px 12px;border-radius:var(--casement-radius,8px);background:var(--wash);border:1px solid color-mix(in srgb,var(--tone) 35%,transparent);box-shadow:0 6px 20px light-dark(rgb(16 24 40/14%),rgb(0 0 0/45%));animation:casement-in .2s ease-out}
.casement-notice[data-kind=cover]{inset:0;align-content:safe center;justify-content:center;grid-template-columns:auto minmax(0,420px);padding:20px;overflow:auto;background:var(--casement-surface,Canvas)}
[data-kind=banner]>.casement-retry{grid-area:1/3/span 2;align-self:center;margin:0;padding:5px 12px}
[data-kind=cover] .casement-title{font-size:16px}
@keyframes casement-in{from{opacity:0;transform:translateY(-6px)}}
@media(prefers-reduced-motion:reduce){.casement-notice{animation:none!important}}
`.replaceAll('\n', '');
