import { assertNever } from '../../../shared/assert-never.ts';
import type {
  FileFetch,
  FileReport,
  PracticeReaction,
  PracticeReadMark,
  PracticeSend,
  PracticeSignal,
  RecordEntry,
  StoredFile,
  UploadOrder,
} from './record-entries.ts';

/** What the agent asked of the service since its file began, oldest first. */
export type RecordLists = {
  readonly sends: readonly PracticeSend[];
  readonly reactions: readonly PracticeReaction[];
  readonly readMarks: readonly PracticeReadMark[];
  readonly signals: readonly PracticeSignal[];
  readonly uploadOrders: readonly UploadOrder[];
  /** Files of practice people, too: those have no `nonce`. */
  readonly storedFiles: readonly StoredFile[];
  readonly fileReports: readonly FileReport[];
  readonly fileFetches: readonly FileFetch[];
};

/** The records of the practice service, and the few questions it asks of them itself. */
export class PracticeRecordBook {
  readonly #sends: PracticeSend[] = [];
  readonly #reactions: PracticeReaction[] = [];
  readonly #readMarks: PracticeReadMark[] = [];
  readonly #signals: PracticeSignal[] = [];
  readonly #orders = new Map<string, UploadOrder>();
  readonly #orderTimes: UploadOrder[] = [];
  readonly #files = new Map<string, StoredFile>();
  readonly #nonces = new Set<string>();
  readonly #reports: FileReport[] = [];
  readonly #fetches: FileFetch[] = [];

  apply(entry: RecordEntry): void {
    switch (entry.type) {
      case 'send':
        this.#sends.push(entry.send);
        break;
      case 'reaction':
        this.#reactions.push(entry.reaction);
        break;
      case 'read':
        this.#readMarks.push(entry.read);
        break;
      case 'signal':
        this.#signals.push(entry.signal);
        break;
      case 'upload-ordered':
        this.#orders.set(entry.order.objectId, entry.order);
        this.#orderTimes.push(entry.order);
        break;
      case 'file-stored':
        this.#files.set(entry.file.objectId, entry.file);
        if (entry.file.nonce !== null) this.#nonces.add(entry.file.nonce);
        break;
      case 'file-reported':
        this.#reports.push(entry.report);
        break;
      case 'file-fetched':
        this.#fetches.push(entry.fetch);
        break;
      default:
        assertNever(entry);
    }
  }

  order(objectId: string): UploadOrder | null {
    return this.#orders.get(objectId) ?? null;
  }

  orderByKey(idempotencyKey: string): UploadOrder | null {
    return this.#orderTimes.find((order) => order.idempotencyKey === idempotencyKey) ?? null;
  }

  file(objectId: string): StoredFile | null {
    return this.#files.get(objectId) ?? null;
  }

  /** Whether a signed address has brought its bytes already. */
  isSpent(nonce: string): boolean {
    return this.#nonces.has(nonce);
  }

  get lists(): RecordLists {
    return {
      sends: [...this.#sends],
      reactions: [...this.#reactions],
      readMarks: [...this.#readMarks],
      signals: [...this.#signals],
      uploadOrders: [...this.#orderTimes],
      storedFiles: [...this.#files.values()],
      fileReports: [...this.#reports],
      fileFetches: [...this.#fetches],
    };
  }
}
