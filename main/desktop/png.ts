import { crc32, deflateSync } from 'node:zlib';

/** Four bytes per pixel: red, green, blue, alpha; rows from the top. */
export type Bitmap = {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
};

const signature = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bitsPerChannel = 8;
const rgbaColourType = 6;

/** The smallest PNG that every platform reads: 8-bit RGBA, rows unfiltered, one data chunk. */
export function encodePng({ width, height, pixels }: Bitmap): Buffer {
  if (pixels.length !== width * height * 4) throw new Error('bitmap of another size');
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitsPerChannel, rgbaColourType], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows(width, height, pixels))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Each row begins with the byte that names its filter, here always "none". */
function rows(width: number, height: number, pixels: Uint8Array): Uint8Array {
  const stride = width * 4;
  const data = new Uint8Array(height * (stride + 1));
  for (let row = 0; row < height; row += 1) {
    data.set(pixels.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  }
  return data;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
