import { expect, test } from 'vitest';
import { overview } from '../../../main/status/overview.ts';
import type { OverviewParts } from '../../../main/status/overview.ts';
import type { ConnectionStatus } from '../../../shared/connection.ts';

function look(
  statuses: readonly ConnectionStatus[],
  more: Partial<Omit<OverviewParts, 'connections'>> = {},
) {
  const state = (index: number) => ({
    ...{ status: statuses[index] ?? 'off', detail: `Detail ${index}.`, remedy: '' },
  });
  const connections = {
    ...{ carbonvoice: state(0), voipbin: state(1), tunnel: state(2) },
    ...{ llm: state(3), keychain: state(4), mcp: state(5) },
  };
  const quiet = { listening: false, paused: false, turnsUnderWay: 0, calls: 0, waiting: 0 };
  return overview({ agentName: 'Ada', ...quiet, connections, ...more });
}

test.each([
  [['connected', 'off', 'connected'], {}, 'idle', 'Ada is ready'],
  [['connecting', 'off'], {}, 'idle', 'Ada is ready'],
  [['connected'], { turnsUnderWay: 2 }, 'thinking', 'Ada is thinking'],
  [['connected', 'off', 'reconnecting'], {}, 'offline', 'Ada: Detail 2.'],
  [['failed'], {}, 'offline', 'Ada: Detail 0.'],
  [['off', 'off', 'off', 'reconnecting'], {}, 'offline', 'Ada: Detail 3.'],
  [['connected', 'off', 'off', 'connected', 'failed', 'failed'], {}, 'idle', 'Ada is ready'],
  [['connected', 'off', 'off', 'connected', 'refused'], {}, 'needs-you', 'Ada: Detail 4.'],
  [['failed'], { turnsUnderWay: 1 }, 'thinking', 'Ada is thinking'],
  [['failed', 'refused'], { turnsUnderWay: 1 }, 'needs-you', 'Ada: Detail 1.'],
  [['refused'], { paused: true, turnsUnderWay: 1 }, 'paused', 'Ada is paused'],
  [['refused'], { calls: 1, turnsUnderWay: 1 }, 'on-a-call', 'Ada is on a call'],
  [[], { calls: 2, paused: true }, 'on-a-call', 'Ada is on 2 calls, paused'],
  [[], { calls: 1, waiting: 1 }, 'needs-you', 'Ada: one action waits for you, on a call'],
  [[], { waiting: 2, paused: true }, 'needs-you', 'Ada: 2 actions wait for you, paused'],
  [[], { listening: true, waiting: 1 }, 'listening', 'Ada listens, one action waits for you'],
] as const)('of %j with %j is %s', (...row) => {
  const [statuses, more, state, tooltip] = row;
  expect(look(statuses, more)).toMatchObject({ state, tooltip });
});
