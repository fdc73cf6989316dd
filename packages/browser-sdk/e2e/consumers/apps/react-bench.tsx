import { EmbeddedDashboard, type EmbeddedDashboardProps } from '@casement/browser-sdk/react';
import { StrictMode, version } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';

/** What a test says of a rendering, as it goes into the page. */
export interface Rendering {
  props: Omit<EmbeddedDashboardProps, 'fetchChallengeCode'>;
  isStrict?: boolean;
  /** Marks the callbacks of this rendering in what is heard. */
  mark?: string;
  /** Asks for codes by a function of this rendering. */
  fetches?: boolean;
  /** In wall mode, told by a function of this rendering. */
  tells?: boolean;
}

export interface ReactBench {
  version: string;
  /** `mark name` of each callback, in order. */
  heard: string[];
  render(rendering: Rendering): void;
  hydrate(rendering: Rendering): void;
  unmount(): void;
  /** What the ref holds. */
  handle: EmbeddedDashboard | null;
}

let root: Root | undefined;
const container = document.getElementById('root') as HTMLElement;

function App({ props, mark = '', fetches = false, tells = false }: Rendering) {
  const hear = (name: string) => () => bench.heard.push(`${mark} ${name}`.trim());
  return (
    <EmbeddedDashboard
      {...props}
      {...(fetches && {
        fetchChallengeCode: (request, { signal }) => {
          hear('fetch')();
          const body = JSON.stringify(request);
          const headers = { 'content-type': 'application/json' };
          return fetch('/challenge-code', { method: 'POST', headers, body, signal });
        },
      })}
      {...(tells && { wall: { telemetryEvery: 100, onTelemetry: hear('telemetry') } })}
      ref={holdHandle}
      onReady={hear('ready')}
      onStateChange={({ state }) => hear(state)()}
      onRenewed={hear('renewed')}
      onEvent={({ type }) => hear(type)()}
      onError={({ code }) => hear(code)()}
    />
  );
}

function holdHandle(dashboard: EmbeddedDashboard | null): void {
  bench.handle = dashboard;
}

function tree(rendering: Rendering) {
  const app = <App {...rendering} />;
  return rendering.isStrict ? <StrictMode>{app}</StrictMode> : app;
}

const bench: ReactBench = {
  version,
  heard: [],
  handle: null,
  render(rendering) {
    root ??= createRoot(container);
    root.render(tree(rendering));
  },
  hydrate(rendering) {
    root = hydrateRoot(container, tree(rendering));
  },
  unmount() {
    root?.unmount();
    root = undefined;
  },
};
Object.assign(window, { bench });
