/** A shorter input that is wrong in the same way, as far as a few hundred tries find one. */
export async function shorten(
  input: Buffer,
  isWrong: (input: Buffer) => Promise<boolean>,
): Promise<Buffer> {
  let best = input;
  let left = 300;
  for (let size = Math.ceil(best.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length && left > 0; left -= 1) {
      const without = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (without.length > 0 && (await isWrong(without))) best = without;
      else at += size;
    }
  }
  return best;
}
