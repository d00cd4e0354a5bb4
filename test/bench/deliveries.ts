import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export type Load = {
  readonly url: string;
  readonly parallel: number;
  readonly count: number;
};

/**
 * Sends deliveries, always `parallel` at once, and returns each one's time in ms from the first byte out to the answer.
 * Over bare sockets and with requests that are made before: with `node:http` the sender took as much of the two cores as the receiver.
 */
export async function deliver({ url, parallel, count }: Load): Promise<readonly number[]> {
  const target = new URL(url);
  const requests = Array.from({ length: count }, () => requestTo(target));
  const times: number[] = [];
  const lane = async (): Promise<void> => {
    const socket = connect(Number(target.port), target.hostname).setNoDelay();
    await once(socket, 'connect');
    for (let next = requests.pop(); next; next = requests.pop())
      times.push(await post(socket, next));
    socket.destroy();
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return times;
}

/** Both servers answer without a body, so an answer is over with its head. */
function post(socket: Socket, request: Buffer): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let answer = '';
  const read = (chunk: Buffer): void => {
    answer += chunk.toString('latin1');
    if (!answer.endsWith('\r\n\r\n')) return;
    if (/^HTTP\/1\.1 2\d\d /u.test(answer)) resolve(performance.now() - startedAt);
    else reject(new Error(`a delivery was answered ${answer.split('\r\n', 1)[0]}`));
  };
  const end = (): void => reject(new Error('a delivery was not answered'));
  socket.on('data', read).once('close', end).once('error', reject);
  const startedAt = performance.now();
  socket.write(request);
  return promise.finally(() => socket.off('data', read).off('close', end).off('error', reject));
}

function requestTo({ host, pathname }: URL): Buffer {
  const body = JSON.stringify(delivery());
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** One message of one of twenty conversations, as Carbon Voice delivers it. */
function delivery(): unknown {
  const id = randomUUID();
  return {
    eventName: 'message.posted.to.channel',
    data: {
      eventName: 'message.posted.to.channel',
      resourceId: id,
      resourceType: 'Message',
      resource: {
        id,
        channel_id: `conversation-${Math.floor(Math.random() * 20)}`,
        creator_id: 'someone',
        parent_message_id: null,
        transcript_txt: 'Please add the release notes to the wiki. '.repeat(5),
        kind: 'audio',
        status: 'active',
      },
    },
  };
}
