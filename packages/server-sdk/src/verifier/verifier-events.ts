import { contained } from '../contained.ts';
import type { SecurityEvent } from '../security-events/security-event.ts';
import type { VerifierStatus } from './verifier-status.ts';

export interface VerifierEvents {
  statuschange: VerifierStatus;
  /** A security event that revokes tokens; those of the last ten minutes come with the first connect. */
  revoked: SecurityEvent;
}

export interface VerifierEmitter {
  /** @returns its dispose */
  on<Name extends keyof VerifierEvents>(
    name: Name,
    listener: (event: VerifierEvents[Name]) => void,
  ): () => void;
  emit<Name extends keyof VerifierEvents>(name: Name, event: VerifierEvents[Name]): void;
}

/** A listener that throws harms neither the others nor the verifier. */
export function createVerifierEmitter(): VerifierEmitter {
  const listeners: {
    [Name in keyof VerifierEvents]: Set<{ call: (event: VerifierEvents[Name]) => void }>;
  } = { statuschange: new Set(), revoked: new Set() };
  return {
    on(name, listener) {
      // Wrapped, so that a function that was registered twice is called and disposed of twice.
      const entry = { call: listener };
      listeners[name].add(entry);
      return () => void listeners[name].delete(entry);
    },
    emit(name, event) {
      for (const { call } of [...listeners[name]]) contained(() => call(event));
    },
  };
}
