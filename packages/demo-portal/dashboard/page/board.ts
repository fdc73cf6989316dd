import type { Note, NoteLine, OpenedLine, SampleLine, ViewName } from '../wire.ts';
import { METRICS, METRICS_OF_VIEW } from '../wire.ts';
import type { Formats } from './format.ts';
import { createFormats } from './format.ts';
import type { WriteNote } from './note-form.ts';
import { NotesPanel } from './notes-panel.ts';
import { readPalette } from './palette.ts';
import type { ChartContext } from './panel.ts';
import { Panel } from './panel.ts';
import { panelDefinitions } from './panel-definitions.ts';
import { SampleStore } from './sample-store.ts';
import type { Settings } from './settings.ts';
import { showSkeleton } from './skeleton.ts';

/** All panels of the page: what is shown, over which time, in which colours. */
export class Board {
  readonly #root: HTMLElement;
  readonly #store = new SampleStore();
  readonly #context: ChartContext;
  #settings: Settings = {};
  #opened: OpenedLine | undefined;
  #panels: Panel[] = [];
  #notes: Note[] = [];
  #notesPanel: NotesPanel | undefined;
  #write: WriteNote | undefined;
  #drawing = false;

  constructor(root: HTMLElement, view: string) {
    this.#root = root;
    this.#context = {
      palette: readPalette(),
      formats: createFormats(),
      notes: [],
      seconds: 120,
      onPick: (at) => this.#notesPanel?.pick(at),
    };
    showSkeleton(root, view);
    // Where the host leaves the theme to the system, the system may change it.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#recolour());
  }

  get formats(): Formats {
    return this.#context.formats;
  }

  apply(settings: Settings): void {
    this.#settings = settings;
    this.#context.formats = createFormats(settings.locale, settings.timeZone);
    this.#context.seconds = settings.seconds ?? 120;
    this.#recolour();
    this.#showView();
    this.#scheduleDrawing();
  }

  /** Offers the form for notes, or takes it away. */
  allowWriting(write: WriteNote | undefined): void {
    this.#write = write;
    this.#notesPanel?.allowWriting(write);
  }

  opened(line: OpenedLine): void {
    this.#opened = line;
    this.#store.clear(line.historySeconds);
    this.#notes = [];
  }

  note({ note }: NoteLine): void {
    // A resumed stream tells all notes again.
    if (this.#notes.some(({ id }) => id === note.id)) return;
    this.#notes = [...this.#notes, note].sort((one, other) => one.at - other.at);
    this.#context.notes = this.#notes;
    this.#notesPanel?.show(this.#notes);
    this.#scheduleDrawing();
  }

  sample(line: SampleLine): void {
    this.#store.add(line);
    if (this.#panels.length === 0) this.#build(line);
    this.#scheduleDrawing();
  }

  /** History arrives in a burst: it is drawn once a frame, not once a sample. */
  #scheduleDrawing(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      const samples = this.#store.last(this.#context.seconds);
      for (const panel of this.#panels) if (!panel.element.hidden) panel.draw(samples);
    });
  }

  #build(first: SampleLine): void {
    const allowed = new Set(this.#opened?.metrics ?? METRICS);
    this.#panels = panelDefinitions(first)
      .filter(({ metric }) => allowed.has(metric))
      .map((definition) => new Panel(definition, this.#context));
    const elements = this.#panels.map(({ element }) => element);
    if (this.#opened?.tenant) {
      this.#notesPanel = new NotesPanel(() => this.#context.formats);
      this.#notesPanel.allowWriting(this.#write);
      this.#notesPanel.show(this.#notes);
      elements.push(this.#notesPanel.element);
    }
    this.#root.replaceChildren(...elements);
    this.#root.removeAttribute('aria-busy');
    this.#showView();
  }

  #showView(): void {
    if (this.#panels.length === 0) return;
    const view = this.#settings.view ?? 'all';
    const shown = new Set<string>(view === 'all' ? [...METRICS, 'notes'] : metricsOf(view));
    for (const { element, definition } of this.#panels) {
      element.hidden = !shown.has(definition.metric);
    }
    if (this.#notesPanel) this.#notesPanel.element.hidden = view !== 'all';
    this.#root.dataset.panels = String(
      this.#panels.filter(({ element }) => !element.hidden).length,
    );
  }

  #recolour(): void {
    this.#context.palette = readPalette();
    for (const panel of this.#panels) panel.redraw();
  }
}

const metricsOf = (view: ViewName): readonly string[] => METRICS_OF_VIEW[view];
