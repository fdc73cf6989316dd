import type { EmbeddedSession } from '@casement/server-sdk';
import type { MetricName } from '../wire.ts';
import { isViewName, METRICS_OF_VIEW, VIEWS } from '../wire.ts';

/** What one session may see and write here, all of it from its token; nothing from the browser. */
export interface SessionScope {
  metrics: ReadonlySet<MetricName>;
  /** Whose notes and usage it sees; null shows none. */
  tenant: string | null;
  /** The name under its notes. */
  author: string;
}

/**
 * Reads the locked parameters that the portal's backend pinned into the session: `tenant`, `author`
 * and `views`. Without `views` every view is open; a value that names none of them opens none.
 */
export function scopeOf(session: Pick<EmbeddedSession, 'parameters'>): SessionScope {
  const { tenant, author, views } = session.parameters;
  const pinnedTenant = typeof tenant === 'string' && tenant !== '' ? tenant : null;
  const allowed = views === undefined ? VIEWS : [views].flat().filter(isViewName);
  const metrics = allowed.flatMap((view) => METRICS_OF_VIEW[view]);
  return {
    metrics: new Set(metrics.filter((metric) => metric !== 'tenant' || pinnedTenant !== null)),
    tenant: pinnedTenant,
    author: typeof author === 'string' && author !== '' ? author : 'Unknown',
  };
}
