import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { pageTypes } from '../../shared/page-files.ts';

export type StaticFile = { readonly type: string; readonly body: Buffer };

/** The built page by URL path. Only what is in this map is served, so no path can lead out of the folder. */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async (entry): Promise<[string, StaticFile]> => {
    const path = join(entry.parentPath, entry.name);
    const type = pageTypes[extname(path)] ?? 'application/octet-stream';
    const name = `/${relative(folder, path).split(sep).join('/')}`;
    return [name, { type, body: await readFile(path) }];
  });
  const byPath = new Map(await Promise.all(read));
  for (const [path, page] of [
    ['/', '/index.html'],
    ['/enter', '/enter.html'],
  ] as const) {
    const file = byPath.get(page);
    if (file) byPath.set(path, file);
  }
  return byPath;
}
