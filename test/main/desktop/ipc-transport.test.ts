import type { IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron';
import { expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { joinWindow, requestChannel } from '../../../main/desktop/ipc-transport.ts';
import type { IpcAnswer } from '../../../shared/ipc-contract.ts';

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;
type News = { readonly name: string; readonly payload: unknown };

const contents = { own: true } as unknown as WebContents;
const ownFrame = { url: 'app://adjutant/index.html', parent: null };

function join() {
  const handlers = new Map<string, Handler>();
  const asked: unknown[] = [];
  const sent: unknown[] = [];
  const news = new Emitter<News>();
  const end = joinWindow({
    ipcMain: {
      handle: (channel, handler) => void handlers.set(channel, handler),
      removeHandler: (channel) => void handlers.delete(channel),
    },
    window: {
      contents,
      send: (name, payload) => void sent.push([name, payload]),
      pageListens: () => void sent.push('the page listens'),
    },
    app: {
      router: {
        handle: async (name, payload): Promise<IpcAnswer> => {
          asked.push([name, payload]);
          return { ok: true, value: 'answer' };
        },
      },
      onEvent: (listener) => news.on(({ name, payload }) => listener(name, payload)),
    },
    log: silentLogger,
  });
  const ask = async (
    frame: object | null,
    sender: object,
    ...args: unknown[]
  ): Promise<unknown> => {
    const event = { sender, senderFrame: frame as WebFrameMain | null } as IpcMainInvokeEvent;
    return handlers.get(requestChannel)?.(event, ...args);
  };
  return { handlers, asked, sent, news, end, ask };
}

test('a request of our own page is answered by the router', async () => {
  const { ask, asked } = join();
  const answer = await ask(ownFrame, contents, 'state:get', {});
  expect(answer).toEqual({ ok: true, value: 'answer' });
  expect(asked).toEqual([['state:get', {}]]);
});

test.each([
  ['a frame inside our page', { ...ownFrame, parent: ownFrame }, contents],
  ['another page in our window', { url: 'https://example.com/', parent: null }, contents],
  ['a host that begins like ours', { url: 'app://adjutant.example/', parent: null }, contents],
  ['a page that is still empty', { url: 'about:blank', parent: null }, contents],
  ['a frame that is gone', null, contents],
  ['another window', ownFrame, { own: false }],
])('%s is refused and asks nothing', async (_who, frame, sender) => {
  const { ask, asked } = join();
  await expect(ask(frame, sender, 'state:get', {})).rejects.toThrow('refused');
  expect(asked).toEqual([]);
});

test('a name that is no text is refused', async () => {
  const { ask, asked } = join();
  await expect(ask(ownFrame, contents, { name: 'state:get' }, {})).rejects.toThrow('refused');
  expect(asked).toEqual([]);
});

test('events go to the window until the end, which leaves nothing behind', () => {
  const { news, sent, handlers, end } = join();
  news.emit({ name: 'state:changed', payload: { revision: 2 } });
  end();
  news.emit({ name: 'state:changed', payload: { revision: 3 } });
  expect(sent).toEqual([['state:changed', { revision: 2 }]]);
  expect([handlers.size, news.listenerCount]).toEqual([0, 0]);
});
