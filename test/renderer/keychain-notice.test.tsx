import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { KeychainNotice } from '../../renderer/notices/KeychainNotice.tsx';
import type { ConnectionStatus } from '../../shared/connection.ts';

const shown = (status: ConnectionStatus): string =>
  renderToStaticMarkup(
    <KeychainNotice keychain={{ status, detail: 'It is locked.', remedy: 'Unlock it.' }} />,
  );

test.each(['refused', 'failed'] as const)(
  'keys in memory only are told when it is %s',
  (status) => {
    expect(shown(status)).toContain('in memory only');
    expect(shown(status)).toContain('It is locked. Unlock it.');
  },
);

test.each(['off', 'connecting', 'connected'] as const)(
  'nothing is told when it is %s',
  (status) => {
    expect(shown(status)).toBe('');
  },
);

test('nothing is told in a rehearsal', () => {
  expect(renderToStaticMarkup(<KeychainNotice keychain={null} />)).toBe('');
});
