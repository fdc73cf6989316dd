import { fileURLToPath } from 'node:url';
import { type Font, openSync } from 'fontkit';

const fontFile = (name: string): string =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));

/** Latin, Greek, Cyrillic, Arabic, Hebrew and more, but no Chinese, Japanese or Korean: those take megabytes. */
export const FONTS = {
  regular: fontFile('DejaVuSansCondensed'),
  bold: fontFile('DejaVuSansCondensed-Bold'),
};

/** Stands for what the font has no shape for. */
export const NO_SHAPE = '□';

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** What is not seen by itself: joiners and variation selectors. */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cc}]$/u;
let font: Font | undefined;

function hasShape(letter: string): boolean {
  font ??= openSync(FONTS.regular) as Font;
  for (const sign of letter) {
    if (!INVISIBLE.test(sign) && !font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0)) return false;
  }
  return true;
}

/** A text with one {@link NO_SHAPE} for each letter, as people count them, that the font does not have. */
export function drawable(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return Array.from(clusters.segment(text), ({ segment }) =>
    hasShape(segment) ? segment : NO_SHAPE,
  ).join('');
}

const RIGHT_TO_LEFT = String.raw`\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}`;
const BEGINS_RIGHT = new RegExp(`^\\P{L}*[${RIGHT_TO_LEFT}]`, 'u');
/** Letters and digits of the other direction, with what stands between them. */
const OTHER_WAY = new RegExp(
  `[[\\p{L}\\p{N}]--[${RIGHT_TO_LEFT}]](?:[^${RIGHT_TO_LEFT}]*[[\\p{L}\\p{N}]--[${RIGHT_TO_LEFT}]])?`,
  'gv',
);

/** Whether a text is written from right to left: drawn word by word, its words would come in the wrong order. */
export const isRightToLeft = (text: string): boolean => BEGINS_RIGHT.test(text);

/** A text from right to left, for a font that turns all of it around: what reads the other way is turned before. */
export const turned = (text: string): string =>
  text.replace(OTHER_WAY, (part) =>
    Array.from(clusters.segment(part), ({ segment }) => segment)
      .toReversed()
      .join(''),
  );
