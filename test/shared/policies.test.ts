import { expect, test } from 'vitest';
import { isToolName, toolNames, toolPoliciesSchema } from '../../shared/policies.ts';

test.each([...toolNames, 'mcp.files.read', 'mcp.my-server.a/b.c'])('%s is a tool', (name) => {
  expect(isToolName(name)).toBe(true);
});

test.each(['', 'place call', 'PLACE_CALL', 'mcp.', 'mcp.files', 'mcp..read', 'toString'])(
  '%j is no tool',
  (name) => {
    expect(isToolName(name)).toBe(false);
  },
);

test('policies are one for a tool, or one for each channel', () => {
  const policies = { place_call: 'deny', add_task: { phone: 'ask', desktop: 'allow' } };

  expect(toolPoliciesSchema.parse(policies)).toEqual(policies);
});

test.each([
  { place_call: 'maybe' },
  { place_call: {} },
  { place_call: { fax: 'ask' } },
  { place_call: { phone: 'maybe' } },
  { fly: 'ask' },
  [],
  'ask',
])('refuses %j with a reason', (policies) => {
  const parsed = toolPoliciesSchema.safeParse(policies);

  expect(parsed.success).toBe(false);
  expect(parsed.error?.issues[0]?.message).not.toBe('');
});
