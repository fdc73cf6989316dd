import { request as httpRequest } from 'node:http';
import { isErrorBody, PATHS } from '@casement/server-sdk/contract';
import { expect } from 'vitest';
import type { TestService } from './test-service.ts';

const DOCUMENTED = new Set([200, 201, 204, 303, 304, 400, 401, 403, 404, 405, 408, 417, 429, 431]);

export interface Answer {
  status: number;
  type: string;
  body: string;
}

export interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Not `fetch`: it forbids much of what an attacker may send. */
export function send(service: TestService, { method, path, headers, body }: Sent): Promise<Answer> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Where a person is looking, who is told in words what went wrong. */
const PAGES: ReadonlySet<string> = new Set([PATHS.authorization, PATHS.device, PATHS.logout]);

const INSIDES = /node_modules|\.ts:\d|SQLITE|at \w+ \(/;

/** A documented status with the body that the protocol gives to errors; a page where people are. */
export function expectDocumented(
  { status, type, body }: Answer,
  { method = 'GET', path = '' }: Partial<Pick<Sent, 'method' | 'path'>> = {},
): void {
  expect(DOCUMENTED, body).toContain(status);
  if (status < 400 || method === 'HEAD') return;
  // What is refused before a page is reached (a wrong Expect, an unreadable request) is no page yet.
  if (PAGES.has(path.split('?', 1)[0] ?? '') && type === 'text/html; charset=utf-8') {
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).toMatch(/<h1>[^<]{3}/);
    expect(body).not.toMatch(INSIDES);
    return;
  }
  expect(type).toBe('application/json; charset=utf-8');
  const parsed: unknown = JSON.parse(body);
  expect(isErrorBody(parsed), body).toBe(true);
  const { error, error_description, errors } = parsed as Record<string, unknown>;
  expect(error_description).toEqual(expect.stringMatching(/\w{3}/));
  expect(body).not.toMatch(INSIDES);
  if (errors === undefined) return;
  expect(error).toBe('invalid_request');
  for (const fault of errors as unknown[]) {
    expect(fault).toEqual({ path: expect.any(String), message: expect.stringMatching(/\w{3}/) });
  }
}
