import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeKeytar } from '../fakes/fake-keytar.ts';
import { KeytarSecrets } from '../../main/settings/keytar-secrets.ts';
import { MemorySecrets } from '../../main/settings/memory-secrets.ts';
import { secretStoreContract } from './secret-store.contract.ts';

secretStoreContract('memory', () => ({ store: new MemorySecrets(), other: new MemorySecrets() }));

for (const platform of ['linux', 'darwin', 'win32'] as const) {
  secretStoreContract(`a keychain on ${platform}`, () => {
    const keytar = new FakeKeytar();
    const open = (home: string): KeytarSecrets =>
      new KeytarSecrets({ home, clock: new FakeClock(), load: async () => keytar, platform });
    return { store: open('/home/of/one'), other: open('/home/of/two') };
  });
}
