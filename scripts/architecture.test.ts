/** Holds the arrows of ARCHITECTURE.md: which part of the code may import which. */
import { execFileSync } from 'node:child_process';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { circleIn, importsOf } from './imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Rule {
  /** Files whose path below `packages/` starts so … */
  from: RegExp;
  /** … import nothing that looks so: a path below `packages/`, or a package's name. */
  never: RegExp;
  why: string;
}

const rules: Rule[] = [
  {
    from: /^auth-service\/src\/domain\//,
    never:
      /^auth-service\/src\/(?!domain\/)|^(express|kysely|undici|pino|oidc-provider|node:sqlite)$/,
    why: 'the domain knows neither HTTP nor SQL',
  },
  {
    from: /^auth-service\/src\/storage\//,
    never: /^auth-service\/src\/(http|oidc|cli|console)\/|^express$/,
    why: 'storage serves the domain only',
  },
  {
    from: /^auth-service\/src\/(http|mail|export|outbound|config|geoip)\//,
    never: /^auth-service\/src\/oidc\/|^oidc-provider$/,
    why: 'the engine of the standard flows stays in its folder',
  },
  {
    from: /^auth-service\/src\/(mail|export|outbound|config|geoip)\//,
    never: /^auth-service\/src\/http\/|^express$/,
    why: 'mails, files and settings know no HTTP',
  },
  {
    from: /^auth-service\/src\/(http|mail|oidc|export|outbound|config|geoip)\//,
    never: /^auth-service\/src\/(storage|cli)\/|^(kysely|node:sqlite)$/,
    why: 'handlers reach storage through the domain’s ports',
  },
  {
    from: /^(server-sdk|browser-sdk)\/src\//,
    never: /^(auth-service|demo-portal)\/|^@casement\/(auth-service|demo-portal)/,
    why: 'the SDKs know the service by its wire only',
  },
  {
    from: /^server-sdk\/src\/contract\//,
    never: /^(?!server-sdk\/src\/contract\/)/,
    why: 'the contract has no dependency',
  },
  {
    from: /^browser-sdk\/src\//,
    never: /^@casement\/server-sdk(?!\/contract$)|^node:/,
    why: 'the browser takes the wire types only',
  },
  {
    from: /^browser-sdk\/src\/renewal\/renewal-machine/,
    never: /^browser-sdk\/src\/(host|frame|environment)\/|^penpal$/,
    why: 'the renewal machine is pure',
  },
  {
    from: /^browser-sdk\/src\/host\//,
    never: /^browser-sdk\/src\/(frame|renewal)\//,
    why: 'host and frame share the protocol, not code',
  },
  {
    from: /^browser-sdk\/src\/wall\//,
    never: /^browser-sdk\/src\/(frame|renewal)\//,
    why: 'wall mode is the host’s, and is handed what it needs',
  },
  {
    from: /^browser-sdk\/src\/frame\//,
    never: /^browser-sdk\/src\/host\//,
    why: 'host and frame share the protocol, not code',
  },
  {
    from: /^browser-sdk\/src\/(react|element|component|overlay)\//,
    never: /^browser-sdk\/src\/(frame|renewal)\//,
    why: 'components are of the host’s side',
  },
  {
    from: /^browser-sdk\/src\/(host|frame|protocol|overlay)\//,
    never: /^browser-sdk\/src\/(react|element|component)\/|^react$/,
    why: 'the SDK does without any framework',
  },
  {
    from: /^(server-sdk|browser-sdk)\/src\/(?!testing\/)/,
    never:
      /^(server-sdk|browser-sdk)\/src\/testing\/|^@casement\/(server-sdk|browser-sdk)\/testing$/,
    why: 'what is for tests stays out of what is not',
  },
  {
    from: /^auth-service\/src\//,
    never: /^@casement\/server-sdk(?!\/contract$)|^@casement\/browser-sdk/,
    why: 'the service shares the wire types with the SDKs, nothing else',
  },
];

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', ':(glob)packages/**'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));

/** By file, what it imports: a path from the root, or a package's name as it stands. */
const imports = new Map(
  files.map((file) => [
    file,
    importsOf(join(root, file)).map((specifier) =>
      specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier,
    ),
  ]),
);

test('the source files are found', () => {
  expect(files.length).toBeGreaterThan(50);
});

const belowPackages = (path: string): string => path.replace(/^packages\//, '');

for (const { from, never, why } of rules) {
  test(`${why} (${from.source})`, () => {
    const held = [...imports].filter(([file]) => from.test(belowPackages(file)));
    expect(held, 'a rule that matches no file holds nothing').not.toHaveLength(0);
    const broken = held.flatMap(([file, targets]) =>
      targets.filter((to) => never.test(belowPackages(to))).map((to) => `${file} imports ${to}`),
    );
    expect(broken).toEqual([]);
  });
}

// For types too: a type that ties two files together belongs to a third.
test('no files import each other in a circle', () => {
  expect(circleIn(imports)).toEqual([]);
});

test('a circle is told by the way around it', () => {
  const targets = new Map([
    ['a.ts', ['b.ts', 'vite']],
    ['b.ts', ['c.ts', 'd.ts']],
    ['c.ts', []],
    ['d.ts', ['b.ts']],
  ]);
  expect(circleIn(targets)).toEqual(['b.ts', 'd.ts', 'b.ts']);
});
