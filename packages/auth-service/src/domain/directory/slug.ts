import type { FieldFault } from '@casement/server-sdk/contract';

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DERIVED_MAX = 50;

/** Letters that Unicode does not take apart into one of a–z and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ æ: 'ae', ø: 'o', œ: 'oe', ß: 'ss' },
  ...{ ł: 'l', đ: 'd', ð: 'd', þ: 'th' },
};

/** Faults of a name for addresses: a DNS label (RFC 1123 §2.1) in lower case. */
export function slugFaults(slug: string | undefined, path = 'slug'): FieldFault[] {
  if (slug === undefined || SLUG.test(slug)) return [];
  return [
    { path, message: '1 to 63 of a-z, 0-9 and -, neither first nor last a -: for example sales.' },
  ];
}

/**
 * A free name for addresses, made of a name for people: `Opérations 2` → `operations-2`.
 *
 * @param fallback where the name has nothing that an address is written in
 */
export async function freeSlug(
  name: string,
  fallback: string,
  isTaken: (slug: string) => Promise<boolean>,
): Promise<string> {
  const base =
    name
      .toLowerCase()
      .replace(/[æøœßłđðþ]/g, (letter) => LETTERS[letter] ?? '')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, DERIVED_MAX)
      .replace(/^-+|-+$/g, '') || fallback;
  let slug = base;
  for (let number = 2; await isTaken(slug); number++) slug = `${base}-${number}`;
  return slug;
}
