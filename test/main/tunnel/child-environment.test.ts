import { expect, test } from 'vitest';
import { childEnvironment } from '../../../main/tunnel/child-environment.ts';

test('keeps what the operating system needs and nothing else', () => {
  const env = childEnvironment({
    PATH: '/bin',
    SystemRoot: 'C:\\Windows',
    TZ: undefined,
    ADJUTANT_NGROK_AUTHTOKEN: 'secret',
    NGROK_AUTHTOKEN: 'secret',
    NODE_OPTIONS: '--inspect',
  });
  expect(env).toEqual({ PATH: '/bin', SystemRoot: 'C:\\Windows' });
});
