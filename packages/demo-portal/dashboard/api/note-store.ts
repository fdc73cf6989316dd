import { randomUUID } from 'node:crypto';
import type { Note } from '../wire.ts';

/** Kept per tenant; the oldest go first. */
const LIMIT = 200;

/** Notes live as long as the history that they are about: in this process's memory. */
export class NoteStore {
  readonly #notes = new Map<string, Note[]>();
  readonly #listeners = new Set<(tenant: string, note: Note) => void>();

  add(tenant: string, note: Omit<Note, 'id'>): Note {
    const added = { ...note, id: randomUUID() };
    this.#notes.set(tenant, [...this.of(tenant), added].slice(-LIMIT));
    for (const listener of this.#listeners) listener(tenant, added);
    return added;
  }

  of(tenant: string): readonly Note[] {
    return this.#notes.get(tenant) ?? [];
  }

  /** Returns what takes the listener off again. */
  subscribe(listener: (tenant: string, note: Note) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
