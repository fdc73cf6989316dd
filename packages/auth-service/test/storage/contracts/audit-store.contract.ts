import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/domain/audit/audit-event.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import { unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const event = (extra: Partial<AuditEvent> = {}): AuditEvent => ({
  id: unique('evt'),
  at: 1,
  type: 'client.created',
  actor: { type: 'user', userId: 'usr_1' },
  userId: 'usr_1',
  clientId: 'cli_1',
  subjectId: 'cli_1',
  details: { name: 'Ärger & <Co>', hours: 2, live: true },
  ...extra,
});

export function auditStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('events come back as they were, newest first, filtered and limited', async () => {
    const { audit } = storage().stores;
    const old = event({ at: 1 });
    const bare = event({
      at: 3,
      type: 'session.started',
      actor: { type: 'service' },
      userId: undefined,
      clientId: undefined,
      subjectId: undefined,
      details: {},
    });
    const middle = event({ at: 2, clientId: 'cli_2' });
    for (const each of [old, bare, middle]) await audit.append(each);
    expect(await audit.list()).toEqual([bare, middle, old]);
    expect(await audit.list({ limit: 1 })).toEqual([bare]);
    expect(await audit.list({ type: 'client.created' })).toEqual([middle, old]);
    expect(await audit.list({ clientId: 'cli_2' })).toEqual([middle]);
  });

  test('84: there is no way to change or remove an event', () => {
    expect(Object.keys(storage().stores.audit).sort()).toEqual(['append', 'list']);
  });
}
