/**
 * The HTTP wire of Casement: types, guards and closed sets, without a dependency.
 * `docs/protocol.md` says the same in prose.
 */
export * from './challenge-code.ts';
export * from './error-code.ts';
export * from './frame-policy.ts';
export * from './introspection.ts';
export * from './locked-parameters.ts';
export * from './metadata.ts';
export * from './security-event.ts';
export * from './session-revocation.ts';
export * from './token.ts';
