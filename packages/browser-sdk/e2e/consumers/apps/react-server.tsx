import { defineCasementDashboard } from '@casement/browser-sdk/element';
import { EmbeddedDashboard, type EmbeddedDashboardProps } from '@casement/browser-sdk/react';
import { StrictMode, version } from 'react';
import { renderToString } from 'react-dom/server';

export function render(props: EmbeddedDashboardProps): { html: string; version: string } {
  // Where a module is shared by browser and server it runs here, too.
  defineCasementDashboard();
  const html = renderToString(
    <StrictMode>
      <EmbeddedDashboard {...props} />
    </StrictMode>,
  );
  return { html, version };
}
