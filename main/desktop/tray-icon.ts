import { encodePng } from './png.ts';
import type { OverviewState } from '../../shared/overview.ts';

/** A stroke with round ends on a field of 24 × 24 units: x1, y1, x2, y2, width. A dot is a stroke without length. */
type Stroke = readonly [number, number, number, number, number];
type Colour = readonly [number, number, number];

/** `template`: black shape on nothing, which macOS colours itself. `badge`: seen on light and dark panels alike. */
export type IconStyle = 'template' | 'badge';

const field = 24;
const centre = field / 2;

// A different shape for each state, because colour alone says nothing to many people.
const strokes: Readonly<Record<OverviewState, readonly Stroke[]>> = {
  // Two chevrons, the rank of an adjutant.
  idle: [
    [7, 12, 12, 7, 2.4],
    [12, 7, 17, 12, 2.4],
    [7, 17, 12, 12, 2.4],
    [12, 12, 17, 17, 2.4],
  ],
  listening: [
    [6.5, 10.5, 6.5, 13.5, 2.4],
    [12, 6.5, 12, 17.5, 2.4],
    [17.5, 9, 17.5, 15, 2.4],
  ],
  thinking: [
    [6.5, 12, 6.5, 12, 3.6],
    [12, 12, 12, 12, 3.6],
    [17.5, 12, 17.5, 12, 3.6],
  ],
  // A receiver: two ends and the grip between them.
  'on-a-call': [
    [7.2, 7.6, 9, 7, 4],
    [7.6, 8.5, 9.5, 13, 3],
    [9.5, 13, 15.5, 16.4, 3],
    [16.4, 16.8, 17, 15, 4],
  ],
  'needs-you': [
    [12, 6, 12, 13.2, 3],
    [12, 17.6, 12, 17.6, 3.4],
  ],
  offline: [
    [7.5, 7.5, 16.5, 16.5, 2.6],
    [16.5, 7.5, 7.5, 16.5, 2.6],
  ],
  paused: [
    [9, 7, 9, 17, 3],
    [15, 7, 15, 17, 3],
  ],
};

const colours: Readonly<Record<OverviewState, Colour>> = {
  idle: [47, 99, 201],
  listening: [15, 118, 110],
  thinking: [109, 74, 199],
  'on-a-call': [21, 121, 62],
  'needs-you': [194, 65, 12],
  offline: [96, 103, 115],
  paused: [96, 103, 115],
};

/** The tray icon of a state as a PNG of `size` × `size` pixels; drawn here, so that no picture file can be missing. */
export function drawTrayIcon(state: OverviewState, size: number, style: IconStyle): Buffer {
  const pixels = new Uint8Array(size * size * 4);
  const scale = size / field;
  for (let index = 0; index < size * size; index += 1) {
    const x = ((index % size) + 0.5) / scale;
    const y = (Math.floor(index / size) + 0.5) / scale;
    const shape = coverage(distanceToStrokes(strokes[state], x, y) * scale);
    const colour =
      style === 'template' ? black(shape) : badge(colours[state], shape, [x, y, scale]);
    pixels.set(colour, index * 4);
  }
  return encodePng({ width: size, height: size, pixels });
}

type Pixel = readonly [number, number, number, number];

function black(shape: number): Pixel {
  return [0, 0, 0, Math.round(shape * 255)];
}

function badge(ground: Colour, shape: number, [x, y, scale]: readonly [number, number, number]) {
  const disc = coverage((Math.hypot(x - centre, y - centre) - (centre - 0.5)) * scale);
  const mix = (part: number): number => Math.round(part + (255 - part) * shape);
  return [mix(ground[0]), mix(ground[1]), mix(ground[2]), Math.round(disc * 255)] as const;
}

/** How much of a pixel lies inside an edge that is `distance` pixels away (negative: inside). */
function coverage(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance));
}

function distanceToStrokes(all: readonly Stroke[], x: number, y: number): number {
  return Math.min(...all.map((stroke) => distanceToStroke(stroke, x, y)));
}

function distanceToStroke([x1, y1, x2, y2, width]: Stroke, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const lengthSquared = dx * dx + dy * dy;
  const along = lengthSquared === 0 ? 0 : ((x - x1) * dx + (y - y1) * dy) / lengthSquared;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x1 - t * dx, y - y1 - t * dy) - width / 2;
}
