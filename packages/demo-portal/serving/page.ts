import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Handler } from 'express';
import express from 'express';

/** Where Vite puts the built pages. */
export const DIST = join(import.meta.dirname, '..', 'dist');

export type PageValues = Record<string, string>;

/**
 * A built HTML page with `{{name}}` places. Every value is escaped for text and for quoted
 * attributes; a place without a value is a mistake in the code and throws.
 */
export function loadPage(site: string, file: string): (values: PageValues) => string {
  const template = readFileSync(join(DIST, site, file), 'utf8');
  return (values) =>
    template.replaceAll(/\{\{(\w+)\}\}/g, (_place, name: string) => {
      const value = values[name];
      if (value === undefined)
        throw new Error(`${site}/${file} has {{${name}}}, but no value for it.`);
      return escapeHtml(value);
    });
}

/** The scripts and styles of a site. Their names carry a hash of the content, so they never change. */
export function pageAssets(site: string): Handler {
  return express.static(join(DIST, site, 'assets'), {
    immutable: true,
    maxAge: '1y',
    index: false,
    fallthrough: false,
  });
}

const ESCAPES: PageValues = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(value: string): string {
  return value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
