import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../../../main/base/clock.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import type { Scope } from '../../../../main/base/scope.ts';
import type { Callee } from '../../../../main/rehearsal/voipbin/callees.ts';
import type { CallerScript } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import type { ServiceContext } from '../../../../main/rehearsal/voipbin/context.ts';
import type { ServiceEvent } from '../../../../main/rehearsal/voipbin/event-hub.ts';
import type { VoipBinFault } from '../../../../main/rehearsal/voipbin/faults.ts';
import { openContext } from '../../../../main/rehearsal/voipbin/open-context.ts';
import { createServer } from '../../../../main/rehearsal/voipbin/server.ts';

export const ownNumber = '+12025550199';
export const caller = '+12025550123';
export const accessKey = 'vb_practice_access_key';

export type Dialled = { readonly to?: string; readonly from?: string };

export type PracticeSideOptions = {
  readonly clock: Clock;
  readonly numbers: readonly string[];
  readonly setupMs: number;
  /** Takes every event of the service. */
  readonly onEvent: (event: ServiceEvent) => void;
};

/** The practice service as a scene leads it: who calls, what was heard, and what is still open. */
export class PracticeSide {
  readonly app: FastifyInstance;
  readonly #context: ServiceContext;

  constructor({ clock, numbers, setupMs, onEvent }: PracticeSideOptions, scope: Scope) {
    const account = {
      customerId: '7c4d2f3a-5a10-4a57-9b1c-0d6c1f4f2a11',
      ...{ username: 'practice', password: 'practice', accessKey, webhookSecret: null },
    };
    const speech = { speechRate: 14, setupMs, finalDelayMs: 300, answering: true };
    const options = { account, clock, log: silentLogger, numbers, ...speech };
    const { context, sockets } = openContext(options, scope);
    this.#context = context;
    this.app = createServer({ context, log: silentLogger, onAnswer: () => {} });
    scope.add('server', this.app);
    // In the place of real sockets, so that nothing waits but for the clock.
    sockets.deliver = onEvent;
  }

  /** Someone calls. Returns the id of the call. */
  dial(script: CallerScript = [], { to = ownNumber, from = caller }: Dialled = {}): string {
    const { calls, people, flows, numbers } = this.#context;
    const number = numbers.list().find((row) => row.number === to);
    const address = (target: string) =>
      ({ type: 'tel', target, target_name: target, name: '', detail: '' }) as const;
    const row = calls.create({
      ...{ direction: 'incoming', status: 'ringing', flowId: number?.call_flow_id ?? '' },
      ...{ source: address(from), destination: address(to) },
    });
    people.dialIn(row, flows.find(row.flow_id)?.actions ?? [], script);
    return row.id;
  }

  /** As `dial`, but it rings for `ms` before it is answered. */
  ring(ms: number, script: CallerScript = []): string {
    const { flows, numbers } = this.#context;
    const flowId = numbers.list()[0]?.call_flow_id ?? '';
    const { actions } = flows.get(flowId);
    const sleep = { type: 'sleep', option: { duration: ms } };
    flows.update(flowId, { actions: [sleep, ...actions] });
    const id = this.dial(script);
    flows.update(flowId, { actions });
    return id;
  }

  /** What happens when this number, extension or address is dialled. */
  expectCall(target: string, callee: Callee): void {
    this.#context.callees.set(target, callee);
  }

  /** The caller speaks now, whatever the script. */
  say(callId: string, text: string): void {
    this.#context.people.on(callId).say(text);
  }

  hangUp(callId: string): void {
    const { calls, people } = this.#context;
    if (calls.table.find(callId)?.status === 'progressing') people.on(callId).hangUp();
    else calls.end(callId, { by: 'remote', reason: 'cancel' });
  }

  /** As when the part of the service that listens is started anew. */
  endTranscriptions(callId: string): void {
    const { transcribes } = this.#context;
    for (const { id } of transcribes.runningOn(callId)) transcribes.stop(id);
  }

  /** As when the part of the service that speaks is started anew. */
  stopSpeaking(callId: string): void {
    const { speakings } = this.#context;
    for (const { id } of speakings.liveOn(callId)) speakings.stop(id);
  }

  setFault(fault: VoipBinFault, on: boolean): void {
    this.#context.faults.set(fault, on);
  }

  status(callId: string): string {
    return this.#context.calls.table.get(callId).status;
  }

  /** Whose call it is that was placed or taken last. */
  get lastCall() {
    return this.#context.calls.table.list()[0] ?? null;
  }

  /** What the caller heard, oldest first. */
  played(callId: string) {
    return this.#context.calls.line(callId).played.filter(({ heard }) => heard);
  }

  /** What the caller said, oldest first. */
  said(callId: string) {
    return this.#context.calls.line(callId).said;
  }

  /** The calls that were placed to a number, oldest first. */
  callsTo(target: string): readonly string[] {
    return this.#context.calls.table
      .list(({ destination }) => destination.target === target)
      .map(({ id }) => id);
  }

  get orders() {
    return this.#context.speakings.orders;
  }

  /** Of this call, newest first. */
  speakings(callId: string) {
    return this.#context.speakings.table.list((row) => row.reference_id === callId);
  }

  /** Of this call, newest first. */
  transcriptions(callId: string) {
    return this.#context.transcribes.table.list((row) => row.reference_id === callId);
  }

  /** Null for a transcription that was never there. */
  callOf(transcriptionId: string): string | null {
    return this.#context.transcribes.table.find(transcriptionId)?.reference_id ?? null;
  }

  /** What the service understood of one side, oldest first. */
  understood(callId: string, side: 'in' | 'out' = 'in'): readonly string[] {
    const { transcripts } = this.#context.transcribes;
    return this.transcriptions(callId)
      .flatMap(({ id }) => transcripts.list((line) => line.transcribe_id === id))
      .filter(({ direction }) => direction === side)
      .toReversed()
      .map(({ message }) => message);
  }

  /** Sessions that nobody stopped. */
  openSessions(): readonly string[] {
    const { transcribes, speakings } = this.#context;
    const ears = transcribes.table.list(({ status }) => status !== 'done');
    const voices = speakings.table.list(({ status }) => status !== 'stopped');
    return [
      ...ears.map(({ id }) => `transcription ${id}`),
      ...voices.map(({ id }) => `voice ${id}`),
    ];
  }
}
