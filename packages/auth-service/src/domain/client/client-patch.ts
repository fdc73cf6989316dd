import type { AppClientInput } from './app-client-input.ts';
import type { ClientType } from './client.ts';
import type { InputOf } from './client-kind.ts';
import type { EmbeddedClientInput } from './embedded-client-input.ts';
import type { ServiceClientInput } from './service-client-input.ts';

/** Fixed for a client's life (CM3), or no setting. */
type Fixed = 'id' | 'secret' | 'confirmed';

type Patch<I> = { [K in Exclude<keyof I, Fixed>]?: I[K] | null };

/**
 * What becomes of a client, as RFC 7396 has it: absent stays, `null` goes back to what a new client would
 * have. Which fields apply depends on the client's type, and is refused otherwise.
 */
export type ClientPatch = Patch<EmbeddedClientInput> &
  Patch<AppClientInput> &
  Patch<ServiceClientInput> & {
    /** Says that full access for long is meant (CM7). */
    confirmed?: boolean | undefined;
  };

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** What depends on another field, and goes with it where the patch does not say otherwise. */
const DEPENDENTS: readonly {
  field: string;
  value: (changed: unknown) => boolean;
  dependents: readonly string[];
}[] = [
  { field: 'userMode', value: (mode) => mode === 'dynamic', dependents: ['staticUser'] },
  {
    field: 'refreshToken',
    value: (on) => on !== true,
    dependents: ['refreshTokenLifetime', 'refreshGrace'],
  },
  { field: 'user', value: (user) => user !== null, dependents: ['roles'] },
  { field: 'roles', value: isFilled, dependents: ['user'] },
];

/** The input that makes the changed client, from the one that made it what it is; rules come later. */
export function applyPatch<T extends ClientType>(
  current: InputOf<T>,
  { confirmed: _, ...patch }: ClientPatch,
): InputOf<T> {
  const kept: Record<string, unknown> = { ...current };
  const changes = Object.entries(patch).filter(([, value]) => value !== undefined);
  const changed = new Set(changes.map(([field]) => field));
  for (const { field, value, dependents } of DEPENDENTS) {
    if (!changed.has(field) || !value(changes.find(([name]) => name === field)?.[1])) continue;
    for (const dependent of dependents) delete kept[dependent];
  }
  for (const [field, value] of changes) {
    const isNested = field === 'teamRestriction' && value !== null;
    kept[field] = isNested ? mergeRestriction(kept[field], value) : (value ?? undefined);
  }
  // Whether it is an input is for the rules of the type to say.
  return kept as unknown as InputOf<T>;
}

function mergeRestriction(present: unknown, changes: unknown): object {
  const merged = Object.entries({ ...(present as object), ...(changes as object) });
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined));
}
