import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { setupScene } from '../../../fakes/setup-scene.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-persona-'));
});
afterEach(() => rm(home, { recursive: true }));

test('other instructions hold at once and are kept; nothing waits for a restart', async () => {
  const { setup, persona } = setupScene({ clock: new FakeClock(), home });

  const { settings } = await setup.settings.change('agent.instructions', 'Be brief.');

  expect(persona.instructions).toBe('Be brief.');
  expect(settings.find(({ key }) => key === 'agent.instructions')).toMatchObject({
    ...{ value: 'Be brief.', waits: false },
  });
  expect(await readFile(join(home, 'settings.json'), 'utf8')).toContain('Be brief.');

  await setup.settings.reset('agent.instructions');
  expect(persona.instructions).toBe('');
});

test('what a variable fixes stays', async () => {
  const env = { ADJUTANT_AGENT_INSTRUCTIONS: 'Be long.' };
  const { setup, persona } = setupScene({ clock: new FakeClock(), home, env });

  await expect(setup.settings.change('agent.instructions', 'Be brief.')).rejects.toMatchObject({
    code: 'SETTING_FIXED',
  });
  expect(persona.instructions).toBe('');
});
