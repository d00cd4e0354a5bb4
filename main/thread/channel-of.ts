import type { Channel } from '../../shared/thread.ts';
import type { MessageChannel } from './channel-ports.ts';

/** The way by which a message comes or goes. One that nobody joined is a broken assumption. */
export function channelOf(channels: readonly MessageChannel[], name: Channel): MessageChannel {
  const channel = channels.find((candidate) => candidate.channel === name);
  if (!channel) throw new Error(`no channel "${name}"`);
  return channel;
}
