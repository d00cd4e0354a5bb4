import { expect, test } from 'vitest';
import { beginTunnel, transitionTunnel } from '../../../main/tunnel/tunnel-machine.ts';
import type {
  TunnelEffect,
  TunnelEvent,
  TunnelRules,
  TunnelState,
} from '../../../main/tunnel/tunnel-states.ts';
import { viewTunnel } from '../../../main/tunnel/tunnel-states.ts';

const rules: TunnelRules = {
  openMs: 15_000,
  mendMs: 2000,
  silenceMs: 12_000,
  goodbyeMs: 1200,
  killMs: 600,
  refusedMs: 60_000,
  stableMs: 30_000,
  freshMs: 2000,
  echoMs: 120_000,
  delay: (position) => 1000 * 2 ** position,
};
const url = 'https://one.example.test';

type Bare<Event> = Event extends unknown ? Omit<Event, 'at'> : never;
type Given = Bare<TunnelEvent> & { readonly at?: number };

const opened: Given = { type: 'opened', url };
const exited: Given = { type: 'exited' };
const timer: Given = { type: 'timer' };
const close: Given = { type: 'close' };
const woke: Given = { type: 'woke', at: 3_600_000 };
const cut: Given = { type: 'disconnected', message: 'transport error' };
const failed = (code: string, at = 0): Given => ({ type: 'failed', code, message: '', at });
const heartbeat = (latencyMs: number | null, at = 0): Given => ({
  type: 'heartbeat',
  latencyMs,
  at,
});

/** Feeds the events and returns the last state with all effects, in short. */
function run(...events: readonly Given[]): { state: TunnelState; effects: readonly string[] } {
  let { state, effects } = beginTunnel(rules, 0);
  for (const event of events) {
    const step = transitionTunnel(state, { at: 0, ...event }, rules);
    state = step.state;
    effects = [...effects, ...step.effects];
  }
  return { state, effects: effects.map(short) };
}

function short(effect: TunnelEffect): string {
  if (effect.type === 'set-timer') return `timer ${effect.ms}`;
  if (effect.type === 'start-child') return `start ${effect.lastUrl ?? 'anywhere'}`;
  return effect.type;
}

const started = ['start anywhere', 'timer 15000'];
const openedEffects = [...started, 'timer 12000'];

test('while opening, is connected once the child says so', () => {
  const { state, effects } = run(opened);
  expect(effects).toEqual(openedEffects);
  expect(viewTunnel(state)).toMatchObject({ url, state: { status: 'connected' } });
});

test('while opening, kills a child that does not come up in time and starts another after the wait', () => {
  const { effects } = run(timer, exited, timer);
  expect(effects).toEqual([...started, 'kill-child', 'timer 600', 'timer 1000', ...started]);
});

test('while opening, waits longer after each failure', () => {
  const { effects, state } = run(
    failed('UNREACHABLE'),
    exited,
    timer,
    failed('UNREACHABLE'),
    exited,
    timer,
    exited,
  );
  expect(effects.filter((effect) => /timer \d000$/.test(effect))).toEqual([
    'timer 1000',
    'timer 2000',
    'timer 4000',
  ]);
  expect(viewTunnel(state)).toMatchObject({ url: null, state: { status: 'reconnecting' } });
});

test('while opening, goes on although a killed child does not end', () => {
  const { effects } = run(timer, timer, timer);
  expect(effects.slice(2)).toEqual(['kill-child', 'timer 600', 'timer 1000', ...started]);
});

test('while opening, repeats a refusal every minute only and says what to do', () => {
  const { state, effects } = run(failed('ERR_NGROK_107'), exited);
  expect(effects.at(-1)).toBe('timer 60000');
  expect(viewTunnel(state).state.status).toBe('refused');
  expect(viewTunnel(state).state.remedy).toMatch(/authtoken/);
});

test('while opening, keeps saying so while it tries again', () => {
  const { state } = run(failed('ERR_NGROK_107'), exited, timer);
  expect(state.type).toBe('opening');
  expect(viewTunnel(state).state.status).toBe('refused');
});

test('while opening, asks again for the last address after a failure of the network, and once for one that is lost', () => {
  const again = [cut, cut, exited, timer] as const;
  const kept = run(opened, ...again, failed('UNREACHABLE'), exited, timer);
  expect(kept.effects.findLast((effect) => effect.startsWith('start'))).toBe(`start ${url}`);
  const lost = run(opened, ...again, failed('ADDRESS_LOST'), exited);
  expect(lost.effects.slice(-2)).toEqual(started);
});

test('a connection that breaks is left to the SDK once, with the same address', () => {
  const { state, effects } = run(opened, cut, heartbeat(1), { type: 'rebound' });
  expect(effects).toEqual([...openedEffects, 'timer 2000', 'timer 12000']);
  expect(state).toMatchObject({ type: 'open', url });
});

test('a connection that breaks keeps its address in view while the SDK has its try', () => {
  expect(viewTunnel(run(opened, cut).state)).toMatchObject({
    url,
    state: { status: 'reconnecting' },
  });
});

test.each([
  ['the first try fails', cut],
  ['the try takes too long', timer],
])(
  'a connection that breaks is opened by a new child, at the old address, when %s',
  (_name, event) => {
    const { effects, state } = run(opened, cut, event, exited, timer);
    expect(effects.slice(3)).toEqual([
      'timer 2000',
      'kill-child',
      'timer 600',
      'timer 1000',
      `start ${url}`,
      'timer 15000',
    ]);
    expect(viewTunnel(state)).toMatchObject({ url: null, state: { status: 'reconnecting' } });
  },
);

test('a connection that breaks is replaced without a wait when it had held', () => {
  const lost: Given = { type: 'heartbeat', latencyMs: null, at: 40_000 };
  const { effects } = run(opened, lost, exited);
  expect(effects.slice(3)).toEqual(['kill-child', 'timer 600', `start ${url}`, 'timer 15000']);
});

test('a connection that breaks counts its failures afresh once it has held', () => {
  const again = [failed('UNREACHABLE'), exited, timer];
  const { effects } = run(
    ...again,
    ...again,
    opened,
    heartbeat(1, 30_000),
    heartbeat(null, 31_000),
    exited,
    failed('UNREACHABLE', 32_000),
    exited,
  );
  expect(effects.at(-1)).toBe('timer 2000');
});

test.each([
  ['an unanswered heartbeat', heartbeat(null)],
  ['no heartbeat at all', timer],
  ['an endpoint closed by ngrok', { type: 'closed', code: 'CLOSED_BY_EDGE', message: '' }],
] satisfies [string, Given][])('a connection that breaks is replaced after %s', (_name, event) => {
  const { state, effects } = run(opened, heartbeat(20), event);
  expect(state.type).toBe('replacing');
  expect(effects.slice(4)).toEqual(['kill-child', 'timer 600']);
});

test('a connection that breaks needs no kill when its child has ended', () => {
  expect(run(opened, exited).effects.slice(3)).toEqual(['timer 1000']);
  expect(run(opened, cut, exited).effects.slice(4)).toEqual(['timer 1000']);
});

test.each(['ERR_NGROK_108', 'ERR_NGROK_334'])(
  'a connection that breaks is not given up for a minute while ngrok still counts it (%s)',
  (code) => {
    const soon = run(opened, exited, timer, failed(code, 119_000), exited);
    expect(soon.effects.at(-1)).toBe('timer 2000');
    expect(viewTunnel(soon.state).state.status).toBe('reconnecting');

    const late = run(opened, exited, timer, failed(code, 120_000), exited);
    expect(late.effects.at(-1)).toBe('timer 60000');
    expect(viewTunnel(late.state).state.status).toBe('refused');
  },
);

test('a connection that breaks stays away for a minute when the dashboard stopped it', () => {
  const stop: Given = { type: 'closed', code: 'STOP_COMMAND', message: '', at: 50_000 };
  const { state, effects } = run(opened, stop, exited);
  expect(effects.at(-1)).toBe('timer 60000');
  expect(viewTunnel(state).state.status).toBe('refused');
});

test('a wake begins anew what was being opened, unless that has just begun', () => {
  const failures = [failed('UNREACHABLE'), exited, timer, failed('UNREACHABLE'), exited, timer];
  const { effects } = run(...failures, woke, exited, failed('UNREACHABLE'), exited);
  expect(effects.slice(-7)).toEqual([
    ...['kill-child', 'timer 600', ...started],
    ...['kill-child', 'timer 600', 'timer 1000'],
  ]);
  expect(run({ ...woke, at: 1999 }).effects).toEqual(started);
});

test('a wake leaves nobody waiting for another attempt', () => {
  expect(run(failed('ERR_NGROK_107'), exited, woke).effects.slice(-2)).toEqual(started);
  expect(run(timer, woke, exited).effects.slice(-2)).toEqual(started);
});

test('a wake keeps a tunnel that looks open, and gives its heartbeats time', () => {
  expect(run(opened, woke)).toMatchObject({
    state: { type: 'open', url },
    effects: [...openedEffects, 'timer 12000'],
  });
  expect(run(opened, { type: 'timer', isLate: true }).state.type).toBe('open');
});

test('a wake does not leave a broken connection to the SDK', () => {
  const { effects } = run(opened, cut, woke, exited);
  expect(effects.slice(4)).toEqual(['kill-child', 'timer 600', `start ${url}`, 'timer 15000']);
});

test('an address that leads nowhere is opened anew at once, and only when it is open', () => {
  const nowhere: Given = { type: 'led-nowhere' };
  const { state, effects } = run(opened, nowhere);
  expect(viewTunnel(state)).toMatchObject({ url: null, state: { status: 'reconnecting' } });
  expect(viewTunnel(state).state.detail).toMatch(/do not arrive/);
  expect(effects.slice(3)).toEqual(['kill-child', 'timer 600']);
  expect(run(nowhere).effects).toEqual(started);
  expect(run(opened, nowhere, nowhere, exited).effects.slice(-2)).toEqual([
    `start ${url}`,
    'timer 15000',
  ]);
});

test.each([
  ['opening', []],
  ['open', [opened]],
  ['mending', [opened, cut]],
] satisfies [string, Given[]][])('closing says goodbye while %s', (_name, events) => {
  const { state, effects } = run(...events, close, exited);
  expect(state.type).toBe('closed');
  expect(effects.slice(-3)).toEqual(['send-close', 'timer 1200', 'clear-timer']);
});

test('closing kills a child that does not answer the goodbye, and does not wait for ever', () => {
  const { state, effects } = run(opened, close, timer, timer);
  expect(state.type).toBe('closed');
  expect(effects.slice(3)).toEqual([
    'send-close',
    'timer 1200',
    'kill-child',
    'timer 600',
    'clear-timer',
  ]);
});

test('closing waits for a child that is being killed', () => {
  const { state, effects } = run(timer, close, exited);
  expect(state.type).toBe('closed');
  expect(effects.slice(4)).toEqual(['kill-child', 'timer 600', 'clear-timer']);
});

test('closing has nothing to end between two attempts', () => {
  const { state, effects } = run(exited, close);
  expect(state.type).toBe('closed');
  expect(effects.slice(2)).toEqual(['timer 1000', 'clear-timer']);
});

test('closing is final', () => {
  const { state, effects } = run(exited, close, close, opened, timer, exited);
  expect(state.type).toBe('closed');
  expect(effects).toHaveLength(4);
  expect(viewTunnel(state)).toMatchObject({ url: null, state: { status: 'off' } });
});
