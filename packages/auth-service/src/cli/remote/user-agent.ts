import process from 'node:process';
import { version } from '../version.ts';

/** How the command line calls itself at a service (RFC 9110 §10.1.5). */
export const userAgent = (): string => `casement/${version()} (${process.platform})`;
