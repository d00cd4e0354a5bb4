import type { talkRequests } from '../../shared/talk.ts';
import type { Scope } from '../base/scope.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import type { IpcHandlers } from '../ipc/ipc-router.ts';
import type { StatePublisher } from '../ipc/state-publisher.ts';
import { TalkFloor } from '../voice/talk-floor.ts';
import type { Ground } from './ground.ts';
import type { AppHost } from './host.ts';

/** What talking at the desk needs of the app. */
export type Talk = { readonly floor: TalkFloor };

export function joinTalk({ clock }: Pick<Ground, 'clock'>, scope: Scope): Talk {
  return { floor: scope.add('talk', new TalkFloor(clock)) };
}

/** What a page asks to talk with the agent. */
export function talkHandlers({ floor }: Talk): Pick<IpcHandlers, keyof typeof talkRequests> {
  return {
    'talk:here': async ({ pageId }) => {
      floor.here(pageId);
      return {};
    },
    'talk:take': async ({ pageId }) => ({ mine: floor.take(pageId) }),
    'talk:listen': async ({ pageId, listening }) => ({
      granted: floor.listen(pageId, listening),
    }),
  };
}

/** `adjutant talk`, for a key of the desktop. */
export function talkCommands({
  host,
  talk,
}: {
  readonly host: Pick<AppHost, 'showWindow'>;
  readonly talk: Talk;
}): Pick<ControlHandlers, 'talk'> {
  return {
    talk: async (_args, { tell }) => {
      const done = talk.floor.listening
        ? 'The window stops listening.'
        : 'The window is to listen.';
      pressTalk(host, talk.floor);
      tell({ done });
    },
  };
}

/** Shows the window, which then takes the press. */
export function pressTalk(host: Pick<AppHost, 'showWindow'>, floor: TalkFloor): void {
  host.showWindow();
  floor.press();
}

type Tell = (name: string, payload: unknown) => void;

/** Everything that pages are told unasked; returns the removal of the listener. */
export function tellPages(
  publisher: Pick<StatePublisher, 'changes'>,
  floor: Pick<TalkFloor, 'news'>,
  tell: Tell,
): () => void {
  const stops = [
    publisher.changes.on((change) => tell('state:changed', change)),
    floor.news.on(({ name, payload }) => tell(name, payload)),
  ];
  return () => stops.forEach((stop) => stop());
}
