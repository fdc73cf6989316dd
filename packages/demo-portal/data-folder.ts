import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateEncryptionKey } from '@casement/auth-service';

export interface Credentials {
  client_id: string;
  client_secret: string;
}

export interface DemoUser {
  email: string;
  password: string;
  role: string;
}

/** `demo.json`: what somebody needs to try the API by hand. */
export interface DemoFile {
  issuer: string;
  portal_url: string;
  wall_url: string;
  dashboard_url: string;
  clients: Record<'portal' | 'wall', Credentials>;
  /** Of the dashboard application, for introspection and security events. */
  dashboard: Credentials;
  users: DemoUser[];
  /** Signs in to the auth service, not to the portal. */
  administrator: DemoUser;
}

/** One dashboard application, as the auth service's configuration has it. */
export interface DashboardEntry extends Credentials {
  audience: string;
  origin: string;
}

/** Everything that outlives the demo's process, in one folder that only its owner can read. */
export class DataFolder {
  readonly database: string;
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
    this.database = join(path, 'casement.db');
  }

  static async open(path: string): Promise<DataFolder> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return new DataFolder(path);
  }

  /** The key that encrypts the signing keys in the database; made on first use. */
  async encryptionKey(): Promise<string> {
    const known = await this.#read('encryption-key');
    if (known !== undefined) return known.trim();
    const key = generateEncryptionKey();
    await this.#write('encryption-key', `${key}\n`);
    return key;
  }

  /** The dashboard application at an origin, with credentials that stay the same over restarts. */
  async dashboards(origin: string): Promise<[DashboardEntry]> {
    const [known] = (await this.#readJson<DashboardEntry[]>('dashboards.json')) ?? [];
    const secret = known?.client_secret ?? randomBytes(32).toString('base64url');
    const entry = {
      audience: origin,
      origin,
      client_id: 'demo-dashboard',
      client_secret: secret,
    };
    await this.#write('dashboards.json', `${JSON.stringify([entry], null, 2)}\n`);
    return [entry];
  }

  /** What the last start wrote; undefined on the first. */
  readDemo(): Promise<Partial<DemoFile> | undefined> {
    return this.#readJson('demo.json');
  }

  writeDemo(demo: DemoFile): Promise<void> {
    return this.#write('demo.json', `${JSON.stringify(demo, null, 2)}\n`);
  }

  async #readJson<T>(name: string): Promise<T | undefined> {
    const text = await this.#read(name);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      // Half a file, or somebody's edit: made anew rather than in the way.
      return undefined;
    }
  }

  async #read(name: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.#path, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** At once or not at all, so that a reader never sees half of it. */
  async #write(name: string, text: string): Promise<void> {
    const path = join(this.#path, name);
    const fresh = `${path}.${process.pid}.new`;
    await writeFile(fresh, text, { mode: 0o600 });
    await rename(fresh, path);
  }
}
