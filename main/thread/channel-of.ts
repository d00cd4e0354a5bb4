import type { Channel } from '../../shared/thread.ts';
import type { MessageChannel, SendingChannel } from './channel-ports.ts';

/** The way by which a message comes or goes. One that nobody joined is a broken assumption. */
export function channelOf(channels: readonly MessageChannel[], name: Channel): MessageChannel {
  const channel = channels.find((candidate) => candidate.channel === name);
  if (!channel) throw new Error(`no channel "${name}"`);
  return channel;
}

/** The same of one by which words leave. */
export function sendingChannelOf(
  channels: readonly MessageChannel[],
  name: Channel,
): SendingChannel {
  const channel = channelOf(channels, name);
  if (!isSending(channel)) throw new Error(`nothing leaves by "${name}"`);
  return channel;
}

function isSending(channel: MessageChannel): channel is SendingChannel {
  return channel.out !== null;
}
