/** Milliseconds as people say them; empty for what needs no saying. */
export function durationWords(ms: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ];
  const [size, unit] = units.find(([one]) => ms >= one) ?? [1, 'ms'];
  const count = Math.round((ms / size) * 100) / 100;
  return `= ${count} ${unit}`;
}
