import { AppError } from '../../shared/errors.ts';
import type { ThreadReader } from './ports.ts';

/** Whether the thread has a message by that id. Throws StoreError where it cannot be told. */
export async function isKept(
  reader: Pick<ThreadReader, 'readMessage'>,
  id: string,
): Promise<boolean> {
  try {
    await reader.readMessage({ id });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'STORE_NO_MESSAGE') return false;
    throw error;
  }
}
