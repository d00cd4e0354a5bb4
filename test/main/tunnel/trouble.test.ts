import { expect, test } from 'vitest';
import { connectionStateSchema } from '../../../shared/connection.ts';
import { describeTurnedAway } from '../../../main/tunnel/ngrok-refusals.ts';
import { describeTrouble, troubleCodes } from '../../../main/tunnel/trouble.ts';

test.each([
  ['ERR_NGROK_102', /billing/],
  ['ERR_NGROK_105', /authtoken/],
  ['ERR_NGROK_107', /authtoken/],
  ['ERR_NGROK_108', /Stop another/],
  ['ERR_NGROK_120', /Update/],
  ['ERR_NGROK_115', /network/],
  ['ERR_NGROK_123', /Verify/],
  ['ERR_NGROK_300', /authtoken/],
  ['ERR_NGROK_313', /upgrade/],
  ['ERR_NGROK_320', /domain/],
  ['ERR_NGROK_324', /Stop another/],
  ['ERR_NGROK_328', /ngrok\.domain/],
  ['ERR_NGROK_334', /other agent/],
  ['ERR_NGROK_9999', /err_ngrok_9999$/],
])('is refused with a remedy for %s', (code, remedy) => {
  const trouble = describeTrouble(code);
  expect(trouble.status).toBe('refused');
  expect(trouble.remedy).toMatch(remedy);
});

test.each(troubleCodes)('has a sentence for %s', (code) => {
  const trouble = describeTrouble(code);
  expect(connectionStateSchema.parse(trouble)).toEqual(trouble);
  expect(trouble.detail).toMatch(/^[A-Zn].+\.$/);
});

test('trouble of ngrok’s own is tried again and not put on the owner', () => {
  expect(describeTrouble('ERR_NGROK_803').status).toBe('reconnecting');
});

test('a visitor who is turned away is told from a tunnel that fails', () => {
  expect(describeTurnedAway('ERR_NGROK_727')?.remedy).toMatch(/Upgrade/);
  expect(describeTurnedAway('ERR_NGROK_3200')).toBeNull();
});
