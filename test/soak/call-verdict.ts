import type { ExportLine } from '../app/instance.ts';
import type { VoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import type { PlayedCall } from './caller.ts';

/** What was said in a call stands in the thread no oftener than it was said, and is answered once for each time. */
export function judgeCall(
  { id, words, times, wasAnswered }: PlayedCall,
  thread: readonly ExportLine[],
): readonly string[] {
  const ofCall = thread.filter(({ callId, channel }) => callId === id && channel === 'phone');
  const count = (direction: string): number =>
    ofCall.filter((line) => line.direction === direction && line.text.includes(words)).length;
  const [asked, answered] = [count('in'), count('out')];
  const stand = `${words}: said ${times} times, ${asked} asked and ${answered} answered`;
  if (asked > times || answered > asked) return [`doubled: ${stand}`];
  return wasAnswered && (asked < 1 || answered < 1) ? [`lost: ${stand}`] : [];
}

/** Whatever happened, nothing listens or speaks any more at the service. */
export function judgeSessions(peer: VoipBinPeer): readonly string[] {
  const open = [...peer.transcribes, ...peer.speakings].filter(
    ({ status }) => status !== 'done' && status !== 'stopped',
  );
  return open.map(({ id, status }) => `left open: ${id} is ${String(status)}`);
}
