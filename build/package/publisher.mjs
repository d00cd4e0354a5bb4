import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What a package for Windows tells its updater of who signed it; without that, the updater would take what anybody
 * signed, and what nobody did. Called by electron-builder before the package is signed.
 * @typedef {{ value: Promise<readonly string[] | null> }} PublisherName
 * @param {{
 *   electronPlatformName: string,
 *   appOutDir: string,
 *   packager: {
 *     getResourcesDir(folder: string): string,
 *     signingManager?: { value: Promise<{ computedPublisherName: PublisherName }> },
 *   },
 * }} context
 */
export async function afterPack({ electronPlatformName, appOutDir, packager }) {
  if (electronPlatformName !== 'win32') return;
  if (packager.signingManager === undefined) throw new Error('it cannot be told who signs');
  const { computedPublisherName } = await packager.signingManager.value;
  const names = await computedPublisherName.value;
  if (names === null) return;
  const path = join(packager.getResourcesDir(appOutDir), 'app-update.yml');
  const text = await readFile(path, 'utf8');
  // Where a feed is named while packaging, electron-builder writes the file and the name by itself.
  if (/^publisherName:/mu.test(text)) return;
  await writeFile(path, `${text.trimEnd()}\npublisherName: ${JSON.stringify(names)}\n`);
}
