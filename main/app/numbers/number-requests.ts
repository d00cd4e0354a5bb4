import type { IpcHandlers } from '../../ipc/ipc-router.ts';
import type { NumberCare } from './number-care.ts';

/** What the owner asks of numbers from the window. */
export function numberRequests(
  numbers: NumberCare,
  signal: AbortSignal,
): Pick<IpcHandlers, 'numbers:list' | 'numbers:answer' | 'numbers:undo'> {
  return {
    'numbers:list': async () => ({ numbers: await numbers.list(signal) }),
    'numbers:answer': async ({ number }) => {
      const { detail } = await numbers.answer(number, signal);
      return { detail, numbers: await numbers.list(signal) };
    },
    'numbers:undo': async ({ number }) => {
      const { detail } = await numbers.undo(number, signal);
      return { detail, numbers: await numbers.list(signal) };
    },
  };
}
