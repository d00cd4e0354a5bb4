import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { joinCalendar } from '../../../main/app/calendar.ts';
import type { Ground } from '../../../main/app/ground.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { Scope } from '../../../main/base/scope.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { json, LocalServer } from '../../fakes/local-server.ts';

test.each([
  ['its own password', 'calendar.work'],
  ['the password of the proxy', 'proxy-password'],
])('a calendar that was refused is asked at once when %s changes', async (_what, changed) => {
  const server = await new LocalServer().open();
  onTestFinished(() => server.close());
  server.answer = json(401, {});
  const scope = new Scope();
  onTestFinished(async () => void (await scope.close()));
  const listeners: ((name: string | null) => void)[] = [];
  const secrets = {
    get: () => Promise.resolve('word'),
    onChange: (listener: (name: string | null) => void) => {
      listeners.push(listener);
      return () => {};
    },
  };
  const source = { name: 'work', kind: 'ics', url: server.url, username: 'ann', writable: false };
  const settings = { ...defaultSettings, 'calendar.sources': [source] };
  const ground = { settings, secrets, clock: systemClock, awake: systemClock, rehearsal: null };
  const parts = { ...ground, log: silentLogger } as unknown as Ground;
  const calendar = await joinCalendar(parts, { addTools: () => {} }, scope);
  await expect.poll(() => server.requests.length, { timeout: 40_000 }).toBe(1);
  // Until then its refusal stands, and it is left alone.
  const range = { from: Date.now(), to: Date.now() + 1000 };
  const answered = async (): Promise<boolean> => {
    const found = await calendar.events(range, scope.signal).catch((error: unknown) => error);
    return inspect(found, { depth: 6 }).includes('password is wrong');
  };
  await expect.poll(answered, { timeout: 40_000 }).toBe(true);
  const before = server.requests.length;
  for (const listener of listeners) listener('llm-key');
  for (const listener of listeners) listener(changed);
  await expect.poll(() => server.requests.length, { timeout: 40_000 }).toBe(before + 1);
});
