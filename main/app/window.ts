import type { Clock } from '../base/clock.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import type { ActionLedger, ActionReader } from '../agent/actions/ports.ts';
import type { AllowList } from '../carbonvoice/allow-list.ts';
import type { CallDesk } from '../call/call-desk.ts';
import { IpcRouter } from '../ipc/ipc-router.ts';
import type { IpcHandlers } from '../ipc/ipc-router.ts';
import { StatePublisher } from '../ipc/state-publisher.ts';
import type { PublisherSources } from '../ipc/state-publisher.ts';
import type { ConnectionBoard } from '../status/connections.ts';
import type { FileShelf } from '../thread/attachment-ports.ts';
import type { PauseSwitch } from '../thread/pause.ts';
import type { CallLedger } from '../thread/call-ports.ts';
import type { ThreadReader } from '../thread/ports.ts';
import type { PhoneLog } from '../thread/phone-log.ts';
import { actionRequests } from './action-requests.ts';
import type { AgentCore } from './agent-core.ts';
import { ApprovalsView } from './approvals-view.ts';
import { composerHandlers } from './composer-requests.ts';
import { DeskUploads } from './desk-uploads.ts';
import { callRequests } from './call-requests.ts';
import { CallsView } from './calls-view.ts';
import { memoryRequests } from './memory.ts';
import type { Memory } from './memory.ts';
import type { NumberCare } from './numbers/number-care.ts';
import { numberRequests } from './numbers/number-requests.ts';
import { requireRehearsal } from './practice.ts';
import type { Rehearsal } from './practice.ts';
import { senderRequests } from './senders.ts';
import type { Senders } from './senders.ts';
import { setupHandlers, tellSetup } from './setup/setup.ts';
import type { Setup } from './setup/setup.ts';
import { talkHandlers } from './talk.ts';
import type { Talk } from './talk.ts';
import type { ThreadCore } from './thread-core.ts';
import { followSteps, withSteps } from './turn-steps.ts';
import { viewHandlers } from './view-requests.ts';
import type { ViewRequestParts } from './view-requests.ts';

export type WindowParts = {
  readonly version: string;
  readonly agentName: string;
  readonly thread: ThreadCore;
  readonly shelf: Pick<FileShelf, 'place' | 'keep'>;
  readonly agent: Pick<AgentCore, 'actions' | 'changed'>;
  readonly reader: Pick<ThreadReader, 'pageBefore' | 'readMessage'> &
    Pick<CallLedger, 'lastCalls'> &
    WindowActions;
  readonly pause: PauseSwitch;
  readonly board: ConnectionBoard;
  readonly rehearsal: Rehearsal | null;
  readonly calls: CallDesk;
  readonly numbers: NumberCare;
  readonly senders: Senders;
  readonly memory: Pick<Memory, 'notes'>;
  readonly allowList: Pick<AllowList, 'allowed' | 'changed'>;
  readonly phoneLog: Pick<PhoneLog, 'note'>;
  readonly views: ViewRequestParts;
  readonly setup: Setup;
  readonly talk: Talk;
  readonly clock: Clock;
  readonly log: Logger;
};

type WindowActions = Pick<ActionLedger, 'openActions' | 'listActions'> & ActionReader;

/** Everything the window asks and is told. */
export function joinWindow(parts: WindowParts, scope: Scope) {
  const { thread, reader, pause, board, rehearsal } = parts;
  const calls = new CallsView(parts.calls, parts.clock);
  scope.defer('what the window sees of calls', () => calls.close());
  const approvals = joinApprovalsView(parts, scope);
  const publisher = new StatePublisher({
    page: (limit) => newestPage(parts, limit),
    rest: () => restOf(parts, { calls, approvals }),
  });
  const listeners = [
    thread.news.on((news) => publisher.hear(news)),
    calls.changed.on((views) => publisher.publish({ type: 'calls-changed', calls: views })),
    pause.changed.on((paused) => publisher.publish({ type: 'paused-changed', paused })),
    approvals.changed.on((all) => publisher.publish({ type: 'approvals-changed', approvals: all })),
    tellAllowed(parts.allowList, publisher),
    followSteps({ ...parts, actions: parts.agent.changed, news: thread.news }, publisher),
    tellSetup(parts.setup, publisher),
    board.changed.on((connections) =>
      publisher.publish({ type: 'connections-changed', connections: { ...connections } }),
    ),
    rehearsal?.onFaultsChange(() =>
      publisher.publish({ type: 'faults-changed', faults: rehearsal.faults() }),
    ),
  ];
  for (const stop of listeners) scope.defer('what the window is told', () => stop?.());
  const router = new IpcRouter(
    {
      'state:get': () => publisher.snapshot(),
      ...readingRequests(reader),
      ...messageRequests(thread),
      'page:alive': () => Promise.resolve({}),
      ...composerHandlers({ ...thread, ...parts.talk, reader, uploads: new DeskUploads(parts) }),
      'agent:set-paused': async ({ paused }) => {
        await pause.set(paused);
        return {};
      },
      ...callRequests(parts.calls, parts.phoneLog),
      ...numberRequests(parts.numbers, scope.signal),
      ...senderRequests(parts.senders),
      ...memoryRequests(parts.memory),
      ...actionRequests({ actions: parts.agent.actions, ledger: reader }),
      ...practiceRequests(rehearsal),
      ...viewHandlers(parts.views),
      ...setupHandlers(parts.setup),
      ...talkHandlers(parts.talk, parts.setup.talkShortcut),
    },
    parts.log.child('ipc'),
  );
  return { router, publisher, approvals };
}

/** The part of the snapshot that is not the thread. */
function restOf(
  parts: WindowParts,
  { calls, approvals }: { readonly calls: CallsView; readonly approvals: ApprovalsView },
): ReturnType<PublisherSources['rest']> {
  const { pause, board, rehearsal } = parts;
  return {
    version: parts.version,
    agentName: parts.agentName,
    paused: pause.paused,
    pauseFixedBy: pause.fixedBy,
    rehearsal: rehearsal ? { faults: rehearsal.faults() } : null,
    connections: board.states,
    ...parts.setup.news(),
    doctor: parts.setup.doctor.view,
    allowedSenders: parts.allowList.allowed,
    calls: calls.views,
    approvals: approvals.approvals,
  };
}

function joinApprovalsView(
  { agent, reader, thread, clock, log }: WindowParts,
  scope: Scope,
): ApprovalsView {
  const view = new ApprovalsView(clock);
  const stops = [
    agent.changed.on((action) => view.hear(action)),
    thread.news.on((one) => {
      if (one.type === 'messages-removed') view.removed(one.messageIds);
    }),
  ];
  scope.defer('what the window sees of approvals', () => {
    for (const stop of stops) stop();
    view.close();
  });
  view.load(reader).catch((error: unknown) => {
    if (!scope.signal.aborted) log.error('what waits could not be read', errorFields(error));
  });
  return view;
}

function tellAllowed({ changed }: WindowParts['allowList'], publisher: StatePublisher): () => void {
  return changed.on((allowedSenders) =>
    publisher.publish({ type: 'allowed-changed', allowedSenders }),
  );
}

async function pageBefore(
  reader: WindowParts['reader'],
  query: Parameters<ThreadReader['pageBefore']>[0],
): ReturnType<ThreadReader['pageBefore']> {
  const page = await reader.pageBefore(query);
  return { ...page, messages: await withSteps(reader, page.messages) };
}

async function newestPage({ reader, views }: WindowParts, limit: number) {
  const [page, seen] = await Promise.all([
    pageBefore(reader, { before: null, limit }),
    views.store.readSeenPlace(),
  ]);
  return { ...page, seen };
}

function messageRequests({
  care,
}: ThreadCore): Pick<IpcHandlers, 'message:retry' | 'message:drop'> {
  return {
    'message:retry': async ({ messageId, text }) => {
      await care.retry(messageId, text);
      return {};
    },
    'message:drop': async ({ messageId }) => {
      await care.drop(messageId);
      return {};
    },
  };
}

function readingRequests(
  reader: WindowParts['reader'],
): Pick<IpcHandlers, 'thread:page' | 'calls:recent'> {
  return {
    'thread:page': (query) => pageBefore(reader, query),
    'calls:recent': async (query) => ({ calls: await reader.lastCalls(query) }),
  };
}

/** The people of the practice services, and their faults. */
function practiceRequests(
  rehearsal: Rehearsal | null,
): Pick<
  IpcHandlers,
  | 'rehearsal:call'
  | 'rehearsal:say'
  | 'rehearsal:interrupt'
  | 'rehearsal:hang-up'
  | 'rehearsal:send-message'
  | 'rehearsal:set-fault'
> {
  return {
    'rehearsal:call': async ({ text }) =>
      requireRehearsal(rehearsal).call(text === '' ? [] : [text]),
    'rehearsal:say': async ({ text }) => requireRehearsal(rehearsal).say(text),
    'rehearsal:interrupt': async ({ text }) => requireRehearsal(rehearsal).interrupt(text),
    'rehearsal:hang-up': async () => requireRehearsal(rehearsal).hangUp(),
    'rehearsal:send-message': (message) => requireRehearsal(rehearsal).sendVoiceMessage(message),
    'rehearsal:set-fault': async ({ name, on }) => {
      requireRehearsal(rehearsal).setFault(name, on);
      return {};
    },
  };
}
