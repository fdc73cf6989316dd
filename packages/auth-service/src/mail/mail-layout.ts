import { type Html, html } from '../html.ts';

export interface MailContent {
  language: string;
  subject: string;
  /** What a mailbox shows beside the subject. */
  preheader: string;
  body: Html;
  foot: Html;
}

/**
 * One column of tables and inline styles, which is what mail programs understand. Nothing is loaded from
 * anywhere: a picture would tell its server who reads the mail.
 */
export function mailLayout({ language, subject, preheader, body, foot }: MailContent): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${subject}</title>
  <style>
    @media (prefers-color-scheme: dark) {
      .canvas { background: #0a0f18 !important; }
      .surface { background: #111825 !important; border-color: #212d40 !important; }
      .line { border-color: #212d40 !important; }
      .ink { color: #edf1f8 !important; }
      .soft { color: #b7c2d4 !important; }
      .faint { color: #8d9bb2 !important; }
      .button { background: #98a5ff !important; }
      .button-text { color: #0b1030 !important; }
      .badge-ahead { background: #1d2547 !important; color: #98a5ff !important; }
      .badge-soon { background: #33260f !important; color: #f8bb4b !important; }
      .badge-ended { background: #3a1a1d !important; color: #ff8d85 !important; }
    }
    @media (max-width: 520px) {
      .outer { padding: 0 !important; }
      .surface { border: 0 !important; border-radius: 0 !important; }
      .inner { padding: 24px 20px !important; }
      .line th, .line td { display: block !important; width: auto !important; white-space: normal !important; }
      .line th { padding: 9px 0 0 !important; }
      .line td { padding: 0 0 9px !important; border-top: 0 !important; }
    }
  </style>
</head>
<body class="canvas" style="margin:0;padding:0;background:#f4f6fa;font-family:-apple-system,'Segoe UI',Inter,Roboto,'Helvetica Neue',Arial,sans-serif">
  <div style="display:none;max-height:0;overflow:hidden">${preheader}</div>
  <div role="main"><table role="presentation" class="canvas" width="100%" cellpadding="0" cellspacing="0" style="background:#f4f6fa"><tr><td class="outer" align="center" style="padding:32px 16px">
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
      <tr><td class="inner ink" style="padding:0 4px 16px;font-size:16px;font-weight:650;letter-spacing:-0.01em;color:#0f1728">Casement</td></tr>
      <tr><td class="surface inner" style="padding:32px;border:1px solid #e0e5ee;border-radius:16px;background:#ffffff;overflow-wrap:anywhere;word-break:break-word">${body}
      </td></tr>
      <tr><td class="inner faint" style="padding:20px 4px 0;font-size:13px;line-height:1.5;color:#59667d">${foot}</td></tr>
    </table>
  </td></tr></table></div>
</body>
</html>
`;
}
