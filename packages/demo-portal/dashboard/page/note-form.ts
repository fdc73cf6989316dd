import { make, setText } from '../../design/elements.ts';
import { NOTE_MAX_LENGTH } from '../wire.ts';

/** Posts a note; resolves with the fault to show, if there is one. */
export type WriteNote = (note: { text: string; at?: number }) => Promise<string | undefined>;

export interface NoteForm {
  element: HTMLFormElement;
  /** Takes a moment that was picked on a chart, and goes to the text. */
  pick(at: number): void;
}

/** The form for a new note. Faults stand beside the field, in words; the text stays. */
export function createNoteForm(write: WriteNote): NoteForm {
  const text = make('input', 'field');
  text.id = 'note-text';
  text.maxLength = NOTE_MAX_LENGTH;
  text.placeholder = 'What happened?';
  text.autocomplete = 'off';
  const time = make('input', 'field');
  time.id = 'note-time';
  time.type = 'time';
  time.step = '1';
  const submit = make('button', 'button primary', 'Add note');
  submit.type = 'submit';
  const hint = make('p', 'hint', 'Now, or click a chart');
  hint.id = 'note-hint';
  const fault = make('p', 'fault');
  fault.id = 'note-fault';
  fault.setAttribute('role', 'alert');
  text.setAttribute('aria-describedby', 'note-hint note-fault');

  const element = make(
    'form',
    'note-form',
    labelled('Note', text),
    labelled('Time', time),
    hint,
    submit,
    fault,
  );
  element.noValidate = true;
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    const trimmed = text.value.trim();
    if (trimmed === '') {
      show('Write a few words first.');
      text.focus();
      return;
    }
    submit.disabled = true;
    const at = momentOf(time.value);
    const refused = await write({ text: trimmed, ...(at === undefined ? {} : { at }) });
    submit.disabled = false;
    show(refused ?? '');
    if (refused !== undefined) return;
    text.value = '';
    time.value = '';
    text.focus();
  });
  text.addEventListener('input', () => show(''));

  function show(message: string): void {
    setText(fault, message);
    text.setAttribute('aria-invalid', String(message !== ''));
    hint.hidden = message !== '';
    fault.hidden = message === '';
  }

  return {
    element,
    pick(at) {
      const date = new Date(at);
      const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
      time.value = parts.map((part) => String(part).padStart(2, '0')).join(':');
      text.focus();
    },
  };
}

function labelled(label: string, field: HTMLInputElement): HTMLLabelElement {
  const element = make('label', '', make('span', 'visually-hidden', label), field);
  element.htmlFor = field.id;
  return element;
}

/** The last moment at which a clock showed this time: just after midnight, 23:59 was yesterday. */
function momentOf(value: string): number | undefined {
  if (value === '') return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = value.split(':').map(Number);
  const date = new Date();
  date.setHours(hours, minutes, seconds, 0);
  if (date.getTime() > Date.now()) date.setDate(date.getDate() - 1);
  return date.getTime();
}
