/** The page's colours as the canvas needs them: resolved, for the theme in force. */
export interface Palette {
  /** @param color 1 to 8, the number of a `--series-…` property */
  series(color: number): string;
  /** The same colour, see-through: for the area below a line. */
  wash(color: number, strength: 'strong' | 'faint'): string;
  ink: string;
  grid: string;
  axis: string;
  mark: string;
  font: string;
}

export function readPalette(): Palette {
  // Custom properties come back as written, light-dark() and all; a computed colour is resolved.
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const resolve = (value: string) => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const all = (percent: number) =>
    Array.from({ length: 8 }, (_, index) =>
      resolve(`color-mix(in srgb, var(--series-${index + 1}) ${percent}%, transparent)`),
    );
  const series = all(100);
  const washes = { strong: all(34), faint: all(4) };
  const palette: Palette = {
    series: (color) => series[(color - 1) % series.length] ?? 'gray',
    wash: (color, strength) => washes[strength][(color - 1) % series.length] ?? 'transparent',
    ink: resolve('var(--ink)'),
    grid: resolve('var(--line)'),
    axis: resolve('var(--ink-faint)'),
    mark: resolve('var(--accent)'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
  probe.remove();
  return palette;
}
