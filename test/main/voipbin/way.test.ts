import { expect, test } from 'vitest';
import { toNetworkError } from '../../../main/base/http.ts';
import { Way } from '../../../main/voipbin/way.ts';

function failedBy(code: string): Way {
  const way = new Way('Connecting.');
  way.fail(toNetworkError(Object.assign(new Error('x'), { code })));
  return way;
}

test('a certificate that is not trusted leads to the setting of one’s own authority', () => {
  const { state } = failedBy('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  expect(state).toMatchObject({
    status: 'failed',
    detail: 'VoIPBIN cannot be reached. Its certificate is not trusted.',
  });
  expect(state.remedy).toContain('voipbin.caFile');
});

test('and no other failure of the network does', () => {
  expect(failedBy('ECONNREFUSED').state.remedy).not.toContain('voipbin.caFile');
});
