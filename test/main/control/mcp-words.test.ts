import { expect, test } from 'vitest';
import { describeMcp } from '../../../main/control/mcp-words.ts';
import { checkMcp } from '../../../main/doctor/mcp-check.ts';
import type { McpServerView } from '../../../shared/mcp.ts';

const view: McpServerView = {
  ...{ name: 'files', state: 'waiting', detail: 'It waits.', remedy: 'Allow it.', url: null },
  ...{ command: ['npx', '-y', 'a b'], env: ['KEY', 'MODE'], headers: [], approvedAt: null },
  tools: [{ name: 'read', description: 'Reads "all"\nof it.' }],
  leftOut: [{ name: 'x y', why: 'its name is too long' }],
  changes: ['New tool read'],
};

test('people see exactly what is started, what it offers and what changed', () => {
  expect(describeMcp([view, { ...view, url: 'https://a.example', headers: ['Key'] }])).toBe(
    [
      'files: waiting. It waits.',
      '  command    ["npx","-y","a b"]',
      ...['  variables  KEY, MODE', '  changed    New tool read'],
      String.raw`  tool       read: "Reads \"all\"\nof it."`,
      ...['  left out   "x y": its name is too long', '  → Allow it.', ''],
      ...['files: waiting. It waits.', '  address    https://a.example'],
      ...['  variables  KEY, MODE', '  headers    Key', '  changed    New tool read'],
      String.raw`  tool       read: "Reads \"all\"\nof it."`,
      ...['  left out   "x y": its name is too long', '  → Allow it.', ''],
    ].join('\n'),
  );
  expect(describeMcp([])).toContain('No MCP server');
});

test('the doctor tells of a server that waits or fails, and starts none', async () => {
  const signal = new AbortController().signal;
  const look = (status: 'refused' | 'failed' | 'connected') =>
    checkMcp({
      servers: 1,
      state: () => ({ status, detail: 'As it is.', remedy: 'Do this.' }),
    }).look(signal);
  expect(await look('refused')).toMatchObject({ verdict: 'bad', remedy: 'Do this.' });
  expect(await look('failed')).toMatchObject({ verdict: 'bad', detail: 'As it is.' });
  expect(await look('connected')).toMatchObject({ verdict: 'good' });
  expect(await checkMcp({ servers: 0, state: null }).look(signal)).toMatchObject({
    verdict: 'off',
  });
  expect(await checkMcp({ servers: 2, state: null }).look(signal)).toMatchObject({
    verdict: 'off',
  });
});
