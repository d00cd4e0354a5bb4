import type { Action } from '../../../shared/action.ts';
import type { Emitter } from '../../base/emitter.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';

/** Tells that an action changed. Whoever hears it wrong must not keep the action from being carried out. */
export function announce(
  { changed, log }: { readonly changed: Emitter<Action>; readonly log: Logger },
  action: Action,
): void {
  try {
    changed.emit(action);
  } catch (error) {
    log.error('news of an action could not be told', errorFields(error));
  }
}
