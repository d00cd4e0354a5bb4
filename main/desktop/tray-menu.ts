import type { MenuItemConstructorOptions } from 'electron';
import type { Overview, OverviewState } from '../../shared/overview.ts';

/** What an entry of the tray's menu does. */
export type TrayCommand = 'toggle' | 'pause' | 'resume' | 'quit';

export type TrayFacts = {
  readonly overview: Pick<Overview, 'state' | 'tooltip'>;
  readonly paused: boolean;
  /** Accelerators that the system does not give us. */
  readonly refused: readonly string[];
  /** A Wayland session, where keys belong to the compositor. */
  readonly wayland: boolean;
};

/** All that the tray shows, as data: equal values mean that nothing is to be drawn. */
export type TrayView = {
  readonly state: OverviewState;
  readonly tooltip: string;
  /** Lines that are only read; the first says what the agent is doing. */
  readonly lines: readonly string[];
  readonly pause: 'pause' | 'resume';
};

// Windows cuts a tooltip at 127 characters, in the middle of a word.
const tooltipLimit = 120;

/** Facts to what is shown. */
export function trayView({ overview, paused, refused, wayland }: TrayFacts): TrayView {
  const tooltip = shorten(overview.tooltip);
  return {
    state: overview.state,
    tooltip,
    lines: [tooltip, ...refusedLines(refused, wayland)],
    pause: paused ? 'resume' : 'pause',
  };
}

/** True when drawing `next` would change nothing. */
export function sameView(last: TrayView | null, next: TrayView): boolean {
  return JSON.stringify(last) === JSON.stringify(next);
}

/** What is shown to Electron's menu template; `run` is called with the command of the entry chosen. */
export function trayTemplate(
  view: TrayView,
  run: (command: TrayCommand) => void,
): MenuItemConstructorOptions[] {
  const command = (id: TrayCommand, label: string): MenuItemConstructorOptions => ({
    id,
    label,
    click: () => run(id),
  });
  return [
    ...view.lines.map((line) => ({ label: plain(line), enabled: false })),
    { type: 'separator' },
    command('toggle', 'Show or hide Adjutant'),
    view.pause === 'pause' ? command('pause', 'Pause') : command('resume', 'Resume'),
    { type: 'separator' },
    command('quit', 'Quit Adjutant'),
  ];
}

function refusedLines(refused: readonly string[], wayland: boolean): readonly string[] {
  if (wayland && refused.length > 0) {
    return ['No shortcut here: bind “adjutant toggle” to a key of your desktop'];
  }
  return refused.map((key) => `${key} is not available: choose another shortcut in the settings`);
}

function shorten(text: string): string {
  return text.length <= tooltipLimit ? text : `${text.slice(0, tooltipLimit - 1).trimEnd()}…`;
}

/** A single `&` would underline the letter after it instead of being shown. */
function plain(label: string): string {
  return label.replaceAll('&', '&&');
}
