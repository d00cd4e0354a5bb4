import { expect, test } from 'vitest';
import { fixesOf, labelOf, shortLabelOf } from '../../renderer/setup/fixes.ts';

test('finds what a remedy asks for: secrets, settings, numbers, servers', () => {
  const text =
    'Make a new one and set it: npm run -s adjutant -- secret set carbonvoice-pat. ' +
    'Set llm.url (and llm.model), then adjutant number answer +12025550199, mcp approve my-files.';
  expect(fixesOf(text)).toEqual([
    { type: 'secret', name: 'carbonvoice-pat' },
    { type: 'number', number: '+12025550199' },
    { type: 'mcp', name: 'my-files' },
    { type: 'setting', key: 'llm.url' },
    { type: 'setting', key: 'llm.model' },
  ]);
});

test('each once, whole keys only, and nothing where nothing is asked for', () => {
  expect(fixesOf('llm.providers and llm.providers; my.llm.model; llm.modelled')).toEqual([
    { type: 'setting', key: 'llm.providers' },
  ]);
  expect(fixesOf('Check the network.')).toEqual([]);
});

test('what a button shows is within its name', () => {
  const all = fixesOf('secret set llm-key.two, voipbin.source, number answer +12025550199');
  expect(all).toHaveLength(3);
  for (const fix of all) expect(labelOf(fix)).toContain(shortLabelOf(fix));
});
