import { make, setText } from '../../design/elements.ts';
import type { Note } from '../wire.ts';
import type { Formats } from './format.ts';
import type { NoteForm, WriteNote } from './note-form.ts';
import { createNoteForm } from './note-form.ts';

/** The notes as a list, and for editors the form that adds one. */
export class NotesPanel {
  readonly element: HTMLElement;
  readonly #list = make('ol', 'notes');
  readonly #empty = make('p', 'empty');
  readonly #count = make('b', 'headline');
  readonly #formats: () => Formats;
  #form: NoteForm | undefined;

  constructor(formats: () => Formats) {
    this.#formats = formats;
    const title = make('h2', 'title', 'Notes');
    title.id = 'panel-notes';
    const scroll = make('div', 'notes-scroll', this.#empty, this.#list);
    // A box that scrolls must be reachable by keyboard.
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', 'Notes, newest first');
    this.element = make(
      'section',
      'panel',
      make('header', 'panel-head', title, this.#count),
      scroll,
    );
    this.element.setAttribute('aria-labelledby', title.id);
    this.element.dataset.metric = 'notes';
  }

  /** Shows the form, or for a reader without the permission takes it away. */
  allowWriting(write: WriteNote | undefined): void {
    this.#form?.element.remove();
    this.#form = write && createNoteForm(write);
    if (this.#form) this.element.append(this.#form.element);
    setText(
      this.#empty,
      write
        ? 'Nothing noted yet. Write what happened, and everybody in your organization sees it on the charts at once.'
        : 'Nothing noted yet. Editors of your organization can write notes; your role may read them.',
    );
  }

  /** @param notes oldest first, numbered like their marks on the charts */
  show(notes: readonly Note[]): void {
    setText(this.#count, notes.length === 0 ? '' : String(notes.length));
    this.#empty.hidden = notes.length > 0;
    const { time } = this.#formats();
    this.#list.replaceChildren(
      ...notes
        .map((note, index) => {
          const when = make('time', '', time(note.at));
          when.dateTime = new Date(note.at).toISOString();
          return make(
            'li',
            '',
            make('b', 'note-number', String(index + 1)),
            // First, so that however long the text is, it shows without scrolling.
            make('p', 'note-by', note.author, ' · ', when),
            make('p', 'note-text', note.text),
          );
        })
        .reverse(),
    );
  }

  /** A moment was picked on a chart. */
  pick(at: number): void {
    this.#form?.pick(at);
  }
}
