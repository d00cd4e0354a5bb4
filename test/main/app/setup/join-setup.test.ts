import { expect, test } from 'vitest';
import type { Ground } from '../../../../main/app/ground.ts';
import { joinSetup, type SetupParts } from '../../../../main/app/setup/setup.ts';
import { Emitter } from '../../../../main/base/emitter.ts';
import { Scope } from '../../../../main/base/scope.ts';
import { defaultSettings } from '../../../../shared/settings.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

/** Only what is heard of; nothing is asked. */
function open() {
  const changed = new Emitter<string | null>();
  const ground = {
    ...{ home: '', settings: defaultSettings, clock: new FakeClock(), rehearsal: null },
    ...{ loaded: { problems: [] }, secrets: { onChange: changed.on.bind(changed) } },
  } as unknown as Ground;
  const parts = {
    host: { desktop: null },
    agent: { persona: null },
    phone: { voipBin: {} },
  } as unknown as SetupParts;
  const scope = new Scope();
  const { settings } = joinSetup(ground, parts, scope);
  let news = 0;
  settings.changed.on(() => (news += 1));
  return { changed, scope, news: () => news };
}

test.each(['llm-key', null])(
  'the window asks anew when %s changes, and null is the keychain that opened',
  async (name) => {
    const { changed, scope, news } = open();
    changed.emit(name);
    expect(news()).toBe(1);
    await scope.close();
    changed.emit(name);
    expect(news()).toBe(1);
  },
);
