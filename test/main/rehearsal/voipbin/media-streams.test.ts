import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { answeredCall, openPractice } from './harness.ts';
import type { Practice } from './harness.ts';

function listenTo({ service }: Practice, callId: string, encapsulation: string): WebSocket {
  const root = `${service.url.replace('http', 'ws')}/v1.0/calls/${callId}/media_stream`;
  const socket = new WebSocket(
    `${root}?encapsulation=${encapsulation}&accesskey=${service.accessKey}`,
  );
  socket.on('error', () => undefined);
  onTestFinished(() => socket.terminate());
  return socket;
}

describe('the sound of a practice call', () => {
  test.each([
    ['audiosocket', 323],
    ['sln', 320],
  ])('comes as %s in frames of %i bytes, one for each 20 ms', async (encapsulation, bytes) => {
    const practice = await openPractice();
    const socket = listenTo(practice, await answeredCall(practice.service), encapsulation);
    await once(socket, 'open');
    const sizes: number[] = [];
    socket.on('message', (data: Buffer) => sizes.push(data.byteLength));
    practice.clock.advance(100);
    socket.ping();
    await once(socket, 'pong');
    expect(sizes).toEqual([bytes, bytes, bytes, bytes, bytes]);
  });

  test('is asked for in an unknown form: the socket is open and stays silent', async () => {
    const practice = await openPractice();
    const socket = listenTo(practice, await answeredCall(practice.service), 'mp3');
    await once(socket, 'open');
    let frames = 0;
    socket.on('message', () => (frames += 1));
    practice.clock.advance(1000);
    socket.ping();
    await once(socket, 'pong');
    expect(frames).toBe(0);
  });

  test('is not to be had: the socket opens all the same, and closes', async () => {
    const practice = await openPractice();
    const socket = listenTo(practice, 'no-such-call', 'audiosocket');
    let opened = false;
    socket.once('open', () => (opened = true));
    await once(socket, 'close');
    expect(opened).toBe(true);
  });

  test('ends with the call', async () => {
    const practice = await openPractice();
    const callId = await answeredCall(practice.service);
    const socket = listenTo(practice, callId, 'audiosocket');
    await once(socket, 'open');
    practice.service.hangUp(callId);
    await once(socket, 'close');
    expect(practice.service.records().streams).toEqual([]);
  });

  test('is for the account only', async () => {
    const { service } = await openPractice();
    const socket = new WebSocket(
      `${service.url.replace('http', 'ws')}/v1.0/calls/x/media_stream?encapsulation=sln`,
    );
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [
      unknown,
      { statusCode: number },
    ];
    socket.terminate();
    expect(response.statusCode).toBe(401);
  });
});
