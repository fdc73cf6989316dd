import { expect, test } from 'vitest';
import { scopeOf } from '../dashboard/api/session-scope.ts';
import { History, visibleSample } from '../dashboard/sampling/history.ts';

test('EM15 without locked views every view is open, and the tenant panel only to a tenant', () => {
  const pinned = scopeOf({ parameters: { tenant: 'aurora', author: 'Ana Ruiz' } });
  expect(pinned.tenant).toBe('aurora');
  expect(pinned.author).toBe('Ana Ruiz');
  expect(pinned.metrics).toContain('tenant');
  expect(scopeOf({ parameters: {} }).metrics).not.toContain('tenant');
});

test('EM15 locked views open their own metrics only; unknown ones open nothing', () => {
  expect([...scopeOf({ parameters: { views: ['memory'] } }).metrics]).toEqual(['memory', 'load']);
  expect([...scopeOf({ parameters: { views: 'cpu' } }).metrics]).toEqual(['cpu']);
  expect(scopeOf({ parameters: { views: ['everything', 7] } }).metrics.size).toBe(0);
  expect(scopeOf({ parameters: { views: [] } }).metrics.size).toBe(0);
});

test('a session is sent its own metrics and its own tenant, nothing else', () => {
  const stored = new History(10).append({
    at: 5,
    shared: { cpu: { total: 1, cores: [1] }, load: null },
    tenants: new Map([
      ['aurora', { streams: 1, requestsPerMinute: 2 }],
      ['bramble', { streams: 9, requestsPerMinute: 9 }],
    ]),
  });
  expect(visibleSample(stored, new Set(['load', 'tenant']), 'aurora')).toEqual({
    kind: 'sample',
    sequence: 1,
    at: 5,
    values: { load: null, tenant: { streams: 1, requestsPerMinute: 2 } },
  });
  expect(JSON.stringify(visibleSample(stored, new Set(['tenant']), 'nobody'))).not.toContain('9');
});

test('history numbers samples without a gap, and keeps the last ones', () => {
  const history = new History(3);
  for (let at = 1; at <= 5; at += 1) history.append({ at, shared: {}, tenants: new Map() });
  expect(history.after(0).map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
  expect(history.after(4).map(({ sequence }) => sequence)).toEqual([5]);
  expect(history.after(5)).toEqual([]);
  expect(history.since).toBe(3);
});
