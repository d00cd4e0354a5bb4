import { createAgent } from './agent/agent.ts';
import { joinCalendar } from './app/calendar.ts';
import { joinCarbonVoice } from './app/carbon-voice.ts';
import type { CarbonVoice } from './app/carbon-voice.ts';
import { createCommands } from './app/commands.ts';
import { openDoctor } from './app/doctor/lazy-doctor.ts';
import type { Doctor } from './app/doctor/running.ts';
import { openGround } from './app/ground.ts';
import { joinPhone } from './app/phone.ts';
import { startPhone } from './app/start-phone.ts';
import type { Phone } from './app/phone.ts';
import type { Ground } from './app/ground.ts';
import type { AppHost } from './app/host.ts';
import { joinKeeping } from './app/keeping.ts';
import { joinAgent } from './app/agent-core.ts';
import { joinMcp } from './app/mcp.ts';
import { joinApprovals } from './app/approvals.ts';
import { joinPages } from './app/pages.ts';
import type { AgentCore } from './app/agent-core.ts';
import { openPower } from './app/join-power.ts';
import { joinPlanning } from './app/planning.ts';
import type { Planning } from './app/planning.ts';
import { toApp } from './app/running-app.ts';
import type { App } from './app/running-app.ts';
import { joinSetup } from './app/setup/setup.ts';
import { readAnswers } from './app/read-aloud.ts';
import { joinTalk } from './app/talk.ts';
import type { Talk } from './app/talk.ts';
import { joinThread } from './app/thread-core.ts';
import type { ThreadCore } from './app/thread-core.ts';
import { openWaysIn, webhookUrl } from './app/ways-in.ts';
import type { WaysIn } from './app/ways-in.ts';
import { joinWebhooks } from './app/webhooks.ts';
import { joinWindow } from './app/window.ts';
import { Senders } from './app/senders.ts';
import { Emitter } from './base/emitter.ts';
import { Scope } from './base/scope.ts';
import { AllowList } from './carbonvoice/allow-list.ts';
import type { WebhookWish } from './carbonvoice/registrar.ts';
import { openControlServer } from './control/control-server.ts';
import type { McpServers } from './mcp/mcp-servers.ts';
import type { StartOptions } from './start-options.ts';
import { DeskChannel } from './thread/desk.ts';
import type { ThreadNews } from './thread/news.ts';

declare const __APP_VERSION__: string;

export type { App } from './app/running-app.ts';

/**
 * The composition root. Up when it resolves; a remote service or the keychain is never waited for. Throws HandedOver
 * when another instance has the home, else AppError.
 */
export async function openApp(options: StartOptions, host: AppHost): Promise<App> {
  const startedAt = performance.now();
  // Files of the home are for their owner only.
  process.umask(0o077);
  const scope = new Scope();
  try {
    const ground = await openGround(options, host, scope);
    const joined = await joinConversation(ground, scope);
    const { carbonVoice, thread, agent } = joined;
    const mcp = joinMcp(ground, { agent, starter: host.starter }, scope);
    const waysIn = await openWaysIn(
      ground,
      {
        ...{ carbonVoice, thread, starter: host.starter },
        takePhone: (delivery) => phone.voipBin.deliver(delivery),
      },
      scope,
    );
    const webhook = () => webhookUrl(waysIn, 'voipbin', ground.settings['voipbin.url']);
    const phoneParts = { thread, agent: agent.deps, core: agent, webhookUrl: webhook };
    const phone = joinPhone(ground, { ...phoneParts, version: __APP_VERSION__ }, scope);
    const stopTelling = waysIn.tunnel.moved.on(() => phone.voipBin.check());
    scope.defer('phone address', stopTelling);
    const doctor = openDoctor({ ground, ...joined, waysIn, phone });
    const setup = joinSetup(ground, { ...joined, waysIn, mcp, host, phone, doctor }, scope);
    const view = joinWindow(
      {
        ...ground,
        ...describe(ground),
        ...{ ...joined, memory: agent.memory, reader: ground.store },
        ...{ calls: phone.desk, numbers: phone.numbers, phoneLog: phone.phoneLog, setup },
        views: { ...ground, ...waysIn, ...agent, ...agent.memory, planning: joined.planning },
      },
      scope,
    );
    await openCommands({ ground, ...joined, mcp, host, waysIn, phone, doctor, startedAt }, scope);
    const power = openPower(ground, { ...waysIn, phone, carbonVoice, agent: agent.deps }, scope);
    agent.start({ news: thread.news, isBusy: () => phone.desk.calls.length > 0 });
    joined.approvals.start(phone.desk);
    thread.start();
    joined.planning.start(phone.desk);
    startPhone(ground, { phone, news: thread.news }, scope.signal);
    carbonVoice.start({ webhook: () => webhookOf(carbonVoice, waysIn), inbox: thread.inbox });
    waysIn.tunnel.check();
    return toApp({ ground, ...joined, ...view, scope, waysIn, phone, power, host });
  } catch (error) {
    await scope.close();
    throw error;
  }
}

function describe({ settings, loaded }: Ground) {
  return {
    version: __APP_VERSION__,
    agentName: settings['agent.name'],
    settingsProblems: loaded.problems,
  };
}

/** Model, agent, thread and the channels that words come and go by. */
async function joinConversation(ground: Ground, scope: Scope) {
  const { settings, store, shelf, clock, awake, log, rehearsal, pause } = ground;
  const url = rehearsal?.url ?? settings['carbonvoice.url'].replace(/\/+$/, '');
  const version = __APP_VERSION__;
  const allowList = openAllowList(ground);
  const news = new Emitter<ThreadNews>();
  const carbonVoice = joinCarbonVoice(
    {
      ...ground,
      ...{ url, version, memory: store, allowList, news, clock: awake },
    },
    scope,
  );
  const agent = joinAgent({ ...ground, news }, scope);
  joinPages(ground, agent);
  const calendar = await joinCalendar(ground, agent, scope);
  const approvals = joinApprovals(ground, { agent, carbonVoice }, scope);
  const channels = [carbonVoice.channel, new DeskChannel(store)];
  const thread = joinThread(
    {
      ...{ store, channels, carriers: [carbonVoice.files], shelf, pause, news, clock, log },
      agent: approvals.before(createAgent({ ...agent.deps, history: store })),
      restored: ground.restored,
    },
    scope,
  );
  const planning = joinPlanning(
    ground,
    { agent, thread, carbonVoice, calendar: calendar.sources.length > 0 ? calendar : null },
    scope,
  );
  const stop = carbonVoice.connected.on(() => {
    thread.inbox.lookAgain();
    thread.outbox.tryAgain();
    thread.attachments.tryAgain();
  });
  scope.defer('Carbon Voice is back', stop);
  const { client, connection } = carbonVoice;
  const { inbox } = thread;
  const senderParts = { allowList, client, connection, store, inbox, news, clock };
  const senders = new Senders({ ...senderParts, log: log.child('senders') }, scope.signal);
  const asking = approvals.join(thread);
  const talk = joinTalk(ground, agent.meters, scope);
  scope.defer('answers read aloud', readAnswers(talk.readAloud, news));
  const ways = { carbonVoice, thread, agent, planning, approvals: asking };
  return { ...ways, allowList, senders, calendar, talk };
}

function openAllowList({ settings, loaded, settingsFile, rehearsal }: Ground): AllowList {
  return new AllowList({
    allowed: settings['carbonvoice.allow'],
    fixedBy: loaded.fixedBy['carbonvoice.allow'] ?? null,
    // The people of a rehearsal are not real, and the settings are those of the real ones.
    persist: async (allowed) => {
      if (rehearsal === null) await settingsFile.write('carbonvoice.allow', allowed);
    },
  });
}

function webhookOf({ url }: CarbonVoice, waysIn: WaysIn): WebhookWish {
  const address = webhookUrl(waysIn, 'carbonvoice', url);
  if (address !== null) return { url: address };
  // A tunnel that is only interrupted comes back, mostly with the same address.
  return waysIn.tunnel.isOff ? 'none' : 'later';
}

type CommandWays = {
  readonly ground: Ground;
  readonly host: AppHost;
  readonly thread: ThreadCore;
  readonly waysIn: WaysIn;
  readonly phone: Phone;
  readonly planning: Planning;
  readonly senders: Senders;
  readonly carbonVoice: CarbonVoice;
  readonly agent: AgentCore;
  readonly doctor: Doctor;
  readonly mcp: McpServers;
  readonly talk: Talk;
  readonly startedAt: number;
};

async function openCommands(ways: CommandWays, scope: Scope): Promise<void> {
  const { ground, host, thread, waysIn, phone, planning, senders } = ways;
  const { carbonVoice, agent, mcp, doctor, startedAt } = ways;
  const handlers = createCommands({
    ...ground,
    ...describe(ground),
    host,
    talk: ways.talk,
    thread,
    planning,
    senders,
    memory: agent.memory,
    actions: agent.actions,
    mcp,
    forget: joinKeeping(ground, { ...agent, news: thread.news, calls: phone.desk }, scope.signal),
    calls: phone.desk,
    models: agent.models,
    meters: agent.meters,
    numbers: phone.numbers,
    webhooks: joinWebhooks(ground, { waysIn, carbonVoice, phone }, scope),
    doctor,
    signal: scope.signal,
    uptimeMs: () => performance.now() - startedAt,
    tunnel: waysIn.tunnel,
  });
  const { home, log } = ground;
  scope.add('control', await openControlServer({ home, handlers, log: log.child('control') }));
}
