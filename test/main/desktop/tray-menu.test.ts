import { expect, test } from 'vitest';
import { sameView, trayTemplate, trayView } from '../../../main/desktop/tray-menu.ts';
import type { TrayFacts } from '../../../main/desktop/tray-menu.ts';

const facts: TrayFacts = {
  overview: { state: 'idle', tooltip: 'Adjutant is ready' },
  paused: false,
  refused: [],
  wayland: false,
};

function labels(given: TrayFacts): readonly (string | undefined)[] {
  return trayTemplate(trayView(given), () => {}).map(({ label, type }) => label ?? type);
}

test('says what the agent does, then offers the window, the pause and the end', () => {
  expect(labels(facts)).toEqual([
    'Adjutant is ready',
    'separator',
    'Show or hide Adjutant',
    'Pause',
    'separator',
    'Quit Adjutant',
  ]);
});

test('offers to resume while paused, whatever else the state says', () => {
  const onACall = { state: 'on-a-call', tooltip: 'On a call' } as const;
  const given = labels({ ...facts, overview: onACall, paused: true });
  expect(given).toContain('Resume');
  expect(given).not.toContain('Pause');
});

test('tells of a shortcut that was refused, and of the way around it under Wayland', () => {
  const refused = ['Alt+Space'];
  expect(labels({ ...facts, refused })[1]).toBe(
    'Alt+Space is not available: choose another shortcut in the settings',
  );
  expect(labels({ ...facts, refused, wayland: true })[1]).toBe(
    'No shortcut here: bind “adjutant toggle” to a key of your desktop',
  );
});

test('lines that are only read cannot be chosen, and keep their ampersands', () => {
  const overview = { state: 'needs-you', tooltip: 'Smith & Sons wait' } as const;
  const [first] = trayTemplate(trayView({ ...facts, overview }), () => {});
  expect(first).toEqual({ label: 'Smith && Sons wait', enabled: false });
});

test('a choice runs its command', () => {
  const chosen: string[] = [];
  const template = trayTemplate(trayView(facts), (command) => chosen.push(command));
  for (const { click } of template) (click as (() => void) | undefined)?.();
  expect(chosen).toEqual(['toggle', 'pause', 'quit']);
});

test('a long sentence is cut where Windows would cut it, with a mark', () => {
  const overview = { state: 'offline', tooltip: 'x'.repeat(500) } as const;
  const { tooltip } = trayView({ ...facts, overview });
  expect(tooltip).toHaveLength(120);
  expect(tooltip.endsWith('x…')).toBe(true);
});

test('equal facts give an equal view, a changed one another', () => {
  expect(sameView(trayView(facts), trayView({ ...facts }))).toBe(true);
  expect(sameView(trayView(facts), trayView({ ...facts, paused: true }))).toBe(false);
  expect(sameView(null, trayView(facts))).toBe(false);
});
