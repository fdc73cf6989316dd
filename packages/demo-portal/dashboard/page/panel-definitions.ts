import type { Measurements, MetricName, SampleLine } from '../wire.ts';
import type { Unit } from './format.ts';
import { bytes, bytesPerSecond, count, percent, plain } from './format.ts';

/** One line of a chart. */
export interface SeriesDefinition {
  label: string;
  /** Number of a `--series-…` colour. */
  color: number;
  /** Filled below the line. */
  area?: boolean;
  /** Drawn as steps: counts change at once, not gradually. */
  steps?: boolean;
  /** Thin, behind the others. */
  faint?: boolean;
}

/** One chart: which metric it shows, and how a sample becomes a value for each series. */
export interface PanelDefinition {
  metric: MetricName;
  title: string;
  unit: Unit;
  series: SeriesDefinition[];
  /** One value per series; null where it was not measured. */
  values(measured: Measurements): (number | null)[];
  /** The large figure beside the title. */
  headline(measured: Measurements): string;
  /** Top of the value axis, by the highest value on the chart. */
  ceiling(highest: number, measured: Measurements): number;
}

/** Some air above the highest value, and never less than `least`, so that noise stays small. */
const above = (least: number) => (highest: number) => Math.max(least, highest * 1.12);

/** More lines than this are a thicket: the busiest and the idlest core then stand for all. */
const MAX_CORE_LINES = 6;

/** The panels in reading order. The cores are those of the first sample. */
export function panelDefinitions({ values: first }: Pick<SampleLine, 'values'>): PanelDefinition[] {
  return [
    processor(first.cpu?.cores.length ?? 1),
    {
      metric: 'memory',
      title: 'Memory',
      unit: bytes,
      series: [{ label: 'In use', color: 4, area: true }],
      values: ({ memory }) => [memory?.used ?? null],
      headline: ({ memory }) => (memory ? percent.format((100 * memory.used) / memory.total) : '–'),
      ceiling: (highest, { memory }) => Math.min(memory?.total ?? 1, highest * 1.5),
    },
    {
      metric: 'load',
      title: 'Load',
      unit: plain,
      series: [
        { label: '1 min', color: 2, area: true },
        { label: '5 min', color: 7 },
        { label: '15 min', color: 6 },
      ],
      values: ({ load }) => [load?.one ?? null, load?.five ?? null, load?.fifteen ?? null],
      headline: ({ load }) => (load ? plain.format(load.one) : '–'),
      ceiling: above(1),
    },
    {
      metric: 'network',
      title: 'Network',
      unit: bytesPerSecond,
      series: [
        { label: 'In', color: 7, area: true },
        { label: 'Out', color: 4 },
        { label: 'Loopback', color: 3 },
      ],
      values: ({ network }) => [
        network?.received ?? null,
        network?.sent ?? null,
        network?.loopback ?? null,
      ],
      headline: ({ network }) =>
        network ? bytesPerSecond.format(network.received + network.sent) : '–',
      ceiling: above(10_000),
    },
    {
      metric: 'disk',
      title: 'Disk',
      unit: bytesPerSecond,
      series: [
        { label: 'Read', color: 3, area: true },
        { label: 'Written', color: 5 },
      ],
      values: ({ disk }) => [disk?.read ?? null, disk?.written ?? null],
      headline: ({ disk }) => (disk ? bytesPerSecond.format(disk.read + disk.written) : '–'),
      ceiling: above(10_000),
    },
    {
      metric: 'service',
      // Figures of the whole service, whoever looks; a customer's own are on the next panel.
      title: 'Sessions of all customers',
      unit: count,
      series: [
        { label: 'Live', color: 1, area: true, steps: true },
        { label: 'Renewals / min', color: 2, steps: true },
        { label: 'Refusals / min', color: 5, steps: true },
      ],
      values: ({ service }) => [
        service?.sessions ?? null,
        service?.renewalsPerMinute ?? null,
        service?.refusalsPerMinute ?? null,
      ],
      headline: ({ service }) => (service ? `${count.format(service.sessions)} live` : '–'),
      ceiling: above(4),
    },
    {
      metric: 'tenant',
      title: 'Your organization',
      unit: count,
      series: [
        { label: 'Open streams', color: 5, area: true, steps: true },
        { label: 'Requests / min', color: 3, steps: true },
      ],
      values: ({ tenant }) => [tenant?.streams ?? null, tenant?.requestsPerMinute ?? null],
      headline: ({ tenant }) =>
        tenant
          ? `${count.format(tenant.streams)} ${tenant.streams === 1 ? 'viewer' : 'viewers'}`
          : '–',
      ceiling: above(4),
    },
  ];
}

function processor(cores: number): PanelDefinition {
  const each = cores <= MAX_CORE_LINES;
  const labels = each
    ? Array.from({ length: cores }, (_, index) => `Core ${index + 1}`)
    : ['Busiest core', 'Idlest core'];
  return {
    metric: 'cpu',
    title: 'Processor',
    unit: percent,
    series: [
      { label: 'All cores', color: 1, area: true },
      ...(cores > 1
        ? labels.map((label, index) => ({ label, color: 2 + index, faint: true }))
        : []),
    ],
    values: ({ cpu }) => {
      if (!cpu) return [null];
      if (cores <= 1) return [cpu.total];
      const lines = each ? cpu.cores : [Math.max(...cpu.cores), Math.min(...cpu.cores)];
      return [cpu.total, ...lines];
    },
    headline: ({ cpu }) => (cpu ? percent.format(cpu.total) : '–'),
    ceiling: () => 100,
  };
}
