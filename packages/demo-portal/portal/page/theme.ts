const COOKIE = 'northlight_portal_theme';
const YEAR = 31_536_000;
const system = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;

/** The theme in force: what the user chose, or else the system's. */
export function currentTheme(): 'light' | 'dark' {
  const { theme } = root.dataset;
  if (theme === 'light' || theme === 'dark') return theme;
  return system.matches ? 'dark' : 'light';
}

/**
 * Runs the theme switch. The choice is kept in a cookie, so that the server sends the next page in the
 * right colours from its first paint on.
 * @param changed called with the theme in force, also when the system changes it
 */
export function runThemeSwitch(changed: (theme: 'light' | 'dark') => void): void {
  const chosen = root.dataset.theme ?? 'system';
  for (const input of document.querySelectorAll<HTMLInputElement>('input[name="theme"]')) {
    input.checked = input.value === chosen;
    input.addEventListener('change', () => {
      root.dataset.theme = input.value;
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari.
      document.cookie = `${COOKIE}=${input.value}; path=/; max-age=${YEAR}; samesite=lax`;
      changed(currentTheme());
    });
  }
  system.addEventListener('change', () => changed(currentTheme()));
}
