import type { Settings } from '../../shared/settings.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import type { ProxyRules } from '../base/proxy.ts';
import type { Scope } from '../base/scope.ts';
import type { IpcRouter } from '../ipc/ipc-router.ts';
import type { StatePublisher } from '../ipc/state-publisher.ts';
import { formerPlaces } from '../settings/home-places.ts';
import { overview } from '../status/overview.ts';
import type { Overview } from '../../shared/overview.ts';
import type { ApprovalsView } from './approvals-view.ts';
import type { Ground } from './ground.ts';
import type { AppHost } from './host.ts';
import type { Phone } from './phone.ts';
import type { Power } from './power.ts';
import { listenOnToggle, pressTalk, tellPages } from './talk.ts';
import type { Talk } from './talk.ts';
import type { WaysIn } from './ways-in.ts';

/** The running app, as its host sees it. */
export interface App {
  readonly settings: Settings;
  /** How the outside is reached; null: straight. */
  readonly proxies: ProxyRules | null;
  readonly log: Logger;
  readonly router: IpcRouter;
  /** Addresses and paths of the webhooks; `public` is null while there is no tunnel. */
  readonly ingress: {
    readonly local: string;
    readonly public: string | null;
    readonly carbonvoice: string;
    readonly voipbin: string;
  };
  /** Everything that the window is told unasked; returns the removal of the listener. */
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
  paused(): boolean;
  /** Rejects with RefusedError where a variable fixes it. */
  setPaused(paused: boolean): Promise<void>;
  /** Begins or ends talking in the window, which is shown first. */
  pressTalk(): void;
  listen(): void;
  /** Nothing is recorded from here on. */
  haltTalk(): void;
  /** Where the home was before it was moved here. */
  formerHomes(): readonly string[];
  overview(): Overview;
  /** A call is under way. */
  onCall(): boolean;
  /** Called on every change; returns the removal of the listener. */
  onOverview(listener: () => void): () => void;
  /** The machine is about to sleep. Resolves when what must be done before is done. */
  suspending(): Promise<void>;
  /** The machine woke, or the network may have changed; a jump of the clock is noticed without it. */
  woke(): Promise<void>;
  /** Idempotent; in order, each step within its limit. Resolves with what went wrong. */
  close(): Promise<readonly Error[]>;
}

export type AppParts = {
  readonly ground: Ground;
  readonly scope: Scope;
  readonly router: IpcRouter;
  readonly publisher: StatePublisher;
  readonly approvals: Pick<ApprovalsView, 'waiting'>;
  readonly waysIn: WaysIn;
  readonly phone: Phone;
  readonly power: Power;
  readonly talk: Talk;
  readonly host: Pick<AppHost, 'showWindow'>;
};

/** The parts of the app as its host sees them. */
export function toApp(parts: AppParts): App {
  const { ground, scope, router, publisher, approvals, waysIn, phone, power, talk, host } = parts;
  const { settings, log, pause, board } = ground;
  const changed = new Emitter<null>();
  for (const source of [
    pause.changed,
    board.changed,
    publisher.changes,
    phone.desk.changed,
    talk.floor.changed,
  ]) {
    const tell = () => changed.emit(null);
    scope.defer('overview', source.on(tell));
  }
  return {
    settings,
    proxies: ground.proxies,
    log,
    router,
    get ingress() {
      return { local: waysIn.localUrl, public: waysIn.tunnel.url, ...waysIn.paths.current };
    },
    onEvent: (listener) => tellPages(publisher, talk, listener),
    paused: () => pause.paused,
    setPaused: (paused) => pause.set(paused),
    pressTalk: () => pressTalk(host, talk.floor),
    listen: () => listenOnToggle(talk),
    haltTalk: () => talk.floor.halt(),
    formerHomes: () => formerPlaces(ground.home),
    overview: () =>
      overview({
        agentName: settings['agent.name'],
        paused: pause.paused,
        listening: talk.floor.listening,
        turnsUnderWay: publisher.draftCount,
        calls: phone.desk.calls.length,
        waiting: approvals.waiting,
        connections: board.states,
      }),
    onCall: () => phone.desk.calls.length > 0,
    onOverview: (listener) => changed.on(listener),
    suspending: () => {
      talk.floor.halt();
      return power.suspending();
    },
    woke: () => power.woke(),
    close: () => close(parts),
  };
}

async function close({ phone, scope }: AppParts): Promise<readonly Error[]> {
  // Callers are not left on a silent line: goodbye comes before anything they need is taken away.
  // Side by side with it the mailbox takes over, so that nobody rings at an app that is gone.
  await Promise.all([phone.desk.close(), phone.presence.leave()]);
  return scope.close();
}
