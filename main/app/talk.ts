import { RefusedError } from '../../shared/errors.ts';
import type { talkRequests, TalkWays } from '../../shared/talk.ts';
import type { Scope } from '../base/scope.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import type { IpcHandlers } from '../ipc/ipc-router.ts';
import type { StatePublisher } from '../ipc/state-publisher.ts';
import { Recordings } from '../voice/recordings.ts';
import type { ReadAloud } from '../voice/read-aloud.ts';
import { TalkFloor } from '../voice/talk-floor.ts';
import type { Transcriber } from '../voice/transcriber.ts';
import type { Ground } from './ground.ts';
import type { AppHost } from './host.ts';
import type { Meters } from './meters/meters.ts';
import { joinReadAloud } from './read-aloud.ts';

/** What talking at the desk needs of the app. */
export type Talk = {
  readonly floor: TalkFloor;
  readonly recordings: Recordings;
  readonly transcriber: Pick<Transcriber, 'transcribe'> & { readonly isSet: boolean };
  readonly ways: Omit<TalkWays, 'isSet'>;
  /** The key that shows the window has it listen as well. */
  readonly listensOnToggle: boolean;
  readonly readAloud: ReadAloud;
};

type TalkGround = Pick<Ground, 'clock' | 'settings' | 'secrets'>;

export function joinTalk(
  { clock, settings, secrets }: TalkGround,
  meters: Pick<Meters, 'transcribed' | 'readAloud'>,
  scope: Scope,
): Talk {
  let transcriber: Pick<Transcriber, 'transcribe'> | null = null;
  const floor = scope.add('talk', new TalkFloor(clock));
  return {
    floor,
    readAloud: joinReadAloud({ clock, settings, secrets }, { meters, floor }, scope),
    recordings: scope.add('recordings', new Recordings(clock)),
    transcriber: {
      isSet: settings['stt.url'] !== null,
      transcribe: async (wav, signal) => {
        // Most starts never listen.
        transcriber ??= (await import('./transcriber.ts')).openTranscriber(
          { settings, secrets, clock },
          (durationMs) => meters.transcribed(settings['stt.model'], durationMs),
        );
        return transcriber.transcribe(wav, signal);
      },
    },
    listensOnToggle: settings['stt.url'] !== null && settings['stt.listenOnToggle'],
    ways: { silenceMs: settings['stt.silenceMs'], review: settings['stt.reviewBeforeSending'] },
  };
}

/** What a page asks to talk with the agent. */
export function talkHandlers(
  { floor, recordings, transcriber, ways, readAloud }: Talk,
  shortcut: () => string | null,
): Pick<IpcHandlers, keyof typeof talkRequests> {
  return {
    'talk:here': async ({ pageId }) => {
      floor.here(pageId);
      return { shortcut: shortcut() };
    },
    'talk:take': async ({ pageId }) => ({ press: floor.take(pageId) }),
    'talk:listen': async ({ pageId, listening }) => ({
      granted: floor.listen(pageId, listening),
    }),
    'talk:ways': async () => ({ ...ways, isSet: transcriber.isSet }),
    'talk:append': async ({ recordingId, at, data }) => ({
      received: recordings.append({ recordingId, at, data: Buffer.from(data, 'base64') }),
    }),
    'talk:write': async ({ recordingId }) => {
      const { wav, signal } = recordings.read(recordingId);
      const text = await write(transcriber, wav, signal);
      recordings.drop(recordingId);
      return { text };
    },
    'talk:drop': async ({ recordingId }) => {
      recordings.drop(recordingId);
      return {};
    },
    'talk:read': ({ readingId, at }) => readAloud.next(readingId, at),
    'talk:hush': async ({ readingId }) => {
      readAloud.stop(readingId);
      return {};
    },
  };
}

async function write(
  transcriber: Talk['transcriber'],
  wav: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await transcriber.transcribe(wav, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new RefusedError('TALK_DROPPED', 'The recording was thrown away.');
  }
}

/** `adjutant talk`, for a key of the desktop. */
export function talkCommands({
  host,
  talk,
}: {
  readonly host: Pick<AppHost, 'showWindow'>;
  readonly talk: Talk;
}): Pick<ControlHandlers, 'talk'> {
  return {
    talk: async (_args, { tell }) => {
      const done = talk.floor.listening
        ? 'The window stops listening.'
        : 'The window is to listen.';
      pressTalk(host, talk.floor);
      tell({ done });
    },
  };
}

/** Shows the window, which then takes the press. */
export function pressTalk(host: Pick<AppHost, 'showWindow'>, floor: TalkFloor): void {
  host.showWindow();
  floor.press();
}

/** The key showed the window: it listens, where the owner has set that up and nothing listens yet. */
export function listenOnToggle({
  floor,
  listensOnToggle,
}: Pick<Talk, 'floor' | 'listensOnToggle'>): void {
  if (listensOnToggle && !floor.listening) floor.press('listen');
}

type Tell = (name: string, payload: unknown) => void;

/** Everything that pages are told unasked; returns the removal of the listener. */
export function tellPages(
  publisher: Pick<StatePublisher, 'changes'>,
  { floor, readAloud }: Pick<Talk, 'floor' | 'readAloud'>,
  tell: Tell,
): () => void {
  const stops = [
    publisher.changes.on((change) => tell('state:changed', change)),
    floor.news.on(({ name, payload }) => tell(name, payload)),
    readAloud.news.on(({ name, payload }) => tell(name, payload)),
  ];
  return () => stops.forEach((stop) => stop());
}
