import type { CallDesk } from '../call/call-desk.ts';
import type { LiveCall } from '../call/live-call.ts';
import { parseCallTarget } from '../call/call-target.ts';
import type { Clock } from '../base/clock.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import { RefusedError } from '../../shared/errors.ts';
import type { Connections } from '../../shared/connection.ts';
import type { SettingsProblem } from '../../shared/ipc-contract.ts';
import type { ConnectionBoard } from '../status/connections.ts';
import type { FileShelf } from '../thread/attachment-ports.ts';
import { exportThread, toExportLine } from '../thread/export.ts';
import type { ApprovalLedger } from '../thread/approvals/approval-ports.ts';
import type { PauseSwitch } from '../thread/pause.ts';
import type { CallLedger } from '../thread/call-ports.ts';
import type { Ledger, ThreadReader, TurnLog } from '../thread/ports.ts';
import { actionCommands } from './action-commands.ts';
import type { ActionCommandParts } from './action-commands.ts';
import type { Doctor } from './doctor/running.ts';
import type { AppHost } from './host.ts';
import { keepingCommands } from './keeping-commands.ts';
import type { KeepingCommandParts } from './keeping-commands.ts';
import { writeLetter } from './letters.ts';
import { linkCommands } from './link-commands.ts';
import { modelCommands } from './model-commands.ts';
import type { ModelCommandParts } from './model-commands.ts';
import type { NumberCare } from './numbers/number-care.ts';
import { memoryCommands } from './memory.ts';
import type { Memory } from './memory.ts';
import { mcpCommands } from './mcp.ts';
import type { McpServers } from '../mcp/mcp-servers.ts';
import { senderCommands } from './senders.ts';
import type { Senders } from './senders.ts';
import { otherParty } from '../call/party.ts';
import { planningCommands } from './planning-commands.ts';
import type { PlanningCommandParts } from './planning-commands.ts';
import type { SecretCare } from './setup/secret-care.ts';
import { talkCommands } from './talk.ts';
import type { Talk } from './talk.ts';
import type { ThreadCore } from './thread-core.ts';
import type { Webhooks } from './webhooks.ts';
import type { TunnelKeeper } from './tunnel.ts';
import { requireRehearsal } from './practice.ts';
import type { Rehearsal } from './practice.ts';

export type CommandParts = {
  readonly version: string;
  /** Milliseconds since the start. */
  readonly uptimeMs: () => number;
  readonly host: AppHost;
  readonly talk: Talk;
  readonly thread: ThreadCore;
  readonly calls: CallDesk;
  readonly numbers: NumberCare;
  readonly senders: Senders;
  readonly memory: Pick<Memory, 'notes' | 'contacts'>;
  readonly webhooks: Webhooks;
  readonly models: ModelCommandParts['models'];
  readonly meters: ModelCommandParts['meters'];
  readonly mcp: McpServers;
  readonly doctor: Doctor;
  /** Ends with the app. */
  readonly signal: AbortSignal;
  readonly store: ThreadReader &
    KeepingCommandParts['store'] &
    PlanningCommandParts['store'] &
    TurnLog &
    Pick<Ledger, 'counts'> &
    Pick<CallLedger, 'lastCalls'> &
    ActionCommandParts['store'] &
    Pick<ApprovalLedger, 'openRequests'>;
  readonly forget: KeepingCommandParts['forget'];
  readonly actions: ActionCommandParts['actions'];
  readonly planning: PlanningCommandParts['planning'];
  readonly clock: Clock;
  readonly shelf: FileShelf;
  readonly pause: PauseSwitch;
  readonly board: ConnectionBoard;
  readonly tunnel: Pick<TunnelKeeper, 'url' | 'requests'>;
  readonly secretCare: SecretCare;
  readonly rehearsal: Rehearsal | null;
  readonly settingsProblems: readonly SettingsProblem[];
};

/** What each command of a person or script does, in the contract's words. */
export function createCommands(parts: CommandParts): ControlHandlers {
  return {
    ...readingCommands(parts),
    ...steeringCommands(parts),
    ...talkCommands(parts),
    ...ledgerCommands(parts),
    ...callCommands(parts),
    ...numberCommands(parts),
    ...senderCommands(parts.senders),
    ...mcpCommands(parts.mcp, parts.signal),
    ...webhookCommands(parts),
    ...actionCommands(parts),
    ...keepingCommands(parts),
    ...modelCommands(parts),
    ...linkCommands(parts),
    ...memoryCommands(parts.memory),
    ...planningCommands(parts),
    ...secretCommands(parts),
    ...rehearsalCommands(parts),
  };
}

type Some<C extends keyof ControlHandlers> = Pick<ControlHandlers, C>;

function readingCommands(
  parts: CommandParts,
): Some<'status' | 'doctor' | 'export' | 'turns' | 'calls'> {
  return {
    doctor: (_args, { tell, signal }) =>
      parts.doctor(tell, AbortSignal.any([signal, parts.signal])),
    status: async (_args, { tell }) => tell(await status(parts)),
    export: async ({ since }, { tell }) => {
      for await (const message of exportThread(parts.store, since)) tell(toExportLine(message));
    },
    turns: async ({ last }, { tell }) => {
      for (const turn of await parts.store.lastTurns({ limit: last })) tell(turn);
    },
    calls: async ({ last }, { tell }) => {
      for (const call of await parts.store.lastCalls({ limit: last })) tell(call);
    },
  };
}

async function status(parts: CommandParts) {
  const { inbox, outbox } = await parts.store.counts();
  return {
    version: parts.version,
    uptimeMs: Math.round(parts.uptimeMs()),
    paused: parts.pause.paused,
    connections: connectionsOf(parts.board.states),
    tunnel: { url: parts.tunnel.url, requests: parts.tunnel.requests },
    calls: parts.calls.calls.map(toCallStatus),
    inbox,
    outbox,
    rehearsal: parts.rehearsal !== null,
    settingsProblems: parts.settingsProblems,
  };
}

/** Servers of tools are told of where there are any. */
function connectionsOf({ mcp, ...others }: Connections): Partial<Connections> {
  return mcp.status === 'off' ? others : { ...others, mcp };
}

function ledgerCommands({
  thread: { care },
  shelf,
}: CommandParts): Some<'ledger' | 'retry' | 'drop' | 'message'> {
  return {
    ledger: async (_args, { tell }) => {
      for (const entry of await care.entries()) tell(entry);
    },
    retry: async ({ id, text }, { tell }) => tell(toExportLine(await care.retry(id, text))),
    drop: async ({ id }, { tell }) => tell(toExportLine(await care.drop(id))),
    message: async (letter, { tell }) =>
      tell(toExportLine(await writeLetter({ care, shelf }, letter))),
  };
}

function toCallStatus({ record, principal, startedAt, session }: LiveCall) {
  const { id, direction } = record;
  const state = session.state.phase;
  return { id, direction, number: otherParty(record), principal, state, startedAt };
}

function callCommands({ calls }: CommandParts): Some<'call' | 'hangup' | 'hand-over' | 'step-up'> {
  return {
    call: async ({ target, goal }, { tell }) =>
      tell(await calls.place(parseCallTarget(target), goal)),
    hangup: async ({ callId }, { tell }) => tell(calls.hangUp(callId)),
    'step-up': async ({ callId }, { tell }) => tell(calls.stepUp(callId, 'command')),
    'hand-over': async ({ callId, target, sentence }, { tell }) =>
      tell(calls.handOver(callId, parseCallTarget(target), sentence)),
  };
}

function numberCommands({
  numbers,
  signal,
}: CommandParts): Some<'number-list' | 'number-answer' | 'number-undo'> {
  return {
    'number-list': async (_args, { tell }) => {
      for (const number of await numbers.list(signal)) tell(number);
    },
    'number-answer': async ({ number }, { tell }) => tell(await numbers.answer(number, signal)),
    'number-undo': async ({ number }, { tell }) => tell(await numbers.undo(number, signal)),
  };
}

function webhookCommands({ webhooks }: CommandParts): Some<'webhooks' | 'webhooks-rotate'> {
  return {
    webhooks: async (_args, { tell }) => tell(webhooks.view()),
    'webhooks-rotate': async ({ service }, { tell }) => tell(await webhooks.rotate(service)),
  };
}

function steeringCommands({
  host,
  thread,
  pause,
}: CommandParts): Some<'say' | 'pause' | 'resume' | 'toggle' | 'ui' | 'quit'> {
  return {
    say: ({ text }, { tell, signal }) => thread.desk.say(text, tell, signal),
    pause: async (_args, { tell }) => {
      await pause.set(true);
      tell({ paused: true });
    },
    resume: async (_args, { tell }) => {
      await pause.set(false);
      tell({ paused: false });
    },
    toggle: async (_args, { tell }) => tell({ done: host.toggleWindow() }),
    ui: async (_args, { tell }) => {
      const ui = host.pageLink();
      if (ui !== null) return tell({ ui });
      throw new RefusedError(
        'NO_PAGE',
        'The desktop app has a window, no page.',
        'Use: adjutant toggle',
      );
    },
    quit: async () => {
      // The answer leaves first.
      setImmediate(() => host.quit());
    },
  };
}

function secretCommands({
  secretCare,
}: CommandParts): Some<'secret-set' | 'secret-delete' | 'secret-list'> {
  return {
    'secret-set': async ({ name, value }, { tell }) => tell(await secretCare.set(name, value)),
    'secret-delete': async ({ name }, { tell }) =>
      tell({ name, deleted: await secretCare.delete(name) }),
    'secret-list': async (_args, { tell }) => tell({ names: await secretCare.names() }),
  };
}

function rehearsalCommands({
  rehearsal,
  store,
}: CommandParts): Some<
  | 'rehearse-message'
  | 'rehearse-react'
  | 'rehearse-call'
  | 'rehearse-interrupt'
  | 'rehearse-hangup'
  | 'rehearse-text'
  | 'rehearse-fault'
> {
  return {
    'rehearse-message': async (message, { tell }) =>
      tell(await requireRehearsal(rehearsal).sendVoiceMessage(message)),
    'rehearse-react': async ({ reaction }, { tell }) => {
      const practice = requireRehearsal(rehearsal);
      const [messageId] = await store.openRequests();
      if (messageId === undefined) {
        throw new RefusedError(
          'NO_REQUEST',
          'Nothing was asked of the owner by Carbon Voice.',
          'See what waits: adjutant approvals',
        );
      }
      practice.react({ messageId, reaction });
      tell({ messageId, reaction });
    },
    'rehearse-call': async ({ texts }, { tell }) => tell(requireRehearsal(rehearsal).call(texts)),
    'rehearse-interrupt': async ({ text }, { tell }) =>
      tell(requireRehearsal(rehearsal).interrupt(text)),
    'rehearse-hangup': async (_args, { tell }) => tell(requireRehearsal(rehearsal).hangUp()),
    'rehearse-text': async ({ text }, { tell }) => tell(requireRehearsal(rehearsal).sendText(text)),
    'rehearse-fault': async ({ name, on }, { tell }) => {
      requireRehearsal(rehearsal).setFault(name, on);
      tell({ name, on });
    },
  };
}
