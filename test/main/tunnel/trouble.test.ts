import { expect, test } from 'vitest';
import { connectionStateSchema } from '../../../shared/connection.ts';
import { describeTrouble, troubleCodes } from '../../../main/tunnel/trouble.ts';

test.each([
  ['ERR_NGROK_105', /authtoken/],
  ['ERR_NGROK_107', /authtoken/],
  ['ERR_NGROK_108', /Stop another/],
  ['ERR_NGROK_120', /Update/],
  ['ERR_NGROK_320', /domain/],
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
