import { parseDeepLink } from '../../shared/deep-link.ts';
import type { DeepLink } from '../../shared/deep-link.ts';
import { RefusedError } from '../../shared/errors.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import type { AppHost } from './host.ts';

/** What a second start asks of this one, and what a link does by command: the same as when the system opens it. */
export function linkCommands({
  host,
  rehearsal,
}: {
  readonly host: Pick<AppHost, 'openLink' | 'showWindow'>;
  readonly rehearsal: unknown;
}): Pick<ControlHandlers, 'show' | 'open'> {
  return {
    show: async ({ show, rehearsal: wanted, link }, { tell }) => {
      refuseOtherKind(wanted, rehearsal !== null);
      const meant = link === null ? null : parseDeepLink(link);
      const isOpened = meant !== null && isOpenedBy(host, meant);
      if (show && !isOpened) host.showWindow();
      // It is handed over in any case: what started for it ends well.
      tell({ pid: process.pid });
    },
    open: async ({ link }, { tell }) => {
      const meant = parseDeepLink(link);
      if (meant === null) {
        throw new RefusedError(
          'LINK_REFUSED',
          'That is no link that Adjutant opens.',
          'Use adjutant://show, adjutant://message/ID or adjutant://compose?text=WORDS.',
        );
      }
      tell({ done: host.openLink(meant) });
    },
  };
}

/** False where no page is open that could show it; then the page itself is all that can be shown. */
function isOpenedBy(host: Pick<AppHost, 'openLink'>, link: DeepLink): boolean {
  try {
    host.openLink(link);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

/** Who wants to practise must not be shown the real thread, nor the other way round. */
function refuseOtherKind(wanted: boolean, rehearsal: boolean): void {
  if (wanted === rehearsal) return;
  throw new RefusedError(
    'OTHER_KIND',
    rehearsal
      ? 'A rehearsal is running on this home.'
      : 'The real Adjutant is running on this home.',
    'Quit it first, or choose another home with --home.',
  );
}
