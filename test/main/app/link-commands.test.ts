import { expect, test } from 'vitest';
import { RefusedError } from '../../../shared/errors.ts';
import { linkCommands } from '../../../main/app/link-commands.ts';
import { parseStartOptions } from '../../../main/start-options.ts';

function scene(rehearsal: unknown = null, isPageOpen = true) {
  const done: unknown[] = [];
  const commands = linkCommands({
    host: {
      openLink: ({ asked }) => {
        if (!isPageOpen) throw new RefusedError('NO_PAGE_OPEN', 'No page is open.');
        done.push(asked);
        return 'Look at the window.';
      },
      showWindow: () => void done.push('shown'),
    },
    rehearsal,
  });
  const context = { tell: () => {}, signal: new AbortController().signal };
  return { done, commands, context };
}

const draft = 'adjutant://compose?text=Hi';

test('a link by command shows, and one that is none is refused', async () => {
  const { done, commands, context } = scene();
  await commands.open({ link: draft }, context);
  await expect(commands.open({ link: 'adjutant://send?text=Hi' }, context)).rejects.toThrow(
    'no link that Adjutant opens',
  );
  expect(done).toEqual([{ type: 'compose', text: 'Hi' }]);
});

test('a second start hands its link over, or shows the window; a bad link only shows', async () => {
  const { done, commands, context } = scene();
  const wish = { show: true, rehearsal: false, link: null };
  await commands.show({ ...wish, link: draft }, context);
  await commands.show(wish, context);
  await commands.show({ ...wish, link: 'adjutant://approve/1' }, context);
  await commands.show({ ...wish, show: false }, context);
  expect(done).toEqual([{ type: 'compose', text: 'Hi' }, 'shown', 'shown']);
  const other = scene({});
  await expect(other.commands.show(wish, other.context)).rejects.toThrow('rehearsal is running');
});

test('a second start with a link is handed over also where no page could show it', async () => {
  const { done, commands, context } = scene(null, false);
  const told: unknown[] = [];
  const tell = (item: unknown) => void told.push(item);
  const wish = { show: true, rehearsal: false, link: draft };
  await commands.show(wish, { ...context, tell });
  await commands.show({ ...wish, show: false }, { ...context, tell });
  const pid = { pid: process.pid };
  expect([done, told]).toEqual([['shown'], [pid, pid]]);
  // Who asks for exactly that is told that it did not happen.
  await expect(commands.open({ link: draft }, context)).rejects.toThrow('No page is open');
});

test('a start takes a link from among its options, and leaves a bad one out', () => {
  const read = (...argv: readonly string[]) => parseStartOptions([...argv, '--home', '/h'], {});
  expect(read(draft, '--hidden')).toMatchObject({ link: draft, hidden: true });
  expect(read('adjutant://approve/1').link).toBeNull();
  expect(read().link).toBeNull();
});
