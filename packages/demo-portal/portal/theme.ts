import type { Request } from 'express';
import { cookie } from './sessions.ts';

/** Written by the page's theme switch, read here: the first paint already has the right colours. */
const COOKIE = 'northlight_portal_theme';

export function themeOf(request: Request): 'light' | 'dark' | 'system' {
  const theme = cookie(request, COOKIE);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
