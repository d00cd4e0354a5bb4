import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LoadedSettings } from '../../../main/settings/load-settings.ts';
import { loadSettings } from '../../../main/settings/load-settings.ts';
import { defaultSettings, settingKeys, variableFor } from '../../../shared/settings.ts';

async function load(
  env: Readonly<Record<string, string>>,
  file: unknown = {},
): Promise<LoadedSettings> {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-'));
  onTestFinished(() => rm(home, { recursive: true }));
  await writeFile(join(home, 'settings.json'), JSON.stringify(file));
  return loadSettings({ home, env });
}

test('lets a variable win over the file, by type', async () => {
  const { settings, problems, fixedBy } = await load(
    {
      ADJUTANT_CARBONVOICE_SOCKET: 'OFF',
      ADJUTANT_CARBONVOICE_ALLOW: ' a , b,,',
      ADJUTANT_PHONE_SILENCE_PROMPT_MS: '500',
      ADJUTANT_PHONE_GREETING: '""',
      ADJUTANT_AGENT_PAUSED: '1',
      ADJUTANT_AGENT_NAME: '',
      ADJUTANT_TUNNEL: 'off',
      ADJUTANT_LLM_PROVIDERS: '[{"provider": "anthropic", "model": "m"}]',
    },
    { 'agent.name': 'Ada', agent: { paused: false } },
  );
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({
    'carbonvoice.socket': false,
    'carbonvoice.allow': ['a', 'b'],
    'phone.silencePromptMs': 500,
    'phone.greeting': '',
    'agent.paused': true,
    'agent.name': 'Ada',
    'tunnel.provider': 'off',
    'llm.providers': [{ provider: 'anthropic', model: 'm' }],
  });
  expect(fixedBy).toMatchObject({
    'agent.paused': 'ADJUTANT_AGENT_PAUSED',
    'tunnel.provider': 'ADJUTANT_TUNNEL',
  });
  expect(fixedBy).not.toHaveProperty('agent.name');
});

test('keeps what the file says where a variable is invalid, and names the variable', async () => {
  const { settings, problems, fixedBy } = await load(
    { ADJUTANT_PHONE_MAX_CALL_MS: 'an hour', ADJUTANT_PHONE_ALLOW: '+14155550100,0171' },
    { 'phone.maxCallMs': 60_000, 'phone.allow': ['+14155550199'] },
  );
  expect(settings['phone.maxCallMs']).toBe(60_000);
  expect(settings['phone.allow']).toEqual(['+14155550199']);
  expect(problems.map(({ path, source }) => [path, source])).toEqual([
    ['phone.allow.1', 'ADJUTANT_PHONE_ALLOW'],
    ['phone.maxCallMs', 'ADJUTANT_PHONE_MAX_CALL_MS'],
  ]);
  expect(fixedBy).toEqual({});
});

test.each(settingKeys.map((key) => [key, variableFor(key)] as const))(
  'reports a useless value for %s by its path',
  async (key, variable) => {
    // A control character alone is neither an address, a number, a word of a list, nor JSON.
    const isFreeText = ['agent.name', 'agent.instructions', 'phone.disclosure', 'phone.greeting'];
    const isAnyText = /model|voice$|caFile|Text$/u.test(key) || isFreeText.includes(key);
    const value = isAnyText ? 'x'.repeat(60_000) : '\u0001 no,';
    const { settings, problems } = await load({ [variable]: value });
    expect(settings).toEqual(defaultSettings);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem.path.startsWith(key)).toBe(true);
      expect(problem.source).toBe(variable);
    }
  },
);

test('sets policies tool by tool and adds to those of the file', async () => {
  const { settings, problems, fixedBy } = await load(
    {
      ADJUTANT_AGENT_POLICIES: '{"mcp.files.read": "ask", "add_task": "ask"}',
      ADJUTANT_AGENT_POLICIES_PLACE_CALL: 'deny',
      ADJUTANT_AGENT_POLICIES_ADD_EVENT: '{"phone": "deny"}',
      ADJUTANT_AGENT_POLICIES_HANG_UP: 'perhaps',
      ADJUTANT_AGENT_POLICIES_MCP_FILES_WRITE: 'deny',
    },
    { agent: { policies: { place_call: 'allow', save_note: 'ask' } } },
  );
  expect(settings['agent.policies']).toEqual({
    place_call: 'deny',
    save_note: 'ask',
    add_task: 'ask',
    'mcp.files.read': 'ask',
    add_event: { phone: 'deny' },
  });
  expect(fixedBy).toMatchObject({
    'agent.policies.place_call': 'ADJUTANT_AGENT_POLICIES_PLACE_CALL',
    'agent.policies.mcp.files.read': 'ADJUTANT_AGENT_POLICIES',
  });
  expect(problems.map(({ path }) => path)).toEqual([
    'agent.policies.hang_up',
    'ADJUTANT_AGENT_POLICIES_MCP_FILES_WRITE',
  ]);
});

test('reports variables that look like settings and are none', async () => {
  const { problems } = await load({
    ADJUTANT_PHONE_INBUOND: 'off',
    ADJUTANT_CARBONVOICE_COLOUR: 'red',
    ADJUTANT_LOGS: 'debug',
    ADJUTANT_HOME: '/x',
    ADJUTANT_LLM_KEY: 'secret',
    ADJUTANT_TEST_PHONE: '1',
    ADJUTANT_SOMETHING_ELSE: '1',
    PHONE_INBOUND: 'off',
  });
  expect(problems).toEqual([
    expect.objectContaining({ source: 'ADJUTANT_CARBONVOICE_COLOUR' }),
    expect.objectContaining({ message: expect.stringContaining('ADJUTANT_LOG?') }),
    expect.objectContaining({ message: expect.stringContaining('ADJUTANT_PHONE_INBOUND?') }),
  ]);
});
