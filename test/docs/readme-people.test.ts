import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');
const troubles = readme.slice(
  readme.indexOf('## When something is wrong'),
  readme.indexOf('## Where to get help'),
);

/** Every trouble of the guides to Carbon Voice and VoIPBIN, with what a row on it has to name: cause and way out. */
const rows: readonly (readonly [trouble: RegExp, named: readonly string[]])[] = [
  [/^Webhook not firing/u, ['public-path', 'Agent Setup', 'address']],
  [/^Agent replies to itself/u, ['filter', 'creator_id', 'user id']],
  [/^Replies go to the wrong channel/u, ['conversation', 'carbonvoice-reply']],
  [/^401 Unauthorized/u, ['token', 'Bearer']],
  [/^Speaking session stuck in `initiating`/u, ['progressing', 'provider', 'anew']],
  [/^No transcript/u, ['not started', 'webhook is not configured', 'voipbin-socket']],
  [/^No sound after a `say`/u, ['`stopped`', 'not yet `active`', 'replaced']],
  [/^The caller hears old and new answers/u, ['flush']],
  [/^High latency/u, ['socket instead of webhooks', 'faster model', 'two seconds']],
];

describe('when something is wrong, the README', () => {
  test.each(rows)('has a row of the guides: %s', (trouble, named) => {
    const found = troubles
      .split('\n')
      .map((line) => line.slice(1, -1).split(' | '))
      .filter(([symptom = '']) => trouble.test(symptom.trim()));
    expect(found).toHaveLength(1);
    for (const name of named) expect(found[0]?.[1]).toContain(name);
  });

  test('says where to get help with each service', () => {
    const help = readme.slice(readme.indexOf('## Where to get help'));
    expect(help).toMatch(/\*\*Settings\*\*, \*\*Help\*\*, \*\*Support\*\*/u);
    for (const name of ['Adjutant', 'Carbon Voice', 'VoIPBIN', 'ngrok'])
      expect(help).toContain(`- **${name}**: `);
  });
});

describe('the pages for people', () => {
  const pages = ['README.md', ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)].filter(
    (name) => name.endsWith('.md'),
  );

  test.each(pages)('%s leads only to what is there', (name) => {
    const text = readFileSync(root + name, 'utf8');
    const targets = [...text.matchAll(/(?:\]\(|src(?:set)?=")(?<to>[^)"]+)/gu)]
      .map(({ groups }) => groups?.['to'] ?? '')
      .filter((to) => !/^https?:/u.test(to));
    const lost = targets.filter((to) => {
      const [path = '', anchor] = to.split('#');
      const file = path === '' ? root + name : join(root, dirname(name), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
    });
    expect(lost).toEqual([]);
  });

  test('each stands in the README', () => {
    const missing = pages.filter((name) => name !== 'README.md' && !readme.includes(`(${name})`));
    expect(missing).toEqual([]);
  });

  test('every picture is shown, and described in words', () => {
    for (const name of readdirSync(`${root}docs/pictures`))
      expect(readme).toContain(`docs/pictures/${name}`);
    for (const [image] of readme.matchAll(/<img [^>]+>/gu))
      expect(image).toMatch(/alt="[^"]{20,}"/u);
  });
});

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (?<words>.+)$/gmu)].map(({ groups }) =>
    (groups?.['words'] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
