import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { socketLines } from '../../../main/carbonvoice/socket-line.ts';
import { MediaStream } from '../../../main/voipbin/media-stream.ts';
import { host, never, openScene, origin } from './proxy-scene.ts';

test('a call that cannot be passed on because of a proxy is told in its words', async () => {
  const { proxy, proxies } = await openScene();
  proxy.status = 403;
  const url = new URL(`wss://${host}/v1.0/calls/1/media_stream`);
  const agent = proxies.agentFor(url);
  const stream = new MediaStream({ url: url.href, headers: {}, ca: null, agent });
  onTestFinished(() => stream.close());
  await expect(stream.sounds(systemClock, never)).rejects.toMatchObject({
    code: 'PROXY_REFUSED',
    message: `The proxy at 127.0.0.1:${proxy.port} refuses ${host}:443 (403).`,
  });
});

test('a live connection of Carbon Voice that a proxy does not let out ends in its words', async () => {
  const { proxy, proxies } = await openScene();
  proxy.status = 403;
  const ended = Promise.withResolvers<string>();
  const openLine = socketLines({ url: origin, userAgent: 'Adjutant/1', proxies });
  const close = await openLine('cv_pat_right', (event) => {
    ended.resolve(event.type === 'down' ? event.reason : event.type);
  });
  onTestFinished(close);
  expect(await ended.promise).toBe(
    `The proxy at 127.0.0.1:${proxy.port} refuses ${host}:443 (403).`,
  );
});
