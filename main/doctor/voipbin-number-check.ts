import { AppError, RemoteError } from '../../shared/errors.ts';
import type { NumberView } from '../../shared/phone-number.ts';
import type { Check } from './check.ts';
import { bad, good, sentences } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reached } from './reached.ts';
import type { VoipBinPort } from './voipbin-ports.ts';

/** Whether our numbers belong to the account, what answers each, and whether that fits what the owner wants. */
export function checkVoipBinNumber(port: VoipBinPort): Check {
  const look = (signal: AbortSignal): Promise<Outcome> =>
    reached('VoIPBIN', async () => judge(port, await list(port, signal)));
  return { hop: 'voipbin-number', after: 'voipbin-account', look };
}

async function list({ door }: VoipBinPort, signal: AbortSignal): Promise<readonly NumberView[]> {
  try {
    return await door.numbers(signal);
  } catch (error) {
    if (!(error instanceof RemoteError) || error.status !== 403) throw error;
    throw new AppError(
      'refused',
      {
        code: 'NUMBER_RIGHTS',
        message: 'VoIPBIN does not let this sign-in see numbers and flows.',
      },
      { remedy: 'Use an access key, or a user who is an administrator or manager of the account.' },
    );
  }
}

function judge(port: VoipBinPort, numbers: readonly NumberView[]): Outcome {
  const { inbound, source, ownNumbers } = port;
  const missing = ownNumbers.filter((own) => !numbers.some(({ number }) => number === own));
  if (missing.length > 0) {
    const key = missing.includes(source ?? '') ? 'voipbin.source' : 'phone.numbers';
    return bad(
      `${missing.join(', ')} (${key}) does not belong to the VoIPBIN account. It has: ${names(numbers)}.`,
      `Set ${key} to a number of the account.`,
    );
  }
  const ours = numbers.filter(({ number, isSetUp }) => isSetUp || ownNumbers.includes(number));
  const callsOut =
    source === null
      ? 'Calls out to public numbers need voipbin.source.'
      : `Calls out come from ${source}.`;
  if (inbound === 'off') {
    return good(sentences(callsOut, 'Incoming calls are not answered (phone.inbound is off).'));
  }
  if (ours.length === 0) return withoutNumber(numbers);
  return judgeAnswering(port, ours, callsOut);
}

function withoutNumber(numbers: readonly NumberView[]): Outcome {
  const [first] = numbers;
  if (!first) return bad('phone.inbound is set, but the account has no number.', getOne);
  return bad(
    `phone.inbound is set, but no number is ours. The account has: ${names(numbers)}.`,
    `Have one answered: npm run -s adjutant -- number answer ${first.number}`,
  );
}

const getOne = 'Get a number in the VoIPBIN console, or set phone.inbound to off.';

function judgeAnswering(
  { inbound, isRunning }: VoipBinPort,
  ours: readonly NumberView[],
  callsOut: string,
): Outcome {
  const dead = ours.find(({ answeredBy }) => answeredBy === 'nothing');
  if (dead)
    return notAnswered(dead, `Nothing answers ${dead.number}: callers hear that it is not in use.`);
  const away = ours.find(({ answeredBy }) => answeredBy === 'mailbox');
  if (away && isRunning) {
    return notAnswered(
      away,
      `The mailbox takes every call to ${away.number}, though Adjutant runs.`,
    );
  }
  const told = ours.map(
    ({ number, answeredBy, flow }) => `${number}: ${by[answeredBy]}${flowOf(flow)}.`,
  );
  return good(sentences(callsOut, `Callers who are answered: ${inbound}.`, ...told));
}

function notAnswered({ number }: NumberView, detail: string): Outcome {
  return bad(detail, `Have it answered: npm run -s adjutant -- number answer ${number}`);
}

const by: Readonly<Record<NumberView['answeredBy'], string>> = {
  adjutant: 'rings at Adjutant',
  mailbox: 'the mailbox takes every call while Adjutant is not running',
  other: 'a flow of your own answers',
  nothing: 'nothing answers',
};

function flowOf(flow: string | null): string {
  return flow === null || flow === '' ? '' : ` (${flow})`;
}

function names(numbers: readonly NumberView[]): string {
  return numbers.length === 0 ? 'none' : numbers.map(({ number }) => number).join(', ');
}
