import { Gate } from '../../../main/base/gate.ts';
import { CarbonVoiceChannel } from '../../../main/carbonvoice/carbon-voice-channel.ts';
import type { Examined } from '../../../main/thread/channel-ports.ts';
import type { InboxItem } from '../../../main/thread/inbox-ports.ts';
import { json } from '../../fakes/local-server.ts';
import { ids, wireMessage } from './fixtures.ts';
import { ServiceScene } from './service-scene.ts';

type Wire = Record<string, unknown>;

/** A channel at a scripted service, with one message to look at. */
export class ChannelScene extends ServiceScene {
  /** Who may write in addition to the owner. */
  allowed: readonly string[] = ['friend'];
  readonly channel = new CarbonVoiceChannel({
    ...{
      client: this.client,
      connection: this.connection,
      files: this.files,
      clock: this.clock,
      allow: () => this.allowed,
    },
    signals: true,
    backlog: { digestAfterMs: 43_200_000, caughtUp: new Gate(true) },
    expireAfterMs: 259_200_000,
    upToDate: () => Promise.resolve(),
  });

  async examine(change: Wire, item: Partial<InboxItem> = {}): Promise<Examined> {
    this.routes.set('GET /v6/messages/', json(200, { message: wireMessage(change) }));
    return this.channel.examine(
      {
        ...{ id: 'in-1', channel: 'carbonvoice', remoteId: ids.message, attempts: 0, nextAt: 0 },
        ...{ conversationId: ids.conversation, receivedAt: this.clock.now(), ...item },
      },
      this.controller.signal,
    );
  }

  /** How often something was asked, by the beginning of method and path. */
  times(asked: string): number {
    return this.asked.filter((request) => request.startsWith(asked)).length;
  }
}
