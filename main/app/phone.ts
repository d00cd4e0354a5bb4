import type { Settings } from '../../shared/settings.ts';
import type { Principal, ThreadMessage } from '../../shared/thread.ts';
import { callTurnId } from '../../shared/turns.ts';
import { createAgent } from '../agent/agent.ts';
import type { AgentDeps } from '../agent/agent.ts';
import type { History } from '../agent/ports.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { CallDesk } from '../call/call-desk.ts';
import type { CallBook, LiveCall } from '../call/live-call.ts';
import type { CallSettings } from '../call/call-settings.ts';
import { nameOfParty, otherParty } from '../call/party.ts';
import type { PinDesk } from '../call/step-up/pin-desk.ts';
import { CallsOfDay } from '../call/calls-of-day.ts';
import { guardDial } from '../call/dial-guard.ts';
import type { InboundPolicy } from '../call/whose-call.ts';
import type { CallQuestion, Party, Replies } from '../call/ports.ts';
import { createSpeechCutter } from '../call/speakable.ts';
import type { CallBriefs } from '../thread/call-briefs.ts';
import { PhoneLog } from '../thread/phone-log.ts';
import { openVoipBin } from '../voipbin/telephony.ts';
import type { VoipBin } from '../voipbin/telephony.ts';
import { joinAccounts } from './call-accounts.ts';
import { tellDeeds } from './call-deeds.ts';
import { createRecorder } from './call-recorder.ts';
import type { AgentCore } from './agent-core.ts';
import type { CallAccounts } from './call-accounts.ts';
import type { Ground } from './ground.ts';
import { NumberCare } from './numbers/number-care.ts';
import { PhonePresence } from './phone-presence.ts';
import { PickUps } from './pick-up.ts';
import { openCatchUp } from './phone-catch-up.ts';
import { phoneTools } from './phone-tools.ts';
import { callApprovals, joinPins } from './step-up.ts';
import type { ThreadCore } from './thread-core.ts';
import { timeZoneOf } from './time-zone.ts';
import { keepWebhook } from './webhook-memory.ts';

export type Phone = {
  readonly voipBin: VoipBin;
  readonly desk: CallDesk;
  readonly phoneLog: PhoneLog;
  readonly briefs: CallBriefs;
  readonly numbers: NumberCare;
  readonly presence: PhonePresence;
  readonly pickUps: PickUps;
  readonly pins: PinDesk;
  /** What came while nobody listened is told in the thread; runs until the scope ends. */
  readonly catchUp: () => void;
};

type PhoneParts = {
  readonly thread: ThreadCore;
  /** As for written turns; a call has its own history, because it waits for no disk. */
  readonly agent: Omit<AgentDeps, 'history'>;
  readonly core: Pick<AgentCore, 'actions' | 'changed' | 'meters' | 'memory' | 'addTools'>;
  readonly version: string;
  /** Address of the webhook for deliveries of the service; null for nowhere. */
  readonly webhookUrl: () => string | null;
};

/** The phone: the service, and the desk that takes and places calls. */
export function joinPhone(ground: Ground, parts: PhoneParts, scope: Scope): Phone {
  const { clock, board, store } = ground;
  const log = ground.log.child('phone');
  const voipBin = scope.add('phone service', openService(ground, parts, scope));
  const show = (): void => board.set('voipbin', voipBin.state);
  scope.defer('phone state', voipBin.onState(show));
  show();
  const numbers = createCare(ground, voipBin);
  const policy = inboundPolicy(ground, numbers, (call) => here.pickUps.isAnswered(call));
  const phoneLog = new PhoneLog({ store, news: parts.thread.news, clock, log });
  const { briefs, accounts } = joinAccounts(
    ground,
    { ...parts, meters: parts.core.meters, voipBin },
    scope,
  );
  const rules = deskSettings(ground, parts.core);
  const pins = joinPins(ground, scope);
  const desk = new CallDesk(
    {
      ...{ telephony: voipBin, clock, log, gate: ground.pause.gate, ...rules },
      ...{ policy, pins, approvals: callApprovals(parts.core) },
      ...{ day: callsOfDay(ground), dials: store },
      replies: createReplies(parts, phoneLog, () => desk.calls),
      recorder: createRecorder(phoneLog, accounts),
      createCutter: () => createSpeechCutter({ language: ground.settings['phone.language'] }),
      book: createBook(ground, phoneLog, accounts),
    },
    scope.signal,
  );
  const tools = phoneTools(ground, { desk, voipBin, thread: parts.thread, ...rules });
  parts.core.addTools(() => tools);
  const { changed } = parts.core;
  scope.defer('deeds on calls', tellDeeds({ changed, tools: parts.agent.tools, phoneLog }));
  scope.defer(
    'accounts of calls',
    desk.changed.on((call) => accounts.follow(call)),
  );
  const here = joinPresence(ground, { care: numbers, voipBin, desk });
  const { news } = parts.thread;
  const catchUp = openCatchUp({ voipBin, store, policy, news, clock, log }, scope);
  return { voipBin, desk, phoneLog, numbers, ...here, catchUp, briefs, pins };
}

function joinPresence(
  { settings, clock, log }: Ground,
  parts: { readonly care: NumberCare; readonly voipBin: VoipBin; readonly desk: CallDesk },
): Pick<Phone, 'presence' | 'pickUps'> {
  const common = { ...parts, clock, log: log.child('phone') };
  const language = settings['phone.language'];
  return { presence: new PhonePresence(common), pickUps: new PickUps({ ...common, language }) };
}

function createCare({ settings, store, rehearsal, log }: Ground, voipBin: VoipBin): NumberCare {
  return new NumberCare({
    account: voipBin.account,
    book: store,
    mailboxText: settings['phone.voicemailText'].replaceAll('{name}', settings['agent.name']),
    language: settings['phone.language'],
    wantsCalls: () => rehearsal !== null || settings['phone.inbound'] !== 'off',
    log: log.child('numbers'),
  });
}

/** Whose calls and texts are ours, and whom we answer. */
function inboundPolicy(
  { settings, rehearsal }: Ground,
  numbers: NumberCare,
  isAnswered: PickUps['isAnswered'],
) {
  const own = [settings['voipbin.source'], ...settings['phone.numbers']];
  const fixed = own.filter((number): number is string => number !== null);
  return (): InboundPolicy => ({
    // In a rehearsal the practice number is ours, and everybody who calls it is a practice caller.
    inbound: rehearsal ? 'everyone' : settings['phone.inbound'],
    allow: settings['phone.allow'],
    ownNumbers: rehearsal ? [rehearsal.phone.number] : [...fixed, ...numbers.numbers],
    hasMailbox: (call) => numbers.hasMailbox(call) && !isAnswered(call),
  });
}

function openService(ground: Ground, parts: PhoneParts, scope: Scope): VoipBin {
  const { settings, secrets, proxies, awake: clock, log, rehearsal } = ground;
  return openVoipBin(
    {
      url: rehearsal?.phone.url ?? settings['voipbin.url'],
      delivery: rehearsal ? 'websocket' : settings['voipbin.delivery'],
      caFile: rehearsal ? null : settings['voipbin.caFile'],
      userAgent: `Adjutant/${parts.version}`,
      proxies,
    },
    {
      ...{ secrets, clock, log, publicUrl: parts.webhookUrl },
      replaceForeignWebhook: () => settings['voipbin.webhookTakeOver'] === 'always',
      webhookMemory: keepWebhook(ground.home),
    },
    scope.signal,
  );
}

function deskSettings({ settings, rehearsal }: Ground, { memory }: PhoneParts['core']) {
  const source = rehearsal ? rehearsal.phone.number : settings['voipbin.source'];
  return {
    settings: toCallSettings(settings),
    guard: (target: Party) =>
      guardDial(target, {
        source,
        contacts: [...settings['phone.allow'], ...memory.contacts.phones],
      }),
    source,
    maxConcurrentCalls: settings['phone.maxConcurrentCalls'],
  };
}

function callsOfDay({ settings, store, clock }: Ground): CallsOfDay {
  return new CallsOfDay({
    most: settings['phone.maxCallsOutPerDay'],
    timeZone: timeZoneOf(settings),
    countSince: (since) => store.countCallsOut({ since }),
    clock,
  });
}

function toCallSettings(settings: Settings): CallSettings {
  const agentName = settings['agent.name'];
  return {
    disclosure: settings['phone.disclosure'].replaceAll('{name}', agentName),
    greeting: settings['phone.greeting'],
    language: settings['phone.language'],
    transcribeDirection: settings['phone.transcribeDirection'],
    providers: [settings['phone.ttsProvider'], ...settings['phone.ttsFallback']],
    voiceId: settings['phone.voiceId'],
    silencePromptMs: settings['phone.silencePromptMs'],
    silenceHangupMs: settings['phone.silenceHangupMs'],
    fillerAfterMs: settings['phone.fillerAfterMs'],
    maxCallMs: settings['phone.maxCallMs'],
    endpointing: {
      minMs: settings['phone.endpointing.minMs'],
      maxMs: settings['phone.endpointing.maxMs'],
    },
  };
}

function createReplies(
  { agent, core }: Pick<PhoneParts, 'agent' | 'core'>,
  phoneLog: PhoneLog,
  calls: () => readonly LiveCall[],
): Replies {
  return {
    warm: async (signal) => agent.model()?.warm?.(signal),
    async *ask(question: CallQuestion, signal: AbortSignal) {
      const { callId, keptAs, text, after, sure } = question;
      const party = phoneLog.party(callId);
      const goal = calls().find(({ record }) => record.id === callId)?.goal ?? null;
      // Notes of the owner about the call are not for the other end.
      const lines = phoneLog.lines(callId).filter(({ channel }) => channel === 'phone');
      const history = historyOf(core.memory.window, { principal: party?.principal, callId, lines });
      const request = {
        ...{ turnId: callTurnId(callId, keptAs), channel: 'phone' as const },
        ...{ principal: party?.principal ?? 'stranger', author: party?.author ?? '' },
        // The caller's present words are in the request; the log may have them already.
        ...{ conversationId: callId, messageId: presentLine(lines, text), text },
        call: { goal, after, sure },
      };
      for await (const event of createAgent({ ...agent, history }).reply(request, signal)) {
        if (event.type === 'text') yield event.text;
        else if (event.type === 'working') yield event;
      }
    },
  };
}

/** What a call has of the past, all of it at hand: nothing waits for the disk. */
function historyOf(
  window: History,
  call: {
    readonly principal: Principal | undefined;
    readonly callId: string;
    readonly lines: readonly ThreadMessage[];
  },
): History {
  // The owner goes on with the one thread.
  if (call.principal === 'owner') return window;
  if (call.principal !== 'trusted') return { recentMessages: () => Promise.resolve(call.lines) };
  return {
    recentMessages: async (query) => {
      const all = await window.recentMessages(query);
      const earlier = all.filter(({ conversationId }) => conversationId !== call.callId);
      return [...earlier, ...call.lines].slice(-query.limit);
    },
  };
}

function presentLine(lines: ReturnType<PhoneLog['lines']>, text: string): string | null {
  const last = lines.findLast(({ direction }) => direction === 'in');
  return last?.text === text ? last.id : null;
}

function createBook(
  { store, clock, log }: Ground,
  phoneLog: PhoneLog,
  accounts: CallAccounts,
): CallBook {
  const keep = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.error('a call could not be noted', errorFields(error)));
  };
  return {
    begin: ({ record, principal, goal, startedAt }) => {
      const { id: callId, direction } = record;
      const number = otherParty(record);
      phoneLog.open(callId, { author: number, principal });
      accounts.begin(callId);
      keep(store.beginCall({ callId, direction, number, principal, goal, startedAt }));
    },
    end: (call) => {
      const { id } = call.record;
      accounts.end(call, phoneLog.lines(id));
      phoneLog.close(id);
    },
    beginOther: (callId, target) => {
      const common = { direction: 'outgoing', principal: 'trusted', goal: 'handed over' } as const;
      const number = nameOfParty(target);
      keep(store.beginCall({ callId, number, startedAt: clock.now(), ...common }));
    },
    // Of the other party's line nothing is told: the call that was handed over has its own brief.
    endOther: (callId) => {
      const end = { callId, endedAt: clock.now(), outcome: null, endedBy: '' } as const;
      keep(store.endCall({ ...end, meters: null }));
    },
  };
}
