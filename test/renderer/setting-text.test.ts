import { expect, test } from 'vitest';
import { checkText, controlOf, textOf } from '../../renderer/setup/setting-text.ts';
import { groupOfSetting, settingGroups } from '../../renderer/setup/setting-strings.ts';
import { defaultSettings, settingKeys } from '../../shared/settings.ts';

test('every default is shown as a text that means the same again', () => {
  for (const key of settingKeys) {
    const value = defaultSettings[key];
    expect([key, checkText(key, textOf(key, value))]).toEqual([key, { value, faults: [] }]);
    expect(settingGroups).toContain(groupOfSetting(key));
  }
});

test('takes the control from kind and schema', () => {
  expect(controlOf('carbonvoice.socket')).toEqual({ type: 'switch' });
  expect(controlOf('log.level')).toEqual({
    ...{ type: 'choice', options: ['debug', 'info', 'warn', 'error'], mayBeUnset: false },
  });
  expect(controlOf('llm.provider')).toMatchObject({ type: 'choice', mayBeUnset: true });
  expect(controlOf('agent.name')).toEqual({ type: 'line' });
  expect(controlOf('phone.allow')).toEqual({ type: 'lines' });
});

test('says what is allowed in the words of the schema', () => {
  expect(checkText('phone.maxConcurrentCalls', 'many').faults[0]?.message).toBe(
    'must be a whole number from 1 to 50',
  );
  expect(checkText('phone.allow', '+1 202 555 0123\nnobody').faults[0]).toMatchObject({
    path: 'phone.allow.1',
  });
  expect(checkText('phone.allow', '+1 202 555 0123\n').value).toEqual(['+12025550123']);
  expect(checkText('mcp.servers', '{').faults[0]?.message).toBe('must be a list of servers');
  expect(checkText('voipbin.source', ' ').value).toBeNull();
  expect(checkText('phone.greeting', '').value).toBe('');
});
