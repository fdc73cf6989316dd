import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** Somebody who may sign in to the portal: a user of one of its customers. */
export interface Account {
  email: string;
  name: string;
  /** The customer. Notes and usage of different tenants never meet. */
  tenant: { id: string; name: string };
  role: 'viewer' | 'editor';
}

const hash = promisify<string, Buffer, number, Buffer>(scrypt);

/** The portal's own accounts. Casement never sees these passwords. */
export class Accounts {
  readonly #accounts = new Map<string, { account: Account; salt: Buffer; hash: Buffer }>();
  readonly #nobody = { salt: randomBytes(16), hash: randomBytes(32) };

  async add(account: Account, password: string): Promise<void> {
    const salt = randomBytes(16);
    this.#accounts.set(account.email, { account, salt, hash: await hash(password, salt, 32) });
  }

  get(email: string): Account | undefined {
    return this.#accounts.get(email)?.account;
  }

  list(): Account[] {
    return [...this.#accounts.values()].map(({ account }) => account);
  }

  /** The account, if the password is right. Takes as long for an e-mail that nobody has. */
  async authenticate(email: string, password: string): Promise<Account | undefined> {
    const known = this.#accounts.get(email.trim().toLowerCase());
    const { salt, hash: expected } = known ?? this.#nobody;
    const right = timingSafeEqual(await hash(password, salt, 32), expected);
    return right ? known?.account : undefined;
  }
}
