import type { DoctorItem, Finding, Hop, Verdict } from '../../shared/doctor.ts';
import { hops } from '../../shared/doctor.ts';
import { AppError, toErrorEnvelope } from '../../shared/errors.ts';
import type { SettingsProblem } from '../../shared/ipc-contract.ts';
import { withinLimit } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Check } from './check.ts';
import { bad, off } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { withProblems } from './settings-problems.ts';

export type DoctorRun = {
  readonly checks: readonly Check[];
  /** Settings that were not taken; told at the hop that they belong to. */
  readonly problems: readonly SettingsProblem[];
  /** `verdict` comes along with a finding. */
  readonly tell: (item: DoctorItem, verdict?: Verdict) => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Longest look at one hop. */
const limitMs = 10_000;
/** After so long whoever waits is told what for. */
const patienceMs = 1000;

/**
 * Looks at every hop and tells each finding in the order of the hops, as soon as it and those before it are known.
 * Hops that do not need each other are looked at side by side, so that a run in which nothing answers takes as long
 * as the longest chain. Rejects with the signal's reason.
 */
export async function runDoctor(run: DoctorRun, signal: AbortSignal): Promise<void> {
  const found = new Map<Hop, Promise<Outcome>>();
  for (const check of inOrder(run.checks)) {
    const before = check.after === null ? undefined : found.get(check.after);
    const outcome = lookAfter(run, { check, before }, signal);
    // Told in its turn; until then nobody waits for it.
    outcome.catch(() => {});
    found.set(check.hop, outcome);
  }
  for (const [hop, outcome] of found) {
    const stopWaiting = run.clock.schedule(patienceMs, () => run.tell({ hop, waiting: true }));
    try {
      const judged = withProblems(hop, await outcome, run.problems);
      run.tell(toFinding(hop, judged), judged.verdict);
    } finally {
      stopWaiting();
    }
  }
}

function inOrder(checks: readonly Check[]): readonly Check[] {
  return checks.toSorted((one, other) => hops.indexOf(one.hop) - hops.indexOf(other.hop));
}

type Step = { readonly check: Check; readonly before: Promise<Outcome> | undefined };

async function lookAfter(
  run: DoctorRun,
  { check, before }: Step,
  signal: AbortSignal,
): Promise<Outcome> {
  const earlier = await before;
  if (earlier?.verdict === 'bad') {
    return bad(`Not looked at, because ${check.after} is not in order.`, `First: ${check.after}.`);
  }
  if (earlier?.verdict === 'off') return off(`Not set up: see ${check.after}.`);
  return look(run, check, signal);
}

async function look({ clock, log }: DoctorRun, check: Check, signal: AbortSignal) {
  const over = new AbortController();
  const late = new DOMException('too late', 'AbortError');
  const limit = { clock, ms: limitMs, late: () => late };
  try {
    return await withinLimit(check.look, limit, AbortSignal.any([signal, over.signal]));
  } catch (error) {
    signal.throwIfAborted();
    if (error === late) return tooLate(check.hop);
    if (!(error instanceof AppError)) log.error('a look of the doctor failed', errorFields(error));
    const { message, remedy } = toErrorEnvelope(error);
    return bad(message, remedy === '' ? goOn : remedy);
  } finally {
    over.abort(new DOMException('over', 'AbortError'));
  }
}

const goOn = 'Ask again in a minute; the log tells more.';

function tooLate(hop: Hop): Outcome {
  return bad(
    `${names[hop]} did not answer within ${limitMs / 1000} seconds.`,
    hop === 'store' || hop === 'keychain'
      ? 'Ask again; if it stays so, start the machine anew.'
      : 'Check the network and what is named, then ask again.',
  );
}

const names: Readonly<Record<Hop, string>> = {
  keychain: 'The keychain',
  store: 'The data file',
  model: 'The model',
  tunnel: 'The tunnel',
  'public-path': 'The public address',
  'carbonvoice-identity': 'Carbon Voice',
  'carbonvoice-subscription': 'Carbon Voice',
  'carbonvoice-reply': 'Carbon Voice',
  'voipbin-account': 'VoIPBIN',
  'voipbin-socket': 'VoIPBIN',
  'voipbin-number': 'VoIPBIN',
  calendar: 'The calendar',
  mcp: 'The MCP servers',
  speech: 'The speech service',
};

function toFinding(hop: Hop, { verdict, detail, remedy }: Outcome): Finding {
  return { hop, ok: verdict !== 'bad', detail, remedy };
}
