import { sleep } from '../base/clock.ts';
import type { Speaking } from '../call/ports.ts';
import type { Check } from './check.ts';
import { describeLastCalls } from './last-calls.ts';
import { bad, badState, good, off, sentences } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reached } from './reached.ts';
import { settled } from './standing.ts';
import type { VoipBinDoor, VoipBinPort } from './voipbin-ports.ts';

/** A session opens within a second or two. */
const openingMs = 2500;

/** Whether events of calls arrive, by the way that is set; then what the last calls show of ears and voice. */
export function checkVoipBinSocket(port: VoipBinPort): Check {
  const look = (signal: AbortSignal): Promise<Outcome> =>
    reached('VoIPBIN', async () => {
      if (!port.isRunning && port.delivery === 'webhook') {
        return off('Events come by webhook, and Adjutant is not running.', 'Start it: npm start');
      }
      const events = await lookAtWays(port, signal);
      if (events.verdict !== 'good') return events;
      return (await stuckSpeakings(port, signal)) ?? (await withLastCalls(port, events));
    });
  return { hop: 'voipbin-socket', after: 'voipbin-account', look };
}

async function lookAtWays(port: VoipBinPort, signal: AbortSignal): Promise<Outcome> {
  const { door, delivery, clock } = port;
  const state = await settled(door.events, clock, signal);
  if (state.status !== 'connected') return badState(state);
  const lame = door.ways().find(({ state: { status } }) => status !== 'connected');
  if (lame) {
    return bad(
      sentences(`Events arrive, but not by ${lame.name}.`, lame.state.detail),
      badState(lame.state).remedy,
    );
  }
  const names = { websocket: 'socket', webhook: 'webhook', both: 'socket and webhook' };
  // The guide: deliveries take longer than frames of a socket that stands.
  const slower = 'Events come faster by socket: set voipbin.delivery to websocket, or to both.';
  return good(`Events arrive by ${names[delivery]}.`, delivery === 'webhook' ? slower : '');
}

/** The guide: stuck in `initiating` means a call that is not answered, or a voice that cannot be reached. */
async function stuckSpeakings(
  { door, clock }: VoipBinPort,
  signal: AbortSignal,
): Promise<Outcome | null> {
  const before = await initiating(door, signal);
  if (before.length === 0) return null;
  // One that is just being opened is not stuck.
  await sleep(clock, openingMs, signal);
  const ids = new Set(before.map(({ id }) => id));
  const stuck = (await initiating(door, signal)).filter(({ id }) => ids.has(id));
  if (stuck.length === 0) return null;
  return bad(
    `${stuck.length} speaking sessions at VoIPBIN do not get beyond initiating: their call is not answered, or the voice cannot be reached.`,
    'On a call Adjutant makes such a session anew and tries the other voices. If callers hear nothing, set another phone.ttsProvider, and phone.ttsFallback.',
  );
}

/** Of calls that go on. VoIPBIN: what nobody stopped stays in the list, also when its call is long over. */
async function initiating(door: VoipBinDoor, signal: AbortSignal): Promise<readonly Speaking[]> {
  const speakings = await door.liveSpeakings(signal);
  const opening = speakings.filter(({ status }) => status === 'initiating');
  if (opening.length === 0) return opening;
  const calls = new Set((await door.liveCalls(signal)).map(({ id }) => id));
  return opening.filter(({ callId }) => calls.has(callId));
}

async function withLastCalls({ kept }: VoipBinPort, events: Outcome): Promise<Outcome> {
  const told = await kept();
  if (told === null) return events;
  const calls = describeLastCalls(told);
  if (calls.verdict === 'bad') return calls;
  return good(sentences(events.detail, calls.detail), events.remedy);
}
