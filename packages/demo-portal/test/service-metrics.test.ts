import { expect, test } from 'vitest';
import { parsePrometheusText, sumOf } from '../dashboard/sampling/prometheus-text.ts';
import { TrailingMinute } from '../dashboard/sampling/trailing-minute.ts';

test('the Prometheus text format is read with labels, and sums over them', () => {
  const samples = parsePrometheusText(`# HELP refusals_total What was refused
# TYPE refusals_total counter
refusals_total{endpoint="token",error="invalid_grant"} 3
refusals_total{endpoint="mint",error="invalid_\\"client"} 4
up 1
`);
  expect(sumOf(samples, 'refusals_total')).toBe(7);
  expect(sumOf(samples, 'refusals_total', { endpoint: 'token' })).toBe(3);
  expect(sumOf(samples, 'absent')).toBeUndefined();
});

test('a rising counter becomes "in the last minute", also across a restart', () => {
  const minute = new TrailingMinute();
  expect(minute.add(0, 100)).toBe(0);
  expect(minute.add(30_000, 106)).toBe(6);
  expect(minute.add(60_000, 110)).toBe(10);
  expect(minute.add(75_000, 110)).toBe(4);
  expect(minute.add(76_000, 2)).toBe(0);
  expect(minute.add(77_000, 5)).toBe(3);
});
