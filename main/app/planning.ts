import type { Settings } from '../../shared/settings.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { CalendarReader } from '../agent/planning/ports.ts';
import { BriefRunner } from '../agent/planning/brief-runner.ts';
import type { BriefSchedule } from '../agent/planning/brief-runner.ts';
import { BriefWriter } from '../agent/planning/brief-writer.ts';
import { DueRunner } from '../agent/planning/due-runner.ts';
import { createBriefTools } from '../agent/tools/brief.ts';
import { createReminderTools } from '../agent/tools/reminders.ts';
import { createTaskTools } from '../agent/tools/tasks.ts';
import type { Scope } from '../base/scope.ts';
import type { CallDesk } from '../call/call-desk.ts';
import type { LiveCall } from '../call/live-call.ts';
import type { OwnersCall } from '../thread/notice-ports.ts';
import { Notices } from '../thread/notices.ts';
import type { AgentCore } from './agent-core.ts';
import type { Ground } from './ground.ts';
import { isPrivateFor } from './owners-conversation.ts';
import type { JoinedThread } from './thread-core.ts';
import type { CarbonVoice } from './carbon-voice.ts';

export type PlanningParts = {
  readonly agent: AgentCore;
  readonly thread: JoinedThread;
  readonly carbonVoice: CarbonVoice;
  /** Null where none is set up. */
  readonly calendar: CalendarReader | null;
};

/** Tasks, reminders, briefs, and how they reach the owner. */
export type Planning = {
  /** Something is to be told at another time than before. */
  changed(): void;
  /** Takes up what an earlier run left. */
  start(calls: Pick<CallDesk, 'calls'>): void;
};

export function joinPlanning(ground: Ground, parts: PlanningParts, scope: Scope): Planning {
  const { store, pause, restored, awake: clock } = ground;
  const { agent, thread, carbonVoice } = parts;
  const log = ground.log.child('planning');
  let calls: Pick<CallDesk, 'calls'> = { calls: [] };
  const notices = joinNotices(ground, { ...parts, call: () => ownersCall(calls.calls) }, scope);
  const { timeZone } = agent.deps.persona;
  const told = (message: ThreadMessage): void => {
    thread.news.emit({ type: 'message-saved', message });
    notices.takeUp();
  };
  const shared = { ledger: store, gate: pause.gate, timeZone, told, clock, log };
  const telling = { ...shared, restoredAt: restored?.at ?? null };
  const due = new DueRunner(telling, scope.signal);
  scope.defer('reminders', () => due.idle());
  const writer = new BriefWriter({
    ports: { sources: store, calendar: parts.calendar },
    ...{ model: agent.deps.model, timeZone, clock, log },
  });
  const schedule = scheduleOf(ground.settings);
  const briefs = new BriefRunner({ ...telling, schedule, writer }, scope.signal);
  scope.defer('briefs', () => briefs.idle());
  const changed = (): void => due.look();
  const tools = [
    ...createTaskTools({ book: store, changed }),
    ...createReminderTools({ book: store, changed }),
    ...createBriefTools(writer),
  ];
  agent.addTools(() => tools);
  const look = (): void => {
    due.look();
    briefs.look();
    notices.takeUp();
  };
  for (const stop of [
    pause.changed.on((paused) => void (paused || look())),
    carbonVoice.connected.on(() => notices.takeUp()),
  ]) {
    scope.defer('what wakes the planning', stop);
  }
  return {
    changed,
    start: (desk) => {
      calls = desk;
      look();
    },
  };
}

function scheduleOf(settings: Settings): BriefSchedule {
  return {
    morning: settings['brief.morning'],
    evening: settings['brief.evening'],
    days: settings['brief.days'],
  };
}

function joinNotices(
  { store, pause, awake: clock, log }: Ground,
  {
    thread,
    carbonVoice,
    call,
  }: Pick<PlanningParts, 'thread' | 'carbonVoice'> & {
    readonly call: () => OwnersCall | null;
  },
  scope: Scope,
): Notices {
  const { channel } = carbonVoice;
  const notices = new Notices(
    {
      ...{ ledger: store, call, channel, gate: pause.gate, news: thread.news, clock },
      ...{ isPrivate: isPrivateFor(carbonVoice), outbox: thread.outbox },
      log: log.child('notices'),
    },
    scope.signal,
  );
  scope.defer('notices', () => notices.idle());
  // What came of a call may be what the owner waits for.
  const stop = thread.news.on((one) => {
    if (one.type === 'message-saved' && one.message.brief) notices.takeUp();
  });
  scope.defer('news of calls', stop);
  return notices;
}

type OwnersLiveCall = {
  readonly principal: LiveCall['principal'];
  readonly session: Pick<LiveCall['session'], 'state' | 'speakable' | 'happen'>;
};

/** The call on which the owner is, if somebody can hear it; in words of ours, in pieces that a voice can say. */
export function ownersCall(calls: readonly OwnersLiveCall[]): OwnersCall | null {
  const isTheirs = ({ principal, session: { state } }: OwnersLiveCall): boolean =>
    principal === 'owner' && state.phase === 'live' && state.handOver === null;
  const session = calls.find(isTheirs)?.session;
  if (!session) return null;
  return { say: (text) => session.happen({ type: 'notice', pieces: session.speakable(text) }) };
}
