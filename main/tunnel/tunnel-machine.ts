import { assertNever } from '../../shared/assert-never.ts';
import { describeTrouble, isEcho } from './trouble.ts';
import type { Course, TunnelEvent, TunnelRules, TunnelState, TunnelStep } from './tunnel-states.ts';

/** The first step. */
export function beginTunnel(rules: TunnelRules, at: number): TunnelStep {
  return open({ failures: 0, lastUrl: null, lostAt: null, trouble: null }, rules, at);
}

/** What follows from an event. Knows neither time nor processes: events carry both, effects ask for both. */
export function transitionTunnel(
  state: TunnelState,
  event: TunnelEvent,
  rules: TunnelRules,
): TunnelStep {
  if (event.type === 'close') return close(state, rules);
  switch (state.type) {
    case 'opening':
      return whileOpening(state, event, rules);
    case 'open':
      return whileOpen(state, event, rules);
    case 'mending':
      return whileMending(state, event, rules);
    case 'replacing':
      return whileReplacing(state, event, rules);
    case 'waiting':
      if (event.type === 'woke') return open({ ...state.course, failures: 0 }, rules, event.at);
      return event.type === 'timer' ? open(state.course, rules, event.at) : stay(state);
    case 'closing':
      return whileClosing(state, event, rules);
    case 'closed':
      return stay(state);
    default:
      return assertNever(state);
  }
}

type Of<Type extends TunnelState['type']> = Extract<TunnelState, { readonly type: Type }>;

function whileOpening(state: Of<'opening'>, event: TunnelEvent, rules: TunnelRules): TunnelStep {
  switch (event.type) {
    case 'opened': {
      const course = { ...state.course, lastUrl: event.url };
      return {
        state: { type: 'open', course, url: event.url, since: event.at },
        effects: [{ type: 'set-timer', ms: rules.silenceMs }],
      };
    }
    case 'failed':
    case 'closed':
      return replace(afterFailure(state.course, event, rules), rules);
    case 'timer':
      return replace(afterFailure(state.course, { ...event, code: 'TIMEOUT' }, rules), rules);
    case 'exited': {
      const after = afterFailure(state.course, { ...event, code: 'CHILD_ENDED' }, rules);
      return waitOrOpen(after, event.at, rules);
    }
    case 'woke': {
      if (event.at - state.since < rules.freshMs) return stay(state);
      return replace({ course: { ...state.course, failures: 0 }, waitMs: 0 }, rules);
    }
    default:
      return stay(state);
  }
}

function whileOpen(state: Of<'open'>, event: TunnelEvent, rules: TunnelRules): TunnelStep {
  switch (event.type) {
    case 'heartbeat': {
      if (event.latencyMs === null) return lose(state, { ...event, code: 'SILENT' }, rules);
      const stable = event.at - state.since >= rules.stableMs;
      const course = stable ? { ...state.course, failures: 0 } : state.course;
      return {
        state: { ...state, course },
        effects: [{ type: 'set-timer', ms: rules.silenceMs }],
      };
    }
    case 'timer':
      // Heartbeats cannot come while nobody runs; whether the tunnel lives is for the next ones to say.
      if (event.isLate) return listen(state, rules);
      return lose(state, { ...event, code: 'SILENT' }, rules);
    case 'woke':
      return listen(state, rules);
    case 'led-nowhere':
      return replaceAtOnce(state.course, { ...event, code: 'NOT_THROUGH' }, rules);
    case 'disconnected':
      return {
        state: { ...state, type: 'mending' },
        effects: [{ type: 'set-timer', ms: rules.mendMs }],
      };
    default:
      return whileUp(state, event, rules);
  }
}

function whileMending(state: Of<'mending'>, event: TunnelEvent, rules: TunnelRules): TunnelStep {
  switch (event.type) {
    case 'rebound':
      return {
        state: { ...state, type: 'open' },
        effects: [{ type: 'set-timer', ms: rules.silenceMs }],
      };
    // ngrok SDK: its second attempt comes at once, the third after 2.5 s, the fourth after two minutes;
    // and while it is refused it does not tell by which code. A new child does both better.
    case 'disconnected':
    case 'timer':
      return lose(state, { ...event, code: 'CONNECTION_LOST' }, rules);
    case 'woke':
      return replaceAtOnce(state.course, { ...event, code: 'CONNECTION_LOST' }, rules);
    default:
      return whileUp(state, event, rules);
  }
}

/** What ends a tunnel that is open or about to be again. */
function whileUp(
  state: Of<'open'> | Of<'mending'>,
  event: TunnelEvent,
  rules: TunnelRules,
): TunnelStep {
  switch (event.type) {
    case 'closed':
    case 'failed':
      return lose(state, event, rules);
    case 'exited': {
      const after = afterLoss(state, { ...event, code: 'CHILD_ENDED' }, rules);
      return waitOrOpen(after, event.at, rules);
    }
    default:
      return stay(state);
  }
}

function whileReplacing(
  state: Of<'replacing'>,
  event: TunnelEvent,
  rules: TunnelRules,
): TunnelStep {
  switch (event.type) {
    // An unkillable child must not keep the tunnel down, hence the timer.
    case 'exited':
    case 'timer':
      return waitOrOpen(state, event.at, rules);
    case 'woke':
      return { state: { ...state, waitMs: 0 }, effects: [] };
    default:
      return stay(state);
  }
}

function whileClosing(state: Of<'closing'>, event: TunnelEvent, rules: TunnelRules): TunnelStep {
  if (event.type === 'timer' && !state.killed) return kill(rules);
  if (event.type !== 'exited' && event.type !== 'timer') return stay(state);
  return { state: { type: 'closed' }, effects: [{ type: 'clear-timer' }] };
}

type Cause = { readonly at: number; readonly code: string };
type Next = { readonly course: Course; readonly waitMs: number };

function afterFailure(course: Course, { at, code }: Cause, rules: TunnelRules): Next {
  const echo = isEcho(code) && course.lostAt !== null && at - course.lostAt < rules.echoMs;
  // The edge was reached, and would hang up on that wish for ever. Without it this cannot come again before it was open.
  if (code === 'ADDRESS_LOST')
    return { course: { ...course, lastUrl: null, trouble: code }, waitMs: 0 };
  const next = { ...course, failures: course.failures + 1 };
  if (isRefusal(code) && !echo) {
    return { course: { ...next, trouble: code }, waitMs: rules.refusedMs };
  }
  return {
    course: { ...next, trouble: echo ? 'CONNECTION_LOST' : code },
    waitMs: rules.delay(course.failures),
  };
}

function afterLoss(state: Of<'open'> | Of<'mending'>, cause: Cause, rules: TunnelRules): Next {
  const stable = cause.at - state.since >= rules.stableMs;
  const course = { ...state.course, lostAt: cause.at };
  if (!stable) return afterFailure(course, cause, rules);
  const after = afterFailure({ ...course, failures: 0 }, cause, rules);
  return isRefusal(after.course.trouble) ? after : { ...after, waitMs: 0 };
}

function isRefusal(code: string | null): boolean {
  return code !== null && describeTrouble(code).status === 'refused';
}

function lose(state: Of<'open'> | Of<'mending'>, cause: Cause, rules: TunnelRules): TunnelStep {
  return replace(afterLoss(state, cause, rules), rules);
}

/** The old child has to be gone first: two would be two sessions at ngrok. */
function replace({ course, waitMs }: Next, rules: TunnelRules): TunnelStep {
  return {
    state: { type: 'replacing', course, waitMs },
    effects: [{ type: 'kill-child' }, { type: 'set-timer', ms: rules.killMs }],
  };
}

function replaceAtOnce(course: Course, { at, code }: Cause, rules: TunnelRules): TunnelStep {
  const next = { ...course, failures: 0, lostAt: at, trouble: code };
  return replace({ course: next, waitMs: 0 }, rules);
}

function waitOrOpen({ course, waitMs }: Next, at: number, rules: TunnelRules): TunnelStep {
  if (waitMs === 0) return open(course, rules, at);
  return { state: { type: 'waiting', course }, effects: [{ type: 'set-timer', ms: waitMs }] };
}

function open(course: Course, rules: TunnelRules, at: number): TunnelStep {
  return {
    state: { type: 'opening', course, since: at },
    effects: [
      { type: 'start-child', lastUrl: course.lastUrl },
      { type: 'set-timer', ms: rules.openMs },
    ],
  };
}

/** Waits for heartbeats, from now on. */
function listen(state: Of<'open'>, rules: TunnelRules): TunnelStep {
  return { state, effects: [{ type: 'set-timer', ms: rules.silenceMs }] };
}

function close(state: TunnelState, rules: TunnelRules): TunnelStep {
  switch (state.type) {
    case 'opening':
    case 'open':
    case 'mending':
      return {
        state: { type: 'closing', killed: false },
        effects: [{ type: 'send-close' }, { type: 'set-timer', ms: rules.goodbyeMs }],
      };
    case 'replacing':
      return kill(rules);
    case 'waiting':
      return { state: { type: 'closed' }, effects: [{ type: 'clear-timer' }] };
    default:
      return stay(state);
  }
}

function kill(rules: TunnelRules): TunnelStep {
  return {
    state: { type: 'closing', killed: true },
    effects: [{ type: 'kill-child' }, { type: 'set-timer', ms: rules.killMs }],
  };
}

function stay(state: TunnelState): TunnelStep {
  return { state, effects: [] };
}
