import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SecretStore } from '../../main/settings/ports.ts';

export type SecretStoreUnderTest = {
  readonly store: SecretStore;
  /** The store of another home in the same place. */
  readonly other: SecretStore;
  readonly close?: () => Promise<void> | void;
};

/** What every place for secrets must do. */
export function secretStoreContract(
  name: string,
  open: () => Promise<SecretStoreUnderTest> | SecretStoreUnderTest,
): void {
  describe(`${name} as a place for secrets`, () => {
    let opened: SecretStoreUnderTest;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => opened.close?.());

    keepsSecrets(() => opened);
    refusesBadInput(() => opened.store);
  });
}

function keepsSecrets(current: () => SecretStoreUnderTest): void {
  test('has nothing at first', async () => {
    const { store } = current();
    expect(await store.list()).toEqual([]);
    expect(await store.get('llm-key')).toBeNull();
    expect(await store.delete('llm-key')).toBe(false);
  });

  test('gives back what was set, lists names only, and forgets what is deleted', async () => {
    const { store } = current();
    await store.set('phone-pin', '4711');
    await store.set('mcp.files.API_KEY', 'grün ✓');
    await store.set('carbonvoice-pat', 'first');
    await store.set('carbonvoice-pat', 'second');
    expect(await store.get('carbonvoice-pat')).toBe('second');
    expect(await store.get('mcp.files.API_KEY')).toBe('grün ✓');
    expect(await store.list()).toEqual(['carbonvoice-pat', 'mcp.files.API_KEY', 'phone-pin']);
    await store.set('calendar.work', 'word');
    await store.set('llm-key.spare', 'key');
    expect(await store.list()).toEqual(expect.arrayContaining(['calendar.work', 'llm-key.spare']));
    expect(await store.delete('calendar.work')).toBe(true);
    expect(await store.delete('llm-key.spare')).toBe(true);
    expect(await store.delete('mcp.files.API_KEY')).toBe(true);
    expect(await store.delete('mcp.files.API_KEY')).toBe(false);
    expect(await store.get('mcp.files.API_KEY')).toBeNull();
    expect(await store.list()).toEqual(['carbonvoice-pat', 'phone-pin']);
  });

  test('keeps two homes apart', async () => {
    const { store, other } = current();
    await store.set('llm-key', 'mine');
    expect(await other.get('llm-key')).toBeNull();
    await other.set('llm-key', 'theirs');
    await other.delete('llm-key');
    expect(await store.get('llm-key')).toBe('mine');
    expect(await other.list()).toEqual([]);
  });

  test('takes one trailing newline off and keeps the rest of the value', async () => {
    const { store } = current();
    await store.set('llm-key', ' a b \n');
    expect(await store.get('llm-key')).toBe(' a b ');
    await store.set('llm-key', 'x'.repeat(8192));
    expect(await store.get('llm-key')).toBe('x'.repeat(8192));
  });
}

function refusesBadInput(current: () => SecretStore): void {
  test.each(['', 'other', 'mcp.files', 'mcp.a.b.c', 'mcp.a b.c', 'LLM-KEY', 'check', 'llm-key\n'])(
    'refuses the name %j',
    async (bad) => {
      const store = current();
      const refusal = { code: 'SECRET_NAME' };
      await expect(store.set(bad, 'value')).rejects.toMatchObject(refusal);
      await expect(store.get(bad)).rejects.toMatchObject(refusal);
      await expect(store.delete(bad)).rejects.toMatchObject(refusal);
    },
  );

  test.each([
    ['empty', ''],
    ['blank', ' \n'],
    ['with several lines', 'hidden\npart'],
    ['with a NUL', 'hidden\0part'],
    ['too long', 'hidden'.repeat(1500)],
    ['too long in bytes', '✓'.repeat(2731)],
  ])('refuses a value that is %s without repeating it', async (_, value) => {
    const store = current();
    const failure: unknown = await store.set('llm-key', value).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'SECRET_VALUE' });
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/hidden|✓/u);
    expect(await store.get('llm-key')).toBeNull();
  });
}
