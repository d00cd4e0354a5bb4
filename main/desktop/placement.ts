/** A rectangle of the screen, in the system's points. */
export type Area = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** One screen: all of it, and the part that bars of the system leave. */
export type Screen = { readonly bounds: Area; readonly workArea: Area };

export type PlacementFacts = {
  readonly size: Pick<Area, 'width' | 'height'>;
  /** Where our icon is; null where the system does not say (Linux). */
  readonly tray: Area | null;
  readonly pointer: { readonly x: number; readonly y: number };
  readonly screens: readonly Screen[];
  /** Where the window was left on a screen by hand; null when it stands where we put it. */
  readonly left: Area | null;
};

const margin = 8;
/** So much of a window has to be in sight for it to be found and moved. */
const graspable = 80;

/**
 * Where the window comes up: on the pointer's screen, where it was left there by hand, else at the tray, else in the
 * upper middle; always within what bars of the system leave. Null without a screen.
 */
export function placeWindow(facts: PlacementFacts): Area | null {
  const { size, tray, pointer, screens, left } = facts;
  const screen = screenAt(pointer, screens);
  if (screen === null) return null;
  const { workArea } = screen;
  if (left !== null && screenAt(middleOf(left), screens) === screen && inSight(left, screens)) {
    return fit(left, workArea);
  }
  const isHere = tray !== null && contains(screen.bounds, middleOf(tray));
  return fit(
    { ...size, ...(isHere ? atTray(size, tray, workArea) : aloft(size, workArea)) },
    workArea,
  );
}

/** Whether enough of it, its upper edge included, lies on some screen. */
export function inSight(window: Area, screens: readonly Screen[]): boolean {
  return screens.some(({ workArea: area }) => {
    const across =
      Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
    const isTopThere =
      window.y >= area.y - margin && window.y <= area.y + area.height - graspable / 2;
    return isTopThere && across >= Math.min(graspable, window.width);
  });
}

/** Beside the bar that has the icon: `fit` moves it out from under that bar, wherever it is. */
function atTray({ width, height }: PlacementFacts['size'], tray: Area, area: Area) {
  const middle = middleOf(tray);
  const isAbove = middle.y < area.y + area.height / 2;
  return {
    x: Math.round(middle.x - width / 2),
    y: isAbove ? tray.y + tray.height + margin : tray.y - height - margin,
  };
}

function aloft({ width, height }: PlacementFacts['size'], area: Area) {
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + Math.max(0, area.height - height) / 4),
  };
}

/** Not larger than the area, and wholly inside it. */
function fit(window: Area, area: Area): Area {
  const width = Math.min(window.width, area.width);
  const height = Math.min(window.height, area.height);
  return {
    x: Math.min(Math.max(window.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(window.y, area.y), area.y + area.height - height),
    width,
    height,
  };
}

/** The screen with this point, else the nearest. */
function screenAt(point: PlacementFacts['pointer'], screens: readonly Screen[]): Screen | null {
  const [nearest] = screens.toSorted((a, b) => away(point, a.bounds) - away(point, b.bounds));
  return nearest ?? null;
}

function away({ x, y }: PlacementFacts['pointer'], area: Area): number {
  const dx = Math.max(area.x - x, 0, x - (area.x + area.width - 1));
  const dy = Math.max(area.y - y, 0, y - (area.y + area.height - 1));
  return Math.hypot(dx, dy);
}

function contains(area: Area, point: PlacementFacts['pointer']): boolean {
  return away(point, area) === 0;
}

function middleOf({ x, y, width, height }: Area): PlacementFacts['pointer'] {
  return { x: x + width / 2, y: y + height / 2 };
}
