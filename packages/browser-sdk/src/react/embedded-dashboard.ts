import {
  type CSSProperties,
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type RefAttributes,
  useEffect,
  useImperativeHandle,
  useReducer,
  useState,
} from 'react';
import type { DashboardProps } from '../component/dashboard-props.ts';
import { identityOf } from '../component/dashboard-props.ts';
import type { Mounting } from '../component/embedding.ts';
import { createMountedDashboard } from '../component/mounted-dashboard.ts';
import type { CasementError } from '../errors.ts';
import type { EmbeddedDashboard as Handle } from '../host/embedded-dashboard.ts';
import type { DashboardEvent } from '../protocol/dashboard-event.ts';
import type { SessionStatus } from '../protocol/session-status.ts';

/**
 * Changing `context`, `title`, `labels` or a callback changes just that. Changing anything else embeds
 * the dashboard anew.
 */
export interface EmbeddedDashboardProps extends DashboardProps {
  /** Of the element around the frame, which gives it its size. */
  className?: string;
  style?: CSSProperties;
  onReady?(dashboard: Handle): void;
  onStateChange?(status: SessionStatus): void;
  onRenewed?(status: SessionStatus): void;
  onEvent?(event: DashboardEvent): void;
  onError?(error: CasementError): void;
  onHeightChange?(height: number): void;
}

/** What a `ref` holds: the dashboard, as `embedDashboard` gives it. Another one after `src` has changed. */
export interface EmbeddedDashboard extends Handle {}

/** A dashboard as a React component, from React 18 on. On a server it renders its empty box. */
export const EmbeddedDashboard: ForwardRefExoticComponent<
  EmbeddedDashboardProps & RefAttributes<EmbeddedDashboard>
> = /* @__PURE__ */ forwardRef<EmbeddedDashboard, EmbeddedDashboardProps>((props, ref) => {
  const { className = '', style } = props;
  const [mounted] = useState(createMountedDashboard);
  const [attempt, onRetry] = useReducer((count: number) => count + 1, 0);

  // Passive, so that content that is only suspended keeps its frame.
  useEffect(() => mounted.hold(), [mounted]);
  const identity = attempt + identityOf(props);
  useImperativeHandle<EmbeddedDashboard | null, EmbeddedDashboard | null>(
    ref,
    () => mounted.embeddedAs(identity),
    [mounted, identity],
  );

  return createElement('div', {
    className: `casement-dashboard ${className}`.trim(),
    style,
    // Called at every commit, before the browser paints, and never on a server: what layout effects do,
    // without the warning that React 18 has for them there.
    ref(root: HTMLElement | null) {
      const notify: Mounting['notify'] = (name, detail) => props[`on${name}`]?.(detail as never);
      if (root) mounted.update({ root, props, notify, onRetry }, identity);
    },
  });
});
