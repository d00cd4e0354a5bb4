import type { AnyTool } from '../agent/tools/tool.ts';
import { createContactTools } from '../agent/tools/contacts.ts';
import { createNoteTools } from '../agent/tools/notes.ts';
import { createThreadSearchTools } from '../agent/tools/thread-search.ts';
import { ContactBook } from '../agent/memory/contact-book.ts';
import { NoteBook } from '../agent/memory/note-book.ts';
import { Summarizer } from '../agent/memory/summarizer.ts';
import { ThreadWindow } from '../agent/memory/thread-window.ts';
import { WarmMemory } from '../agent/memory/warm-memory.ts';
import type { Model } from '../agent/ports.ts';
import { leastHistoryTokens } from '../agent/prompt.ts';
import type { Emitter } from '../base/emitter.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import type { IpcHandlers } from '../ipc/ipc-router.ts';
import type { ThreadNews } from '../thread/news.ts';
import type { Ground } from './ground.ts';

/** What the agent remembers: notes and facts, people, and the thread itself. */
export type Memory = {
  readonly notes: NoteBook;
  readonly contacts: ContactBook;
  /** What prompts hold of it. */
  readonly warm: WarmMemory;
  /** The newest lines of the one thread, for the owner on a call. */
  readonly window: ThreadWindow;
  readonly tools: readonly AnyTool[];
  /** Follows the thread from now on; summaries are made while nothing is busy. */
  start(parts: MemoryStart): void;
};

export type MemoryStart = {
  readonly news: Emitter<ThreadNews>;
  readonly model: () => Model | null;
  readonly persona: { readonly timeZone: string };
  readonly isBusy: () => boolean;
};

export function joinMemory(ground: Ground, scope: Scope): Memory {
  const { store, clock } = ground;
  const log = ground.log.child('memory');
  const notes = new NoteBook(store, clock);
  const contacts = new ContactBook(store, clock);
  const warm = new WarmMemory({ notes, contacts, summaries: store, log });
  scope.defer(
    'notes at hand',
    notes.changed.on(() => void warm.reload()),
  );
  const window = new ThreadWindow();
  const memory = { notes, contacts, warm, window };
  return {
    ...memory,
    tools: [
      ...createNoteTools({ notes }),
      ...createContactTools({ contacts }),
      ...createThreadSearchTools({ thread: store, contacts }),
    ],
    start: (parts) => start(ground, { ...parts, ...memory }, scope),
  };
}

type Started = MemoryStart & Pick<Memory, 'notes' | 'warm' | 'window'>;

function start(ground: Ground, parts: Started, scope: Scope): void {
  const { store, settings, pause, clock } = ground;
  const log = ground.log.child('memory');
  const { news, notes, warm, window, isBusy } = parts;
  const summarizer = new Summarizer(
    {
      ...{ ledger: store, thread: store, model: parts.model, timeZone: parts.persona.timeZone },
      isBusy: () => pause.paused || isBusy(),
      shownTokens: leastHistoryTokens(settings['agent.contextTokens']),
      changed: () => warm.reload(),
      ...{ clock, log },
    },
    scope.signal,
  );
  scope.defer('a summary under way', () => summarizer.idle());
  const stop = news.on((one) => {
    if (one.type === 'message-saved') window.saved(one.message);
    if (one.type === 'messages-removed') {
      window.removed(one.messageIds);
      // Notes and summaries may have gone with them.
      void warm.reload();
    }
    if (one.type === 'message-saved' || one.type === 'messages-removed') summarizer.wake();
  });
  scope.defer('the memory of the thread', stop);
  summarizer.wake();
  const first = Promise.all([window.load(store), notes.purge()]);
  first.catch((error: unknown) => {
    if (!scope.signal.aborted) log.warn('the thread is not at hand', errorFields(error));
  });
}

/** The owner's requests from the window. */
export function memoryRequests({
  notes,
}: Pick<Memory, 'notes'>): Pick<
  IpcHandlers,
  'notes:list' | 'notes:edit' | 'notes:delete' | 'notes:undo'
> {
  return {
    'notes:list': async ({ text, kind }) => ({ notes: await notes.find(text, kind) }),
    'notes:edit': async ({ id, text, kind }) => ({
      note: await notes.edit(id, { text, kind }, byOwner),
    }),
    'notes:delete': async ({ id }) => ({ note: await notes.delete(id) }),
    'notes:undo': async ({ id }) => ({ note: await notes.undo(id) }),
  };
}

const byOwner = { principal: 'owner', messageId: null } as const;

/** The same for commands, and contacts. */
export function memoryCommands({
  notes,
  contacts,
}: Pick<Memory, 'notes' | 'contacts'>): Pick<
  ControlHandlers,
  'notes' | 'note-edit' | 'note-delete' | 'note-undo' | 'contacts' | 'contact-delete'
> {
  return {
    notes: async ({ text, kind }, { tell }) => {
      for (const note of await notes.find(text, kind)) tell(note);
    },
    'note-edit': async ({ id, text }, { tell }) =>
      tell(await notes.edit(id, { text, kind: null }, byOwner)),
    'note-delete': async ({ id }, { tell }) => tell(await notes.delete(id)),
    'note-undo': async ({ id }, { tell }) => tell(await notes.undo(id)),
    contacts: ({ text }, { tell }) => {
      for (const contact of contacts.find(text)) tell(contact);
      return Promise.resolve();
    },
    'contact-delete': async ({ id }, { tell }) => tell(await contacts.delete(id)),
  };
}
