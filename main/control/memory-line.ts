import type { ControlArgs } from './contract.ts';
import { UsageError } from './usage-error.ts';

type MemoryCommand =
  | 'notes'
  | 'note-edit'
  | 'note-delete'
  | 'note-undo'
  | 'contacts'
  | 'contact-delete';

export type MemoryRequest = {
  readonly [C in MemoryCommand]: { readonly command: C; readonly args: ControlArgs<C> };
}[MemoryCommand];

export type MemoryValues = {
  readonly facts?: boolean | undefined;
  readonly text?: string | undefined;
};

/** What a command line about notes and contacts asks for; null for every other. Throws UsageError. */
export function toMemoryRequest(
  [command, ...words]: readonly string[],
  { facts = false, text }: MemoryValues,
): MemoryRequest | null {
  if (command === 'notes') {
    return { command, args: { text: words.join(' ').trim(), kind: facts ? 'fact' : null } };
  }
  if (command === 'contacts') return { command, args: { text: words.join(' ').trim() } };
  if (command === 'note') return toNoteRequest(words, text);
  return command === 'contact' ? toContactRequest(words) : null;
}

function toNoteRequest(
  [action, id, ...words]: readonly string[],
  option: string | undefined,
): MemoryRequest {
  const text = (option ?? words.join(' ')).trim();
  if (id !== undefined && action === 'edit' && text !== '') {
    return { command: 'note-edit', args: { id, text } };
  }
  if (id !== undefined && text === '') {
    if (action === 'delete') return { command: 'note-delete', args: { id } };
    if (action === 'undo') return { command: 'note-undo', args: { id } };
  }
  throw new UsageError('Use: note edit ID TEXT, note delete ID, or note undo ID.');
}

function toContactRequest([action, id, ...rest]: readonly string[]): MemoryRequest {
  if (action === 'delete' && id !== undefined && rest.length === 0) {
    return { command: 'contact-delete', args: { id } };
  }
  throw new UsageError('Use: contact delete ID; see: adjutant contacts');
}
