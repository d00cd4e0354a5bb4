import { expect, test } from 'vitest';
import { childEnvironment, secretVariables } from '../../../build/setup/child-env.mjs';

test('leaves every secret of the owner out, whatever its case', () => {
  const secrets = Object.fromEntries(secretVariables.map((name) => [name, 'secret']));
  const env = childEnvironment({ ...secrets, adjutant_llm_key: 'secret', PATH: '/bin' });
  expect(Object.values(env)).not.toContain('secret');
  expect(env['PATH']).toBe('/bin');
});

test('names the six secrets of the contract', () => {
  expect(secretVariables).toEqual([
    'ADJUTANT_CARBONVOICE_PAT',
    'ADJUTANT_VOIPBIN_TOKEN',
    'ADJUTANT_VOIPBIN_USERNAME',
    'ADJUTANT_VOIPBIN_PASSWORD',
    'ADJUTANT_NGROK_AUTHTOKEN',
    'ADJUTANT_LLM_KEY',
  ]);
});

test('forbids downloads beyond the package registry and sets what is asked for', () => {
  expect(childEnvironment({ A: '1', GONE: undefined }, { A: '2' })).toEqual({
    A: '2',
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    ELECTRON_SKIP_BINARY_DOWNLOAD: '1',
  });
});
