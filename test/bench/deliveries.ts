import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

export type Load = {
  readonly url: string;
  readonly parallel: number;
  readonly count: number;
};

/** Sends deliveries, always `parallel` at once, and returns each one's time in ms from the first byte out to the answer. */
export async function deliver({ url, parallel, count }: Load): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const times: number[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      times.push(await post(url, agent));
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  agent.destroy();
  return times;
}

function post(url: string, agent: Agent): Promise<number> {
  const body = JSON.stringify(delivery());
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        const status = answer.statusCode ?? 0;
        if (status < 200 || status > 299) reject(new Error(`a delivery was answered ${status}`));
        else resolve(performance.now() - startedAt);
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
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
