/** Clients of the product's own, made at set-up (CM16); these IDs are theirs for good. */
export const BUILT_IN_CLIENTS = {
  commandLine: 'casement-cli',
  documentation: 'casement-docs',
  console: 'casement-console',
} as const;

const IDS: ReadonlySet<string> = new Set(Object.values(BUILT_IN_CLIENTS));

export const isBuiltIn = (clientId: string): boolean => IDS.has(clientId);
