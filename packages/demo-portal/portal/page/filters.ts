export type Filters = { view: string; seconds: number };

/** The filters as chosen now. */
export function currentFilters(): Filters {
  return { view: chosen('view') ?? 'all', seconds: Number(chosen('range') ?? 120) };
}

export function onFilterChange(changed: (filters: Filters) => void): void {
  for (const input of document.querySelectorAll('input[name="view"], input[name="range"]')) {
    input.addEventListener('change', () => changed(currentFilters()));
  }
}

function chosen(name: string): string | undefined {
  return document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value;
}
