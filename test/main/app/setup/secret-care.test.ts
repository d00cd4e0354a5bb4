import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { setupScene } from '../../../fakes/setup-scene.ts';

function open(env: Record<string, string> = {}, home = '/nowhere') {
  const clock = new FakeClock();
  const { setup, secrets } = setupScene({ clock, home, env });
  return { care: setup.secrets, secrets, clock };
}

test('shows which secrets are set, and never a value', async () => {
  const { care } = open({ ADJUTANT_LLM_KEY: 'sk-secret' });
  await care.replace('phone-pin', '471147');
  const view = await care.view();

  expect(view.problem).toBeNull();
  expect(view.secrets.filter(({ state }) => state === 'set')).toEqual([
    { name: 'llm-key', state: 'set', fixedBy: 'ADJUTANT_LLM_KEY' },
    { name: 'phone-pin', state: 'set', fixedBy: null },
  ]);
  expect(JSON.stringify(view)).not.toMatch(/sk-secret|471147/u);
});

test('what was replaced or removed comes back, for five minutes and once', async () => {
  const { care, secrets, clock } = open();

  expect(await care.replace('llm-key', 'one')).toMatchObject({ kept: 'memory', replaced: false });
  await care.undo('llm-key');
  expect(await secrets.get('llm-key')).toBeNull();
  await care.replace('llm-key', 'one');
  expect(await care.replace('llm-key', 'two')).toMatchObject({ replaced: true });
  await care.undo('llm-key');
  expect(await secrets.get('llm-key')).toBe('one');
  await expect(care.undo('llm-key')).rejects.toThrow('not known any more');

  expect(await care.remove('llm-key')).toBe(true);
  await clock.advanceAsync(5 * 60_000 - 1);
  await care.undo('llm-key');
  expect(await secrets.get('llm-key')).toBe('one');
  await care.remove('llm-key');
  await clock.advanceAsync(5 * 60_000);
  await expect(care.undo('llm-key')).rejects.toThrow('not known any more');
});

test('nothing comes back that is older than what was set or deleted since', async () => {
  const { care, secrets } = open();
  await care.replace('llm-key', 'one');
  await care.replace('llm-key', 'two');
  await care.set('llm-key', 'three');
  await expect(care.undo('llm-key')).rejects.toThrow('not known any more');
  expect(await secrets.get('llm-key')).toBe('three');

  await care.replace('llm-key', 'four');
  await care.delete('llm-key');
  await expect(care.undo('llm-key')).rejects.toThrow('not known any more');
});

test('names what the settings of the next start need, before that start', async () => {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-secrets-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const { care } = open({}, home);
  const sources = [
    { name: 'dav', kind: 'caldav', url: 'https://dav.example/', username: 'ada' },
    { name: 'secret', kind: 'ics', url: null },
    { name: 'guarded', kind: 'ics', url: 'https://cal.example/a.ics', username: 'ada' },
    { name: 'open', kind: 'ics', url: 'https://cal.example/b.ics' },
  ];
  await writeFile(join(home, 'settings.json'), JSON.stringify({ calendar: { sources } }));

  const { secrets } = await care.view();

  const calendars = secrets.filter(({ name }) => name.startsWith('calendar.'));
  expect(calendars).toEqual(
    ['dav', 'secret', 'guarded'].map((name) => ({
      ...{ name: `calendar.${name}`, state: 'unset', fixedBy: null },
    })),
  );
});

test('a secret of the environment is not changed, and a value is never in an error', async () => {
  const { care } = open({ ADJUTANT_LLM_KEY: 'sk-secret' });

  await expect(care.replace('llm-key', 'other')).rejects.toThrow('comes from ADJUTANT_LLM_KEY');
  await expect(care.remove('llm-key')).rejects.toThrow('cannot be changed');
  await expect(care.replace('sk-typed-as-name', 'x')).rejects.toThrow('no secret by that name');
  await expect(care.replace('phone-pin', 'two\nlines')).rejects.toThrow(
    /^The value for phone-pin/u,
  );
});

test('holds no former value after its end', async () => {
  const { care, clock } = open();
  await care.replace('llm-key', 'one');
  await care.replace('llm-key', 'two');
  care.close();

  await expect(care.undo('llm-key')).rejects.toThrow('not known any more');
  expect(clock.pending).toBe(0);
});
