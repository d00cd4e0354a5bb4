import type { Check } from '../../../main/doctor/check.ts';
import type { Outcome } from '../../../main/doctor/outcome.ts';
import { AppError } from '../../../shared/errors.ts';

const never = new AbortController().signal;

/** One look, as a run takes it: an error with a sentence of its own is a finding. */
export async function look(check: Check): Promise<Outcome> {
  try {
    return await check.look(never);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { verdict: 'bad', detail: error.message, remedy: error.remedy };
  }
}
