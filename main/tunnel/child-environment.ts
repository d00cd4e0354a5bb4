// What an operating system needs to start a process and to find its libraries; Windows spells in any case.
const KEPT = new Set([
  'PATH',
  'SYSTEMROOT',
  'WINDIR',
  'TEMP',
  'TMP',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'TZ',
]);

/** The environment a child gets: nearly empty, so that no secret of ours is ever in it. */
export function childEnvironment(
  source: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && KEPT.has(name.toUpperCase())) kept[name] = value;
  }
  return kept;
}
