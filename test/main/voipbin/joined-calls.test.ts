import { describe, expect, onTestFinished, test } from 'vitest';
import { JoinedCalls } from '../../../main/voipbin/joined-calls.ts';
import { SignIn } from '../../../main/voipbin/sign-in.ts';
import { Transport } from '../../../main/voipbin/transport.ts';
import type { PracticeVoipBin } from '../../../main/rehearsal/practice-voip-bin.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openPractice } from '../rehearsal/voipbin/harness.ts';
import { until } from './scene.ts';

/** Two calls that were answered, and the client that joins them. */
async function openCalls() {
  const { service, clock: theirs } = await openPractice({ answering: true });
  const ids = ['+12025550121', '+12025550122'].map((from) => service.startCall({ from }));
  const [one = '', two = ''] = ids;
  theirs.advance(1000);
  const clock = new FakeClock();
  const transport = new Transport({ caFile: null, proxies: null });
  onTestFinished(() => transport.close());
  const lifetime = new AbortController().signal;
  const secrets = { get: async () => service.accessKey };
  const { url } = service;
  const signIn = new SignIn({ url, userAgent: 'x', secrets, transport, clock, lifetime });
  const joined = new JoinedCalls({ url, signIn, transport, clock });
  const end = new AbortController();
  onTestFinished(() => end.abort());
  /** Lets the sound of both calls go on until something is so. */
  const sounding = (check: () => boolean): Promise<void> =>
    until(() => {
      theirs.advance(20);
      return check();
    });
  return { service, one, two, clock, joined, end, sounding };
}

type Opened = Awaited<ReturnType<typeof openCalls>>;

async function join({ joined, one, two, end, sounding }: Opened): Promise<Promise<void>> {
  let ended: Promise<void> | null = null;
  const joining = joined.join([one, two], end.signal).then((made) => {
    ended = made.ended;
  });
  await sounding(() => ended !== null);
  await joining;
  return ended ?? Promise.reject(new Error('not joined'));
}

function receivedBy(service: PracticeVoipBin, callId: string): number {
  return service.records().streams.find((stream) => stream.callId === callId)?.received ?? 0;
}

describe('two calls that are joined', () => {
  test('hear each other, in frames of 20 ms as they came', async () => {
    const opened = await openCalls();
    const { service, one, two, sounding } = opened;
    void join(opened);
    await sounding(() => receivedBy(service, one) >= 3230 && receivedBy(service, two) >= 3230);
    expect(receivedBy(service, one) % 323).toBe(0);
    expect(receivedBy(service, two) % 323).toBe(0);
  });

  test.each(['one', 'two'] as const)('are parted when %s hangs up', async (which) => {
    const opened = await openCalls();
    let isOver = false;
    void join(opened).then(async (ended) => {
      await ended;
      isOver = true;
    });
    await opened.sounding(() => receivedBy(opened.service, opened.one) > 0);
    opened.service.hangUp(opened[which]);
    await until(() => isOver && opened.service.records().streams.length === 0);
    expect(isOver).toBe(true);
  });

  test('are parted when they are let go', async () => {
    const opened = await openCalls();
    void join(opened);
    await opened.sounding(() => receivedBy(opened.service, opened.one) > 0);
    opened.end.abort();
    await until(() => opened.service.records().streams.length === 0);
    expect(opened.service.calls().map(({ status }) => status)).toEqual([
      'progressing',
      'progressing',
    ]);
  });
});

describe('calls that cannot be joined', () => {
  test('say so when one of them gives no sound, and leave nothing open', async () => {
    const { service, joined, one, two, end } = await openCalls();
    service.hangUp(two);
    await expect(joined.join([one, two], end.signal)).rejects.toThrow('no sound');
    await until(() => service.records().streams.length === 0);
  });

  test('say so when sockets open and stay silent', async () => {
    const { joined, one, two, clock, end, service } = await openCalls();
    const joining = joined.join([one, two], end.signal);
    const refused = joining.catch(String);
    await until(() => service.records().streams.length === 2);
    clock.advance(5000);
    expect(await refused).toContain('no sound');
  });

  test('say so when the service has no sound to give', async () => {
    const { service, joined, one, two, end } = await openCalls();
    service.setFault('no-media-streams', true);
    await expect(joined.join([one, two], end.signal)).rejects.toThrow('no sound');
  });

  test('say so when the service refuses the credential', async () => {
    const { service, joined, one, two, end } = await openCalls();
    service.setFault('unauthorized', true);
    await expect(joined.join([one, two], end.signal)).rejects.toThrow('no sound');
  });

  test('are given up when the call ends meanwhile', async () => {
    const { joined, one, two, end, service } = await openCalls();
    const joining = joined.join([one, two], end.signal);
    const refused = joining.catch(String);
    await until(() => service.records().streams.length === 2);
    end.abort(new Error('given up'));
    expect(await refused).toContain('given up');
  });
});
