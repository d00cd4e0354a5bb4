import { RemoteError } from '../../shared/errors.ts';
import { folded } from '../base/clean-text.ts';
import type { PhoneHistory, TextMessage, Voicemail } from '../call/away/ports.ts';
import type { CallRecord } from '../call/ports.ts';
import { parseTextMessage } from './account-wire.ts';
import { parseCall } from './call-wire.ts';
import { parseRecording } from './recording-wire.ts';
import type { RestClient } from './rest-client.ts';
import type { SpeechSessions } from './sessions.ts';

export type HistoryDeps = { readonly client: RestClient; readonly sessions: SpeechSessions };

/** A voicemail is looked for among so many recordings of the account. */
const maxRecordings = 300;

/** What the service remembers: calls, texts and voicemails that came while nobody listened. */
export class History implements PhoneHistory {
  readonly #deps: HistoryDeps;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
  }

  async incomingSince(at: number, signal: AbortSignal): Promise<readonly CallRecord[]> {
    const isOlder = ({ createdAt }: CallRecord): boolean => createdAt !== null && createdAt < at;
    const list = {
      path: '/calls',
      parse: parseCall,
      isEnough: (page: readonly CallRecord[]) => page.some(isOlder),
    };
    const calls = await this.#deps.client.list(list, signal);
    return calls.filter((call) => call.direction === 'incoming' && !isOlder(call));
  }

  /** What was said after the tone: the flow starts its transcription there. */
  async voicemailOf(callId: string, signal: AbortSignal): Promise<Voicemail> {
    const { sessions } = this.#deps;
    const words: string[] = [];
    for (const { id } of await sessions.transcriptionsOf(callId, signal)) {
      const lines = await sessions.transcriptsOf(id, signal);
      words.push(...lines.filter(({ direction }) => direction === 'in').map(({ text }) => text));
    }
    return {
      text: folded(words.join(' ')),
      recordedMs: await this.#recordedMs(callId, signal),
    };
  }

  async textsSince(at: number, signal: AbortSignal): Promise<readonly TextMessage[]> {
    const isOlder = (text: TextMessage): boolean => text.at !== null && text.at < at;
    const list = {
      path: '/messages',
      parse: parseTextMessage,
      isEnough: (page: readonly TextMessage[]) => page.some(isOlder),
    };
    const texts = await orNone(this.#deps.client.list(list, signal));
    return texts.filter((text) => text.isInbound && !isOlder(text));
  }

  /** VoIPBIN: recordings have no filter by call. */
  async #recordedMs(callId: string, signal: AbortSignal): Promise<number | null> {
    let seen = 0;
    const list = {
      path: '/recordings',
      parse: parseRecording,
      isEnough: (page: readonly ReturnType<typeof parseRecording>[]) => {
        seen += page.length;
        return seen >= maxRecordings || page.some((recording) => recording.callId === callId);
      },
    };
    const recordings = await orNone(this.#deps.client.list(list, signal));
    const own = recordings.find((recording) => recording.callId === callId);
    return own?.lengthMs ?? null;
  }
}

/** A list that this account may not see, or that the service has not, is an empty one: the rest is told all the same. */
async function orNone<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof RemoteError && [403, 404].includes(error.status)) return [];
    throw error;
  }
}
