import { type Html, html } from '../../html.ts';
import { mailLayout } from '../mail-layout.ts';
import type { ExpiryView } from './expiry-view.ts';

export function expiryHtml(view: ExpiryView): Html {
  const facts = view.facts.map(
    ([label, value]) => html`
          <tr>
            <th scope="row" class="faint line" style="padding:9px 16px 9px 0;border-top:1px solid #e0e5ee;font-size:14px;font-weight:400;line-height:1.45;color:#59667d;text-align:left;vertical-align:top;white-space:nowrap">${label}</th>
            <td class="ink line" style="padding:9px 0;border-top:1px solid #e0e5ee;font-size:14px;line-height:1.45;color:#0f1728;vertical-align:top;word-break:break-word">${value}</td>
          </tr>`,
  );
  return mailLayout({
    language: view.language,
    subject: view.subject,
    preheader: view.lead,
    body: html`
        ${badge(view)}
        <h1 class="ink" style="margin:14px 0 20px;font-size:21px;line-height:1.3;font-weight:680;letter-spacing:-0.01em;color:#0f1728">${view.subject}</h1>
        <p class="soft" style="${PARAGRAPH}">${view.greeting}</p>
        <p class="soft" style="${PARAGRAPH}">${view.lead}</p>
        <table class="line" width="100%" cellpadding="0" cellspacing="0" style="margin:4px 0 20px;border-bottom:1px solid #e0e5ee">${facts}
        </table>
        <p class="soft" style="${PARAGRAPH}">${view.advice}</p>
        ${action(view)}`,
    foot: html`<p style="margin:0">${view.reason}</p><p style="margin:6px 0 0">${view.automatic}</p>`,
  });
}

const PARAGRAPH = 'margin:0 0 16px;font-size:15px;line-height:1.55;color:#3f4b61';

function action({ action, colon }: ExpiryView): Html {
  if ('link' in action) {
    return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:24px 0 8px"><tr>
          <td class="button" bgcolor="#3b46d8" style="border-radius:10px"><a class="button-text" href="${action.link}" style="display:inline-block;padding:12px 20px;font-size:15px;font-weight:600;line-height:1.2;color:#ffffff;text-decoration:none">${action.label}</a></td>
        </tr></table>`;
  }
  return html`<p class="soft" style="${PARAGRAPH}">${action.label}${colon}</p>
        <p class="ink canvas" style="margin:0;padding:12px 16px;border-radius:10px;background:#f4f6fa;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:14px;line-height:1.5;color:#0f1728;word-break:break-word">${action.command}</p>`;
}

/** Ink and wash reach AA on each other, in both schemes. */
const BADGES = {
  ahead: { ink: '#3b46d8', wash: '#eceefe' },
  soon: { ink: '#97500a', wash: '#fdf1dc' },
  ended: { ink: '#b3261e', wash: '#fdeceb' },
} as const;

function badge({ urgency, daysLeft }: ExpiryView): Html {
  const { ink, wash } = BADGES[urgency];
  return html`<span class="badge-${urgency}" style="display:inline-block;padding:4px 11px;border-radius:999px;background:${wash};color:${ink};font-size:13px;font-weight:650;line-height:1.4">${daysLeft}</span>`;
}
