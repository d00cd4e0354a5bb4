import { useState } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '../bridge.ts';
import { UploadTray, type Upload } from './upload-tray.ts';

export type Uploads = Pick<UploadTray, 'add' | 'remove' | 'forgetSent'> & {
  readonly files: readonly Upload[];
  /** Why some were not added; null when all were. */
  readonly refused: string | null;
};

/** The files beside the words. */
export function useUploads(request: Bridge['request']): Uploads {
  const [{ store, add, remove, forgetSent }] = useState(() => new UploadTray(request));
  return { ...useStore(store), add, remove, forgetSent };
}
