import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { openStore } from '../../main/store/store.ts';
import type { Store } from '../../main/store/store.ts';
import { openMemoryLedger } from '../fakes/memory-ledger.ts';
import { digestContract } from './digest.contract.ts';
import { ledgerContract } from './ledger.contract.ts';
import { ownerLedgerContract } from './owner-ledger.contract.ts';

const script = new URL('../../main/store/store-worker.ts', import.meta.url);

describe('the ledger in the data file', () => {
  let folder: string;
  let count = 0;
  const opened: Store[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adjutant-ledger-'));
  });
  afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));
  afterAll(() => rm(folder, { recursive: true }));

  const open = async (): Promise<Store> => {
    count += 1;
    const store = await openStore(join(folder, `${count}.db`), script);
    opened.push(store);
    return store;
  };
  ledgerContract(open);
  digestContract(open);
  ownerLedgerContract(open);
});

describe('the ledger of the tests', () => {
  const open = () => Promise.resolve(openMemoryLedger());
  ledgerContract(open);
  digestContract(open);
  ownerLedgerContract(open);
});
