import { expect, test } from 'vitest';
import { inSight, placeWindow } from '../../../main/desktop/placement.ts';
import type { PlacementFacts, Screen } from '../../../main/desktop/placement.ts';

const left: Screen = {
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 30, width: 1920, height: 1050 },
};
const right: Screen = {
  bounds: { x: 1920, y: 0, width: 1280, height: 800 },
  workArea: { x: 1920, y: 0, width: 1280, height: 760 },
};
const facts: PlacementFacts = {
  size: { width: 400, height: 600 },
  tray: null,
  pointer: { x: 10, y: 10 },
  screens: [left, right],
  left: null,
};

test('comes up in the upper middle of the screen with the pointer', () => {
  expect(placeWindow(facts)).toEqual({ x: 760, y: 143, width: 400, height: 600 });
  const onRight = placeWindow({ ...facts, pointer: { x: 2000, y: 700 } });
  expect(onRight).toEqual({ x: 2360, y: 40, width: 400, height: 600 });
});

test.each([
  ['a bar at the top', { x: 1800, y: 4, width: 22, height: 22 }, { x: 1520, y: 34 }],
  ['a bar at the bottom', { x: 900, y: 1050, width: 22, height: 22 }, { x: 711, y: 442 }],
])('comes up at the icon in %s', (_where, tray, place) => {
  expect(placeWindow({ ...facts, tray })).toMatchObject(place);
});

test('the icon of another screen does not draw it there', () => {
  const tray = { x: 1800, y: 4, width: 22, height: 22 };
  const placed = placeWindow({ ...facts, tray, pointer: { x: 2000, y: 10 } });
  expect(placed?.x).toBe(2360);
});

test('stays where it was left by hand, as long as that is on the screen with the pointer', () => {
  const moved = { x: 1500, y: 500, width: 400, height: 500 };
  expect(placeWindow({ ...facts, left: moved })).toEqual(moved);
  const elsewhere = { ...facts, left: moved, pointer: { x: 2000, y: 10 } };
  expect(placeWindow(elsewhere)?.x).toBe(2360);
});

test('is never larger than the screen, and never under its bars', () => {
  const huge = { ...facts, size: { width: 5000, height: 5000 } };
  expect(placeWindow(huge)).toEqual(left.workArea);
  const half = { x: 1700, y: -5, width: 400, height: 600 };
  expect(placeWindow({ ...facts, left: half })).toMatchObject({ x: 1520, y: 30 });
});

test('a pointer beyond all screens counts for the nearest, and without a screen nothing is said', () => {
  expect(placeWindow({ ...facts, pointer: { x: 9000, y: 10 } })?.x).toBe(2360);
  expect(placeWindow({ ...facts, screens: [] })).toBeNull();
});

test('is in sight as long as it can be grasped', () => {
  const screens = [left];
  const at = (x: number, y: number) => inSight({ x, y, width: 400, height: 600 }, screens);
  expect([at(0, 30), at(1800, 900), at(-300, 100)]).toEqual([true, true, true]);
  expect([at(1900, 100), at(-390, 100), at(100, 1060), at(100, -200), at(3000, 0)]).toEqual([
    ...[false, false, false, false, false],
  ]);
});
