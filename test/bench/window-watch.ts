/** What the page measures of itself; instants and durations in ms. */
export type Watch = {
  /** From the start of the navigation to the frame after the newest message is there. */
  readonly opened: Promise<number>;
  /** When the browser was ready for our first script. */
  ready: number;
  /** Scripts and styles until then. */
  loadedKb: number;
  begin(): void;
  end(): { readonly frames: readonly number[]; readonly keys: readonly number[] };
  scroll(
    frames: number,
    step: number,
  ): Promise<{ readonly frames: readonly number[]; readonly rows: number; readonly seen: number }>;
  awaitResults(): void;
  /** From the letter's event to the frame after the next results. */
  results: Promise<number>;
};

declare global {
  interface Window {
    watch: Watch;
  }
}

/** Runs in the page before its own scripts; it can use nothing from outside. */
export function watchPage(): void {
  const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  /** After the frame in which something matches. */
  const painted = async (selector: string): Promise<number> => {
    while (!document.querySelector(selector)) await nextFrame();
    await new Promise((resolve) => setTimeout(resolve));
    return performance.now();
  };
  let frames: number[] = [];
  let keys: number[] = [];
  let isOn = false;
  document.addEventListener('input', (event) => {
    if (isOn) requestAnimationFrame(() => keys.push(performance.now() - event.timeStamp));
  });
  const follow = async (): Promise<void> => {
    let last = await nextFrame();
    while (isOn) {
      const now = await nextFrame();
      frames.push(now - last);
      last = now;
    }
  };
  const watch: Watch = {
    opened: painted('[data-message-id]').then((at) => {
      const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const [navigation] = performance.getEntriesByType('navigation');
      watch.ready = (navigation as PerformanceNavigationTiming).domInteractive;
      watch.loadedKb = loaded.reduce((sum, one) => sum + one.decodedBodySize, 0) / 1000;
      return at;
    }),
    ready: 0,
    loadedKb: 0,
    results: Promise.resolve(0),
    begin: () => {
      [frames, keys, isOn] = [[], [], true];
      void follow();
    },
    end: () => {
      isOn = false;
      return { frames, keys };
    },
    scroll: async (count, step) => {
      const thread = document.querySelector('.thread');
      const seen = new Set<string | null>();
      let rows = 0;
      watch.begin();
      for (let frame = 0; thread && frame < count; frame += 1) {
        thread.scrollTop -= step;
        await nextFrame();
        const drawn = [...document.querySelectorAll('[data-message-id]')];
        rows = Math.max(rows, drawn.length);
        for (const row of drawn) seen.add(row.getAttribute('data-message-id'));
      }
      return { frames: watch.end().frames, rows, seen: seen.size };
    },
    awaitResults: () => {
      watch.results = new Promise((resolve) => {
        const listening = { once: true, capture: true };
        const heard = (event: Event): void => {
          const former = document.querySelector('.found');
          const look = async (): Promise<void> => {
            // The old list goes when the new words are asked.
            while ((document.querySelector('.found') ?? former) === former) await nextFrame();
            await new Promise((done) => setTimeout(done));
            resolve(performance.now() - event.timeStamp);
          };
          void look();
        };
        document.addEventListener('input', heard, listening);
      });
    },
  };
  window.watch = watch;
}
