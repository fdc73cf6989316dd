import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthService } from '@casement/auth-service';
import express, { type Express } from 'express';
import { runDoctor } from '../../src/doctor/run-doctor.ts';
import { frameAncestors } from '../../src/express/index.ts';
import {
  addressOf,
  DASHBOARD_CLIENT,
  listening,
  seed,
  startService,
} from '../integration/real-service.ts';

export const PORTAL = 'https://portal.example.com';
export const ANA = 'ana@example.com';

export interface Answer {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** The last line that is not empty. */
  last: string;
}

export interface JsonReport {
  verdict: string;
  sentence: string;
  exit_code: number;
  checks: { check: string; verdict: string; seen: string; todo?: string }[];
}

/** The real auth service with a client, and a dashboard's server as integrators build it. */
export interface DoctorScene {
  /** Gone after `close`. */
  folder: string;
  service: AuthService;
  clientId: string;
  clientSecret: string;
  dashboardUrl: string;
  /** Serves `/` well; tests add what is wrong at other paths. */
  app: Express;
  env: Record<string, string>;
  /** Arguments with which everything is well; `undefined` leaves one out. */
  args(changes?: Record<string, string | undefined>): string[];
  run(args: readonly string[], env?: Record<string, string>, now?: () => number): Promise<Answer>;
  /** With `--json`, parsed. */
  report(
    changes?: Record<string, string | undefined>,
    env?: Record<string, string>,
    now?: () => number,
  ): Promise<JsonReport>;
  close(): Promise<void>;
}

export async function startScene(): Promise<DoctorScene> {
  const folder = await mkdtemp(join(tmpdir(), 'casement-doctor-'));
  const dashboard: Server = await listening(createServer());
  const dashboardUrl = addressOf(dashboard);
  const service = await startService({ folder, database: 'doctor.db', dashboardUrl });
  const { clientId, clientSecret } = await seed(service, PORTAL);
  const policy = frameAncestors({ issuer: service.issuer });
  const app = express();
  app.get('/', policy, (_request, response) => void response.send('<!doctype html><p>'));
  dashboard.on('request', app);

  const env = {
    CASEMENT_CLIENT_SECRET: clientSecret,
    CASEMENT_DASHBOARD_CLIENT_SECRET: DASHBOARD_CLIENT.clientSecret,
  };
  const scene: DoctorScene = {
    folder,
    service,
    clientId,
    clientSecret,
    dashboardUrl,
    app,
    env,
    args(changes = {}) {
      const all: Record<string, string | undefined> = {
        issuer: service.issuer,
        'client-id': clientId,
        origin: PORTAL,
        user: ANA,
        audience: dashboardUrl,
        dashboard: `${dashboardUrl}/`,
        'dashboard-client-id': DASHBOARD_CLIENT.clientId,
        ...changes,
      };
      return Object.entries(all).flatMap(([name, value]) =>
        value === undefined ? [] : [`--${name}`, value],
      );
    },
    async run(args, given = env, now = Date.now) {
      const answer = { stdout: '', stderr: '' };
      const exitCode = await runDoctor(args, {
        env: given,
        now,
        stdout: (text) => {
          answer.stdout += text;
        },
        stderr: (text) => {
          answer.stderr += text;
        },
      });
      const last = answer.stdout.trimEnd().split('\n').at(-1) ?? '';
      return { exitCode, ...answer, last };
    },
    async report(changes, given, now) {
      const { stdout, stderr, exitCode } = await scene.run(
        [...scene.args(changes), '--json'],
        given,
        now,
      );
      if (stdout === '') throw new Error(stderr);
      const report = JSON.parse(stdout) as JsonReport;
      if (report.exit_code !== exitCode) throw new Error(`exit code ${exitCode}: ${stdout}`);
      return report;
    },
    async close() {
      await policy.close();
      dashboard.closeAllConnections();
      dashboard.close();
      await service.close();
      await rm(folder, { recursive: true });
    },
  };
  return scene;
}

/** A check's finding in a report. */
export function findingOf(report: JsonReport, check: string): JsonReport['checks'][number] {
  const finding = report.checks.find((one) => one.check === check);
  if (finding === undefined) throw new Error(`There is no check ${check}.`);
  return finding;
}

/** The checks with a verdict. */
export function checksThat(report: JsonReport, verdict: string): string[] {
  return report.checks.filter((one) => one.verdict === verdict).map(({ check }) => check);
}
