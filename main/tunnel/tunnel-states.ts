import { assertNever } from '../../shared/assert-never.ts';
import type { ConnectionState } from '../../shared/connection.ts';
import type { ChildMessage } from './ngrok-messages.ts';
import { describeTrouble, unreachedCodes } from './trouble.ts';

/** How long each step may take, in milliseconds, and how long to wait before a new child. */
export type TunnelRules = {
  /** From the start of a child to an open endpoint. */
  readonly openMs: number;
  /** For the SDK to mend a broken connection by itself. */
  readonly mendMs: number;
  /** The longest silence between heartbeats. */
  readonly silenceMs: number;
  /** For a goodbye, before the child is killed. */
  readonly goodbyeMs: number;
  /** For a killed child to be gone. */
  readonly killMs: number;
  /** Between attempts after a refusal. */
  readonly refusedMs: number;
  /** A connection that held this long is worth a new one at once. */
  readonly stableMs: number;
  /** A child that is younger has not slept through anything. */
  readonly freshMs: number;
  /** How long ngrok may still count a session that we lost. */
  readonly echoMs: number;
  /** The wait before attempt number `position` + 1. */
  readonly delay: (position: number) => number;
};

/** What is carried from child to child. */
export type Course = {
  readonly failures: number;
  readonly lastUrl: string | null;
  readonly lostAt: number | null;
  /** The code of what went wrong last; null for nothing yet. */
  readonly trouble: string | null;
};

/** `mending`: the SDK has its one try. `replacing`: a killed child has not ended yet. */
export type TunnelState =
  | { readonly type: 'opening'; readonly course: Course; readonly since: number }
  | { readonly type: 'open'; readonly course: Course; readonly url: string; readonly since: number }
  | {
      readonly type: 'mending';
      readonly course: Course;
      readonly url: string;
      readonly since: number;
    }
  | { readonly type: 'replacing'; readonly course: Course; readonly waitMs: number }
  | { readonly type: 'waiting'; readonly course: Course }
  | { readonly type: 'closing'; readonly killed: boolean }
  | { readonly type: 'closed' };

/** Each carries its instant, `at`, in epoch milliseconds. */
export type TunnelEvent = { readonly at: number } & (
  | ChildMessage
  | { readonly type: 'exited' }
  /** The state's own timer; there is never more than one. `isLate`: this process itself stood still meanwhile. */
  | { readonly type: 'timer'; readonly isLate?: boolean }
  /** The machine slept or its network changed. */
  | { readonly type: 'woke' }
  /** What was asked for through the public address did not arrive. */
  | { readonly type: 'led-nowhere' }
  | { readonly type: 'close' }
);

/** What the supervisor is to do. */
export type TunnelEffect =
  | { readonly type: 'start-child'; readonly lastUrl: string | null }
  | { readonly type: 'kill-child' }
  | { readonly type: 'send-close' }
  /** Takes the place of the timer before it. */
  | { readonly type: 'set-timer'; readonly ms: number }
  | { readonly type: 'clear-timer' };

/** Where a transition leads. */
export type TunnelStep = {
  readonly state: TunnelState;
  readonly effects: readonly TunnelEffect[];
};

const connecting: ConnectionState = {
  status: 'connecting',
  detail: 'Opening the tunnel.',
  remedy: '',
};

function troubleOf({ trouble }: Course): ConnectionState {
  return trouble === null ? connecting : describeTrouble(trouble);
}

/** Whether there is no tunnel because the edge of ngrok was not come as far as. */
export function isUnreached(state: TunnelState): boolean {
  if (state.type !== 'opening' && state.type !== 'replacing' && state.type !== 'waiting')
    return false;
  return unreachedCodes.some((code) => code === state.course.trouble);
}

/** What the outside sees of a state. */
export function viewTunnel(state: TunnelState): {
  readonly url: string | null;
  readonly state: ConnectionState;
} {
  switch (state.type) {
    case 'open':
      return {
        url: state.url,
        state: { status: 'connected', detail: 'The tunnel is open.', remedy: '' },
      };
    case 'mending':
      return { url: state.url, state: describeTrouble('CONNECTION_LOST') };
    case 'opening':
    case 'replacing':
    case 'waiting':
      return { url: null, state: troubleOf(state.course) };
    case 'closing':
    case 'closed':
      return { url: null, state: { status: 'off', detail: 'The tunnel is closed.', remedy: '' } };
    default:
      return assertNever(state);
  }
}
