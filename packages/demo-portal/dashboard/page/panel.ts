import uPlot from 'uplot';
import { make, setText } from '../../design/elements.ts';
import type { Note, SampleLine } from '../wire.ts';
import type { Formats } from './format.ts';
import { noteMarks } from './note-marks.ts';
import type { Palette } from './palette.ts';
import type { PanelDefinition } from './panel-definitions.ts';

/** Seconds. A shorter time axis would show noise as drama. */
const SHORTEST_AXIS = 30;

/** Pixels: half of a label's width. */
const LABEL_MARGIN = 22;

/** What all panels share; read at every drawing, so a change needs no new chart. */
export interface ChartContext {
  palette: Palette;
  formats: Formats;
  notes: readonly Note[];
  /** Length of the time axis. */
  seconds: number;
  /** A moment of the chart was clicked; milliseconds since the epoch. */
  onPick(at: number): void;
}

/** One chart with its title, current figure and legend. */
export class Panel {
  readonly element: HTMLElement;
  readonly definition: PanelDefinition;
  readonly #context: ChartContext;
  readonly #headline = make('b', 'headline', '–');
  readonly #values: HTMLElement[];
  readonly #chart: uPlot;
  readonly #resize: ResizeObserver;
  #samples: readonly SampleLine[] = [];

  constructor(definition: PanelDefinition, context: ChartContext) {
    this.definition = definition;
    this.#context = context;
    const titleId = `panel-${definition.metric}`;
    const title = make('h2', 'title', definition.title);
    title.id = titleId;
    this.#values = definition.series.map(() => {
      const value = make('b', 'value', '–');
      value.style.minWidth = `${definition.unit.length}ch`;
      return value;
    });
    const legend = make(
      'ul',
      'legend',
      ...definition.series.map(({ label, color }, index) => {
        const key = make('i', 'key');
        key.dataset.series = String(color);
        return make('li', '', key, label, this.#values[index] ?? '');
      }),
    );
    const plot = make('div', 'plot');
    this.element = make(
      'section',
      'panel',
      make('header', 'panel-head', title, this.#headline),
      plot,
      legend,
    );
    this.element.setAttribute('aria-labelledby', titleId);
    this.element.dataset.metric = definition.metric;

    this.#chart = new uPlot(this.#options(), [[]], plot);
    this.#chart.root.setAttribute('role', 'img');
    this.#chart.root.setAttribute('aria-label', `${definition.title}: chart; values below`);
    this.#resize = new ResizeObserver(() => this.#fit(plot));
    this.#resize.observe(plot);
  }

  /** Draws samples, oldest first; the last one is now. */
  draw(samples: readonly SampleLine[]): void {
    this.#samples = samples;
    const columns: (number | null)[][] = this.definition.series.map(() => []);
    for (const { values } of samples) {
      const row = this.definition.values(values);
      columns.forEach((column, index) => {
        column.push(row[index] ?? null);
      });
    }
    this.#chart.setData([samples.map(({ at }) => at / 1000), ...columns]);
    const latest = samples.at(-1);
    if (latest !== undefined) setText(this.#headline, this.definition.headline(latest.values));
    this.#showValues();
  }

  /** Draws the same samples again, in new colours or with new marks. */
  redraw(): void {
    this.#chart.redraw(false, true);
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#chart.destroy();
  }

  #fit(plot: HTMLElement): void {
    const { clientWidth: width, clientHeight: height } = plot;
    if (width > 0 && height > 0) this.#chart.setSize({ width, height });
  }

  /** The legend shows the values under the pointer, or else the current ones. */
  #showValues(): void {
    const index = this.#chart.cursor.idx ?? this.#samples.length - 1;
    const sample = this.#samples[index] ?? this.#samples.at(-1);
    const row = sample === undefined ? [] : this.definition.values(sample.values);
    this.#values.forEach((element, series) => {
      const value = row[series];
      setText(
        element,
        value === undefined || value === null ? '–' : this.definition.unit.format(value),
      );
    });
  }

  #options(): uPlot.Options {
    const { definition } = this;
    const context = this.#context;
    const axis: uPlot.Axis = {
      stroke: () => context.palette.axis,
      grid: { stroke: () => context.palette.grid, width: 1 },
      ticks: { show: false },
      font: context.palette.font,
    };
    return {
      width: 300,
      height: 150,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        sync: { key: 'dashboard' },
        points: { size: 7, width: 1.5 },
        bind: {
          click: (chart) => () => {
            const { left = -1 } = chart.cursor;
            if (left >= 0) context.onPick(1000 * chart.posToVal(left, 'x'));
            return null;
          },
        },
      },
      scales: {
        x: { range: () => this.#timeRange() },
        y: { range: (_chart, _min, max) => [0, this.#ceiling(max)] },
      },
      axes: [
        {
          ...axis,
          size: 26,
          gap: 6,
          space: 76,
          grid: { show: false },
          values: (chart, splits, _axis, _space, increment) =>
            splits.map((seconds) => this.#timeLabel(chart, seconds, increment)),
        },
        {
          ...axis,
          size: 58,
          gap: 6,
          space: 34,
          ...(definition.unit.increments ? { incrs: definition.unit.increments } : {}),
          values: (_chart, splits) => splits.map(definition.unit.axis),
        },
      ],
      series: [
        {},
        ...definition.series.map(({ label, color, area, steps, faint }): uPlot.Series => {
          const stepped = steps ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
          return {
            label,
            stroke: () => context.palette.series(color),
            width: faint ? 1 : 1.75,
            ...(area ? { fill: (chart) => areaBelow(chart, context.palette, color) } : {}),
            ...(faint ? { alpha: 0.7 } : {}),
            ...(stepped ? { paths: stepped } : {}),
            points: { show: false },
          };
        }),
      ],
      hooks: { setCursor: [() => this.#showValues()] },
      plugins: [
        noteMarks(
          () => context.notes,
          () => context.palette,
        ),
      ],
    };
  }

  #timeLabel(chart: uPlot, seconds: number, increment: number): string {
    // A label too near to the right edge would be cut off.
    if (chart.bbox.width / devicePixelRatio - chart.valToPos(seconds, 'x') < LABEL_MARGIN)
      return '';
    const { time, clock } = this.#context.formats;
    return increment < 60 ? time(seconds * 1000) : clock(seconds * 1000);
  }

  #timeRange(): [number, number] {
    const until = (this.#samples.at(-1)?.at ?? Date.now()) / 1000;
    const oldest = (this.#samples[0]?.at ?? 0) / 1000;
    // While the history is younger than the chosen time, the chart grows with it.
    const from = Math.max(until - this.#context.seconds, Math.min(oldest, until - SHORTEST_AXIS));
    return [from, until];
  }

  #ceiling(max: number | null): number {
    const latest = this.#samples.at(-1);
    return latest === undefined ? 1 : this.definition.ceiling(max ?? 0, latest.values);
  }
}

/** A wash of the line's colour that fades towards zero. */
function areaBelow(chart: uPlot, palette: Palette, color: number): CanvasGradient {
  const { top, height } = chart.bbox;
  const gradient = chart.ctx.createLinearGradient(0, top, 0, top + height);
  gradient.addColorStop(0, palette.wash(color, 'strong'));
  gradient.addColorStop(1, palette.wash(color, 'faint'));
  return gradient;
}
