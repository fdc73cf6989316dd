import type { ExpiryView } from './expiry-view.ts';

/** The mail for readers without HTML. */
export function expiryText(view: ExpiryView): string {
  const width = Math.max(...view.facts.map(([label]) => label.length)) + view.colon.length + 1;
  const facts = view.facts.map(([label, value]) => `${(label + view.colon).padEnd(width)}${value}`);
  return [
    view.greeting,
    '',
    view.lead,
    '',
    ...facts,
    '',
    view.advice,
    '',
    ...actionLines(view),
    '',
    '-- ',
    view.reason,
    view.automatic,
    '',
  ].join('\n');
}

function actionLines({ action, colon }: ExpiryView): string[] {
  const label = action.label + colon;
  return 'link' in action ? [`${label} ${action.link}`] : [label, '', `    ${action.command}`];
}
