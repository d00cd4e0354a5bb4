import type { NumberView } from '../../shared/phone-number.ts';
import type { Bridge } from '../bridge.ts';

type Changed = { readonly detail: string; readonly numbers: readonly NumberView[] };

/** What the owner does with the numbers of the phone account. Requests reject with an `AppError`. */
export type NumberActions = {
  readonly list: () => Promise<readonly NumberView[]>;
  readonly answer: (number: string) => Promise<Changed>;
  readonly undo: (number: string) => Promise<Changed>;
};

/** The actions on numbers. */
export function numberActions(bridge: Bridge): NumberActions {
  return {
    list: async () => (await bridge.request('numbers:list', {})).numbers,
    answer: (number) => bridge.request('numbers:answer', { number }),
    undo: (number) => bridge.request('numbers:undo', { number }),
  };
}
