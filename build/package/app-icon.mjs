import { encodePng } from '../../main/desktop/png.ts';

// Drawn here, so that no picture has to be kept beside the code and every size is sharp.

/** Strokes with round ends on a field of 24 × 24 units: the two chevrons of the tray's icon. */
const strokes = Object.freeze([
  { fromX: 6.8, fromY: 11.6, dx: 5.2, dy: -5.2 },
  { fromX: 12, fromY: 6.4, dx: 5.2, dy: 5.2 },
  { fromX: 6.8, fromY: 17, dx: 5.2, dy: -5.2 },
  { fromX: 12, fromY: 11.8, dx: 5.2, dy: 5.2 },
]);
const strokeWidth = 2.2;
const field = 24;
/** Room around the shape and the radius of its corners, in units. */
const margin = 1.6;
const radius = 5;
/** From the top to the bottom. */
const ground = [
  [68, 122, 224],
  [34, 78, 172],
];

/**
 * The icon of the app as a PNG.
 * @param {number} size in pixels, of each side
 */
export function drawAppIcon(size) {
  const pixels = new Uint8Array(size * size * 4);
  const scale = size / field;
  for (let row = 0; row < size; row += 1) {
    const y = (row + 0.5) / scale;
    const base = groundAt(y / field);
    for (let column = 0; column < size; column += 1) {
      const x = (column + 0.5) / scale;
      const shape = coverage(distanceToStrokes(x, y) * scale);
      const at = (row * size + column) * 4;
      for (const [part, colour] of base.entries()) pixels[at + part] = mix(colour, shape);
      pixels[at + 3] = Math.round(coverage(distanceToSquare(x, y) * scale) * 255);
    }
  }
  return encodePng({ width: size, height: size, pixels });
}

/**
 * How much of a pixel lies inside an edge that is `distance` pixels away (negative: inside).
 * @param {number} distance
 */
function coverage(distance) {
  return Math.min(1, Math.max(0, 0.5 - distance));
}

/** @param {number} x @param {number} y */
function distanceToSquare(x, y) {
  const inner = field / 2 - margin - radius;
  const dx = Math.max(0, Math.abs(x - field / 2) - inner);
  const dy = Math.max(0, Math.abs(y - field / 2) - inner);
  return Math.sqrt(dx * dx + dy * dy) - radius;
}

/** @param {number} part of the way from the top to the bottom */
function groundAt(part) {
  const [top = [], bottom = []] = ground;
  return top.map((colour, index) => colour + ((bottom[index] ?? 0) - colour) * part);
}

/** White over a colour. @param {number} colour @param {number} share */
function mix(colour, share) {
  return Math.round(colour + (255 - colour) * share);
}

/** No array is made for a pixel: the largest picture has a million of them. @param {number} x @param {number} y */
function distanceToStrokes(x, y) {
  let nearest = Infinity;
  for (const { fromX, fromY, dx, dy } of strokes) {
    const along = ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy);
    const t = Math.min(1, Math.max(0, along));
    const [left, up] = [x - fromX - t * dx, y - fromY - t * dy];
    nearest = Math.min(nearest, left * left + up * up);
  }
  return Math.sqrt(nearest) - strokeWidth / 2;
}

const icoSizes = [16, 24, 32, 48, 64, 128, 256];

/** Windows' icon: a directory of PNGs, which Windows reads since Vista. */
export function drawIco() {
  const pictures = icoSizes.map((size) => ({ size, png: drawAppIcon(size) }));
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let at = header.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    // A byte holds no 256; nought stands for it.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(at, entry + 12);
    at += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Apple's types of a PNG in an .icns file, by pixels: 16@2x, 32@2x, 128, 128@2x, 256, 256@2x, 512, 512@2x. */
const icnsTypes = Object.freeze(
  /** @type {readonly (readonly [string, number])[]} */ ([
    ['ic11', 32],
    ['ic12', 64],
    ['ic07', 128],
    ['ic13', 256],
    ['ic08', 256],
    ['ic14', 512],
    ['ic09', 512],
    ['ic10', 1024],
  ]),
);

/** macOS' icon: a list of PNGs, each behind its type and length. */
export function drawIcns() {
  /** @type {Map<number, Buffer>} */
  const drawn = new Map();
  const entries = icnsTypes.map(([type, size]) => {
    const png = drawn.get(size) ?? drawAppIcon(size);
    drawn.set(size, png);
    return icnsChunk(type, png);
  });
  return icnsChunk('icns', Buffer.concat(entries));
}

/** @param {string} type @param {Buffer} data */
function icnsChunk(type, data) {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(data.length + head.length, 4);
  return Buffer.concat([head, data]);
}

/** Sizes of a Linux icon theme. */
export const linuxSizes = Object.freeze([16, 24, 32, 48, 64, 128, 256, 512]);
