import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { SettingsNews } from '../../../../main/app/setup/settings-care.ts';
import type { DesktopSettings } from '../../../../shared/desktop-settings.ts';
import { DisclosureYes } from '../../../../main/settings/disclosure-yes.ts';
import type { Action } from '../../../../shared/action.ts';
import { RefusedError } from '../../../../shared/errors.ts';
import type { SettingsView } from '../../../../shared/setup-requests.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';
import { setupScene } from '../../../fakes/setup-scene.ts';
import type { SetupSceneOptions } from '../../../fakes/setup-scene.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-settings-'));
});
afterEach(() => rm(home, { recursive: true }));

type More = Pick<SetupSceneOptions, 'desktop' | 'ledger'>;

function open(env: Record<string, string> = {}, more: More = {}) {
  const scene = setupScene({ clock: new FakeClock(), home, env, ...more });
  const told: SettingsNews[] = [];
  scene.setup.settings.changed.on((news) => told.push(news));
  return { ...scene, care: scene.setup.settings, told };
}

async function file(): Promise<unknown> {
  return JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'));
}

function of(view: SettingsView, key: string) {
  return view.settings.find((one) => one.key === key);
}

test('a change is kept, told, and waits for a restart; the default again is taken out of the file', async () => {
  const { care, told } = open();

  const changed = await care.change('agent.name', 'Ada');
  expect(of(changed, 'agent.name')).toEqual({
    ...{ key: 'agent.name', value: 'Ada', source: 'file', fixedBy: null },
    ...{ waits: true, problems: [] },
  });
  expect(told).toEqual([{ settingsProblems: [], restartFor: ['agent.name'] }]);
  expect(await file()).toEqual({ agent: { name: 'Ada' } });

  const back = await care.reset('agent.name');
  expect(of(back, 'agent.name')).toMatchObject({ source: 'default', waits: false });
  expect(await file()).toEqual({});
  await care.change('agent.name', 'Adjutant');
  expect(await file()).toEqual({});
});

test('what is not allowed is refused in the words of the schema, and nothing is written', async () => {
  const { care, told } = open();

  await expect(care.change('phone.maxConcurrentCalls', 99)).rejects.toThrow(
    'phone.maxConcurrentCalls must be a whole number from 1 to 50.',
  );
  await expect(care.change('no.such', 1)).rejects.toThrow('There is no setting by that name.');
  await expect(care.change('phone.disclosure', '')).rejects.toThrow('a yes of its own');
  await expect(care.change('phone.disclosure', ' \n')).rejects.toThrow('a yes of its own');
  expect(told).toEqual([]);
  await expect(file()).rejects.toThrow('ENOENT');
});

test('the first sentence of calls is left out by a yes of its own, which the next words take back', async () => {
  const { care, told } = open();

  const out = await care.leaveOutDisclosure();
  expect(of(out, 'phone.disclosure')).toMatchObject({ value: '', source: 'file', problems: [] });
  expect(told.at(-1)).toEqual({ settingsProblems: [], restartFor: ['phone.disclosure'] });

  await care.reset('phone.disclosure');
  await writeFile(join(home, 'settings.json'), '{"phone.disclosure": ""}');
  const again = of(await care.list(), 'phone.disclosure');
  expect(again?.value).toMatch(/an AI assistant/u);
  expect(again?.problems).toHaveLength(1);
});

test('the yes to calls without the first sentence never stands beside words', async () => {
  const { care } = open();
  await care.change('phone.disclosure', 'A machine speaks.');
  const beside: unknown[] = [];
  const give = vi.spyOn(DisclosureYes.prototype, 'give').mockImplementation(async () => {
    beside.push(await file());
    await writeFile(join(home, 'disclosure-left-out.json'), '{}');
    throw new Error('no space');
  });
  onTestFinished(() => give.mockRestore());
  await expect(care.leaveOutDisclosure()).rejects.toThrow('no space');
  expect(beside).toEqual([{ phone: { disclosure: '' } }]);
  expect(await file()).toEqual({ phone: { disclosure: 'A machine speaks.' } });
  expect(await new DisclosureYes(home).isGiven()).toBe(false);

  give.mockRestore();
  await care.leaveOutDisclosure();
  const stays = new Error('no right');
  const takeBack = vi.spyOn(DisclosureYes.prototype, 'takeBack').mockRejectedValue(stays);
  onTestFinished(() => takeBack.mockRestore());
  await expect(care.change('phone.disclosure', 'A machine speaks.')).rejects.toThrow(stays);
  await expect(care.reset('phone.disclosure')).rejects.toThrow(stays);
  expect(await file()).toEqual({ phone: { disclosure: '' } });
});

test('a yes to calls without the first sentence is kept for the audit, and does not hold without that', async () => {
  const ledger = openMemoryLedger();
  const { care } = open({}, { ledger });
  const kept = async () => (await ledger.listActions({ before: null, limit: 9 })).map(inShort);
  const inShort = ({ state, tool, decidedVia, decidedBy, summary }: Action) =>
    [state, tool, decidedVia, decidedBy, summary.split(':')[0]].join(' ');
  const line = 'phone.disclosure window owner Leave the first sentence of calls out';
  await care.leaveOutDisclosure();
  expect(await kept()).toEqual([`done ${line}`]);

  await care.reset('phone.disclosure');
  for (const part of ['addAction', 'endAction'] as const) {
    ledger.failNext(part);
    await expect(care.leaveOutDisclosure()).rejects.toThrow('The disk is full.');
    expect(await new DisclosureYes(home).isGiven()).toBe(false);
    expect(await file()).toEqual({});
  }
  const give = vi.spyOn(DisclosureYes.prototype, 'give').mockRejectedValue(new Error('no space'));
  onTestFinished(() => give.mockRestore());
  await expect(care.leaveOutDisclosure()).rejects.toThrow('no space');
  expect((await kept()).toSorted()).toEqual([`done ${line}`, `failed ${line}`, `running ${line}`]);
});

test('a rehearsal takes no yes to calls without the first sentence, and takes one back all the same', async () => {
  const { care } = open({}, { ledger: null });
  const yes = new DisclosureYes(home);
  for (const ask of [() => care.leaveOutDisclosure(), () => care.change('phone.disclosure', '')]) {
    await expect(ask()).rejects.toThrow('In a rehearsal the first sentence of calls cannot be');
  }
  await expect(file()).rejects.toThrow('ENOENT');
  expect(await yes.isGiven()).toBe(false);

  await yes.give(0);
  await care.change('phone.disclosure', 'A machine speaks.');
  expect(await yes.isGiven()).toBe(false);
});

test('no yes is left where the settings could not be written, or a variable fixes the sentence', async () => {
  const { care } = open();
  await writeFile(join(home, 'settings.json'), '{');
  await expect(care.leaveOutDisclosure()).rejects.toThrow('not valid JSON');
  await writeFile(join(home, 'settings.json'), '{"phone.disclosure": ""}');
  expect(of(await care.list(), 'phone.disclosure')?.problems).toHaveLength(1);

  const fixed = open({ ADJUTANT_PHONE_DISCLOSURE: 'A machine speaks.' });
  await expect(fixed.care.leaveOutDisclosure()).rejects.toThrow(
    'fixed by ADJUTANT_PHONE_DISCLOSURE',
  );
  expect(of(await care.list(), 'phone.disclosure')?.problems).toHaveLength(1);
});

test('an empty variable neither leaves the first sentence out nor locks it', async () => {
  await writeFile(join(home, 'settings.json'), '{"phone.disclosure": "A machine speaks."}');
  const { care } = open({ ADJUTANT_PHONE_DISCLOSURE: '""' });
  const refused = { value: 'A machine speaks.', source: 'file', fixedBy: null };
  const problem = { source: 'ADJUTANT_PHONE_DISCLOSURE' };
  const yes = new DisclosureYes(home);
  await yes.give(0);
  expect(of(await care.list(), 'phone.disclosure')).toMatchObject({
    ...{ ...refused, problems: [problem] },
  });
  await yes.takeBack();

  const out = await care.leaveOutDisclosure();
  const left = { value: '', source: 'file', fixedBy: null, problems: [] };
  expect(of(out, 'phone.disclosure')).toMatchObject(left);
  await care.change('phone.disclosure', 'A machine speaks.');
  expect(await yes.isGiven()).toBe(false);
  expect(of(await care.list(), 'phone.disclosure')).toMatchObject(refused);

  await care.leaveOutDisclosure();
  const back = of(await care.reset('phone.disclosure'), 'phone.disclosure');
  expect(back).toMatchObject({ source: 'default', fixedBy: null, problems: [problem] });
});

test('what a variable fixes says which one, and is not changed', async () => {
  const { care } = open({ ADJUTANT_AGENT_NAME: 'Eve', ADJUTANT_AGENT_POLICIES_PLACE_CALL: 'deny' });
  const view = await care.list();

  expect(of(view, 'agent.name')).toMatchObject({
    ...{ value: 'Eve', source: 'environment', fixedBy: 'ADJUTANT_AGENT_NAME' },
  });
  expect(of(view, 'agent.policies')?.fixedBy).toBe('ADJUTANT_AGENT_POLICIES_PLACE_CALL');
  await expect(care.change('agent.name', 'Ada')).rejects.toThrow('fixed by ADJUTANT_AGENT_NAME');
});

test('problems of the file stand at their keys, and the others by themselves', async () => {
  await writeFile(join(home, 'settings.json'), '{"phone":{"maxCallMs":"long"},"colour":1}');
  const { care } = open();
  const view = await care.list();

  expect(of(view, 'phone.maxCallMs')?.problems).toMatchObject([{ path: 'phone.maxCallMs' }]);
  expect(view.problems).toMatchObject([{ path: 'colour', source: 'settings.json' }]);
});

test('a pause and the list of senders hold at once, by their own switches', async () => {
  const { care, paused, allowed } = open();

  await care.change('agent.paused', 'on');
  await care.change('carbonvoice.allow', ['ada']);
  expect([paused, allowed]).toEqual([[true], [['ada']]]);
});

test('policies are changed tool by tool, whatever the style of the file', async () => {
  await writeFile(
    join(home, 'settings.json'),
    '{"agent.policies.place_call":"deny","agent":{"policies":{"add_task":"ask"}}}',
  );
  const { care } = open();

  const view = await care.change('agent.policies', { add_task: 'ask', hang_up: 'deny' });
  expect(of(view, 'agent.policies')?.value).toEqual({ add_task: 'ask', hang_up: 'deny' });
  expect(of(await care.reset('agent.policies'), 'agent.policies')).toMatchObject({
    ...{ value: {}, source: 'default', waits: false },
  });
});

test('a key holds at once, and one that the system refuses is not written', async () => {
  const taken: DesktopSettings[] = [];
  const change = (next: DesktopSettings): void => {
    if (next['desktop.toggleShortcut'] === 'F9') throw new RefusedError('TAKEN', 'F9 is taken.');
    taken.push(next);
  };
  const view = () => ({
    ...{ keys: { toggle: 'works', talk: 'unseen', pause: 'none' } as const },
    ...{ wayland: false, tray: true },
  });
  const { care } = open({}, { desktop: { change, view, onChange: () => () => {} } });

  await expect(care.change('desktop.toggleShortcut', 'F9')).rejects.toThrow('F9 is taken.');
  const changed = await care.change('desktop.toggleShortcut', 'F8');
  expect(of(changed, 'desktop.toggleShortcut')).toMatchObject({ value: 'F8', waits: false });
  expect(taken.map((one) => one['desktop.toggleShortcut'])).toEqual(['F8']);
  expect(await file()).toEqual({ desktop: { toggleShortcut: 'F8' } });
});

test('the same key twice is refused, however it is written', async () => {
  const { care } = open();
  const twice = care.change('desktop.pauseShortcut', 'Shift+Ctrl+Space');
  await expect(twice).rejects.toThrow('already one of the keys');
  await care.change('desktop.toggleShortcut', null);
  await care.change('desktop.pauseShortcut', 'Shift+Ctrl+Space');
});
