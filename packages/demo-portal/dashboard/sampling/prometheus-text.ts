/** One line of the Prometheus text format: a metric's name, its labels and its value. */
export interface PrometheusSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})?\s+(?<value>\S+)/;
const LABEL = /(?<key>[a-zA-Z_]\w*)="(?<value>(?:[^"\\]|\\.)*)"/g;

/** Parses the Prometheus text exposition format, as far as counters and gauges need it. */
export function parsePrometheusText(text: string): PrometheusSample[] {
  const samples: PrometheusSample[] = [];
  for (const line of text.split('\n')) {
    const groups = line.startsWith('#') ? undefined : LINE.exec(line)?.groups;
    if (groups?.name === undefined) continue;
    const labels: Record<string, string> = {};
    for (const { groups: label } of (groups.labels ?? '').matchAll(LABEL)) {
      if (label?.key !== undefined) labels[label.key] = label.value ?? '';
    }
    samples.push({ name: groups.name, labels, value: Number(groups.value) });
  }
  return samples;
}

/** The sum over all samples of a name whose labels match; undefined where there is none. */
export function sumOf(
  samples: readonly PrometheusSample[],
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const matching = samples.filter(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  if (matching.length === 0) return undefined;
  return matching.reduce((total, { value }) => total + value, 0);
}
