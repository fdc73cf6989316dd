import type { Language } from '../../domain/locale/locale.ts';
import { da } from './languages/da.ts';
import { en } from './languages/en.ts';
import { fi } from './languages/fi.ts';
import { fr } from './languages/fr.ts';
import { nb } from './languages/nb.ts';
import { sv } from './languages/sv.ts';
import type { ExpiryWords } from './words.ts';

export const EXPIRY_WORDS: Readonly<Record<Language, ExpiryWords>> = { en, nb, sv, fr, fi, da };
