/**
 * What is needed from the first paint on, in the system's colours: they follow `color-scheme`, which is
 * the context's theme, or the page's where the context names none that is light or dark. A line of text,
 * three figures and a chart, as most dashboards begin.
 */
export const SKELETON_CSS =
  '.casement-dashboard{position:relative}' +
  '.casement-skeleton{position:absolute;inset:0;display:grid;grid:auto minmax(0,96px) 1fr/1fr;gap:16px;padding:20px;overflow:hidden;background:var(--casement-surface,Canvas);color:var(--casement-ink,CanvasText)}' +
  '.casement-skeleton::before,.casement-skeleton::after{content:"";order:1;border-radius:8px;opacity:.08;background:linear-gradient(90deg,currentColor 32%,#0000 0 34%,currentColor 0 66%,#0000 0 68%,currentColor 0);animation:casement-wait 1s infinite alternate}' +
  '.casement-skeleton::after{background:currentColor}' +
  '@keyframes casement-wait{to{opacity:.04}}' +
  '@media(prefers-reduced-motion){.casement-skeleton::before,.casement-skeleton::after{animation:none}}';
