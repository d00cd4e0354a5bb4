import { createStore, type StoreApi } from 'zustand/vanilla';
import { sizeText } from '../../shared/attachments.ts';
import { AppError } from '../../shared/errors.ts';
import { maxUploadBytes, maxUploads } from '../../shared/uploads.ts';
import type { Bridge } from '../bridge.ts';
import { sentenceOf } from '../state/app-state.ts';
import { strings } from '../strings.ts';
import { upload } from './upload.ts';

/** A file that is to go with the message. `uploadId` is null until all of it was taken. */
export type Upload = {
  readonly key: number;
  readonly name: string;
  readonly bytes: number;
  readonly taken: number;
  readonly uploadId: string | null;
  readonly problem: string | null;
};

type State = {
  readonly files: readonly Upload[];
  /** Why some were not added; null when all were. */
  readonly refused: string | null;
};

type GivenFile = Blob & { readonly name: string };

/** The files beside the words; each is taken as soon as it is added. */
export class UploadTray {
  readonly store: StoreApi<State> = createStore(() => ({ files: [], refused: null }));
  readonly #request: Bridge['request'];
  readonly #controllers = new Map<number, AbortController>();
  #lastKey = 0;

  constructor(request: Bridge['request']) {
    this.#request = request;
  }

  readonly add = (files: readonly GivenFile[]): void => {
    const room = Math.max(0, maxUploads - this.store.getState().files.length);
    const refused = files.length > room ? strings.composer.tooMany(maxUploads) : null;
    this.store.setState({ refused });
    for (const file of files.slice(0, room)) this.#take(file);
  };

  readonly remove = (key: number): void => {
    const { files } = this.store.getState();
    const uploadId = files.find((one) => one.key === key)?.uploadId;
    this.#forget(key);
    this.store.setState({ files: files.filter((one) => one.key !== key), refused: null });
    // Nobody waits for it: what is left behind is forgotten there after a while.
    if (uploadId) this.#request('upload:drop', { uploadId }).catch(() => {});
  };

  /** They went with a message; what was added since stays. */
  readonly forgetSent = (sent: readonly Upload[]): void => {
    const keys = new Set(sent.map(({ key }) => key));
    for (const key of keys) this.#forget(key);
    this.store.setState(({ files }) => ({
      files: files.filter(({ key }) => !keys.has(key)),
      refused: null,
    }));
  };

  #take(file: GivenFile): void {
    this.#lastKey += 1;
    const key = this.#lastKey;
    const { size: bytes } = file;
    // As it is kept: nothing in it may turn the direction of reading.
    const name = file.name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '_');
    const problem =
      bytes > maxUploadBytes ? strings.composer.tooLarge(sizeText(maxUploadBytes)) : null;
    const fresh: Upload = { key, name, bytes, taken: 0, uploadId: null, problem };
    this.store.setState(({ files }) => ({ files: [...files, fresh] }));
    if (problem !== null) return;
    const controller = new AbortController();
    this.#controllers.set(key, controller);
    const tell = (taken: number): void => this.#change(key, { taken });
    upload(file, { request: this.#request, tell, signal: controller.signal }).then(
      (uploadId) => this.#change(key, { uploadId }),
      (error: unknown) => this.#change(key, { problem: reasonOf(error) }),
    );
  }

  #change(key: number, to: Partial<Upload>): void {
    this.store.setState(({ files }) => ({
      files: files.map((one) => (one.key === key ? { ...one, ...to } : one)),
    }));
  }

  #forget(key: number): void {
    this.#controllers.get(key)?.abort();
    this.#controllers.delete(key);
  }
}

/** What the browser cannot read (a folder, a file that is gone) is no failure of ours. */
function reasonOf(error: unknown): string {
  return error instanceof AppError ? sentenceOf(error) : strings.composer.unreadable;
}
