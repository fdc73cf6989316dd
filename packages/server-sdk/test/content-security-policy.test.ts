import { expect, test } from 'vitest';
import {
  frameAncestorsDirective,
  withFrameAncestors,
} from '../src/frame-policy/content-security-policy.ts';

const directive = frameAncestorsDirective(['https://a.example', 'http://localhost:4401']);

test('the directive', () => {
  expect(directive).toBe('frame-ancestors https://a.example http://localhost:4401');
  expect(frameAncestorsDirective([])).toBe("frame-ancestors 'none'");
});

test.each([
  ['nothing', undefined, directive],
  ['an empty header', '', directive],
  ['other directives', "default-src 'self'", `default-src 'self'; ${directive}`],
  ['a trailing semicolon', "default-src 'self'; ", `default-src 'self'; ${directive}`],
  ['its own ancestors', "frame-ancestors 'self'; img-src *", `img-src *; ${directive}`],
  ['in upper case', "img-src *;FRAME-ANCESTORS 'none'", `img-src *; ${directive}`],
  ['two policies', "img-src *, frame-ancestors 'none'", `img-src *; ${directive}`],
  [
    'two headers',
    ["img-src *; frame-ancestors 'none'", 'font-src *'],
    `img-src *, font-src *; ${directive}`,
  ],
  ['a look-alike', 'frame-ancestors-x y', `frame-ancestors-x y; ${directive}`],
])('merges with %s', (_, existing, merged) => {
  expect(withFrameAncestors(existing, directive)).toBe(merged);
  expect(withFrameAncestors(merged, directive)).toBe(merged);
});
