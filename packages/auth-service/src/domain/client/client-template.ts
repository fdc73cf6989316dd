import type { AppClientInput } from './app-client-input.ts';
import { DEVICE_GRANT } from './oauth-client.ts';

export const CLIENT_TEMPLATES = ['command-line', 'desktop', 'mobile'] as const;
export type ClientTemplateId = (typeof CLIENT_TEMPLATES)[number];

/** A usual kind of application, as far as its settings are always the same (CM16). */
export interface ClientTemplate {
  id: ClientTemplateId;
  name: string;
  /** What it is for, and why it is set up so. */
  description: string;
  fields: Readonly<Omit<AppClientInput, 'id' | 'name' | 'secret' | 'confirmed'>>;
  /** What only the maker knows and has to add. */
  required: readonly (keyof AppClientInput)[];
}

const DAY = 24 * 3600;

/** Runs on people's own machines, so that it can keep no secret; people stay signed in for a month. */
const INSTALLED = {
  confidential: false,
  platform: 'native',
  refreshToken: true,
  refreshTokenLifetime: 30 * DAY,
  // Two windows of one program refresh at once.
  refreshGrace: 10,
} as const satisfies Partial<AppClientInput>;

const TEMPLATES: Readonly<Record<ClientTemplateId, Omit<ClientTemplate, 'id'>>> = {
  'command-line': {
    name: 'Command-line tool',
    description:
      'Signs in by device flow: it shows a code, and its user types it into a browser, also on another machine. Public, with refresh tokens.',
    fields: { ...INSTALLED, grantTypes: [DEVICE_GRANT] },
    required: [],
  },
  desktop: {
    name: 'Desktop application',
    description:
      'Opens the browser and listens on a loopback port of its own choice (RFC 8252 §7.3): code with PKCE. Public, with refresh tokens.',
    fields: {
      ...INSTALLED,
      grantTypes: ['authorization_code'],
      redirectUris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    },
    required: [],
  },
  mobile: {
    name: 'Mobile application',
    description:
      'Opens the browser and is called back by an https address that the operating system gives to it alone (app link, universal link; RFC 8252 §7.2): code with PKCE. Public, with refresh tokens.',
    fields: { ...INSTALLED, grantTypes: ['authorization_code'] },
    required: ['redirectUris'],
  },
};

export const clientTemplates = (): ClientTemplate[] =>
  CLIENT_TEMPLATES.map((id) => ({ id, ...TEMPLATES[id] }));

/** What a maker says, on top of what the template says. An absent or `undefined` field takes the template's. */
export function fromTemplate(id: ClientTemplateId, input: AppClientInput): AppClientInput {
  const said = Object.entries(input).filter(([, value]) => value !== undefined);
  return { ...TEMPLATES[id].fields, ...Object.fromEntries(said), name: input.name };
}
