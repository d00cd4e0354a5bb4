import { RefusedError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { MeterPrices, MeterRow, MetersReport } from '../../../shared/meters.ts';
import type { MeterLedger } from '../../agent/meter-ports.ts';
import type { ModelUse } from '../../agent/models/model-use.ts';
import type { Emitter } from '../../base/emitter.ts';
import { errorFields } from '../../base/log.ts';
import type { Scope } from '../../base/scope.ts';
import type { CallLedger } from '../../thread/call-ports.ts';
import type { ThreadNews } from '../../thread/news.ts';
import type { Ground } from '../ground.ts';
import type { ChosenModel } from '../model-choice.ts';
import { meterCalls } from './call-meters.ts';
import { capRefusal, costOf, describeCap, furthest, readCaps, tokensOf, warnFrom } from './caps.ts';
import { DayLines } from './day-lines.ts';
import { MeterBook } from './meter-book.ts';
import type { MeterEntry } from './meter-book.ts';
import { callEntries, deskSttEntry, deskTtsEntry, meterName, modelEntry } from './prices.ts';
import { timeZoneOf } from '../time-zone.ts';

type CallMarks = Pick<CallLedger, 'meterCall' | 'endCall'>;

/** What is used, what it costs, and what is allowed. */
export type Meters = {
  readonly lines: DayLines;
  /** Today in the agent's time zone. */
  day(): string;
  /** One question to a model. */
  used(chosen: ChosenModel, use: ModelUse): void;
  /** One that has left: until it ends what it surely uses counts, or many at once would pass a limit together. */
  asked(chosen: ChosenModel, use: Pick<ModelUse, 'channel' | 'inputTokens'>): () => void;
  /** So much speech at the desk became text, in milliseconds. */
  transcribed(model: string | null, durationMs: number): void;
  /** So many characters were read aloud at the desk. */
  readAloud(model: string | null, characters: number): void;
  /** Why that model, at that place of the list, may not be asked any more today; null: it may. */
  refusal(chosen: ChosenModel, place: number): AppError | null;
  /** Hears of what calls use. */
  ofCalls(ledger: CallMarks): CallMarks;
  /** The last `days` days, today included. */
  report(days: number): Promise<Omit<MetersReport, 'tunnel'>>;
};

type MeterGround = Pick<Ground, 'settings' | 'clock' | 'log'> & {
  readonly store: MeterLedger;
  readonly news: Emitter<ThreadNews>;
};

const dayMs = 86_400_000;

export function joinMeters(ground: MeterGround, scope: Scope): Meters {
  const { settings, store, news, clock } = ground;
  const log = ground.log.child('meters');
  const timeZone = timeZoneOf(settings);
  const [prices, caps] = [settings['meters.prices'], readCaps(settings)];
  const book = new MeterBook({ ledger: store, timeZone, clock, log });
  const lines = new DayLines({ ledger: store, news, clock, log });
  scope.defer('lines of the day', () => lines.idle());
  scope.defer('meters', () => book.write());
  book.load().catch((error: unknown) => {
    if (!scope.signal.aborted) log.error('the meters of today are not known', errorFields(error));
  });
  const add = (entry: MeterEntry): void => {
    book.add(entry);
    const cap = furthest(book.today, caps);
    if (cap === null || cap.share < warnFrom) return;
    const kind = `${cap.what}-${cap.share >= 1 ? 'reached' : 'near'}`;
    lines.tell(book.day(), kind, describeCap(cap, caps));
  };
  const underWay = new Set<MeterEntry>();
  const rows = (): readonly MeterRow[] => [
    ...book.today,
    ...[...underWay].map((entry) => ({ ...entry, day: book.day() })),
  ];
  const onCall = (use: Parameters<typeof callEntries>[0]): void =>
    callEntries(use, settings['phone.ttsProvider'], prices).forEach(add);
  return {
    lines,
    day: () => book.day(),
    used: (chosen, use) => add(modelEntry(chosen, use, prices)),
    asked: (chosen, use) => {
      const entry = modelEntry(chosen, { ...use, outputTokens: 0, isEstimated: true }, prices);
      underWay.add(entry);
      return () => void underWay.delete(entry);
    },
    ...deskMeters(add, prices),
    refusal: (chosen, place) => capRefusal(rows(), caps, place) ?? ownRefusal(rows(), chosen),
    ofCalls: (ledger) => meterCalls(ledger, { now: () => clock.now(), onUse: onCall }),
    report: async (days) => {
      await book.write();
      const since = book.day(clock.now() - (days - 1) * dayMs);
      const rows = (await store.readMeters({ since })).toReversed();
      return {
        ...{ today: book.day(), currency: prices.currency, rows, onCap: caps.onCap },
        ...{ capPerDay: caps.money, tokensPerDay: caps.tokens },
        ...{ costToday: costOf(book.today, prices.currency), tokensToday: tokensOf(book.today) },
      };
    },
  };
}

/** Speech at the desk. */
function deskMeters(
  add: (entry: MeterEntry) => void,
  prices: MeterPrices,
): Pick<Meters, 'transcribed' | 'readAloud'> {
  return {
    transcribed: (model, durationMs) => add(deskSttEntry(model, durationMs, prices)),
    readAloud: (model, characters) => add(deskTtsEntry(model, characters, prices)),
  };
}

/** The limit that belongs to one model of the list. */
function ownRefusal(all: readonly MeterRow[], chosen: ChosenModel): AppError | null {
  const allowed = chosen.limits?.costPerDay ?? null;
  if (allowed === null || chosen.prices === null) return null;
  const name = meterName(chosen);
  const rows = all.filter((row) => row.kind === 'model' && row.name === name);
  const cost = costOf(rows, chosen.prices.currency);
  if (cost < allowed) return null;
  const words = `${cost.toFixed(2)} of ${allowed.toFixed(2)} ${chosen.prices.currency}`;
  return new RefusedError(
    'LLM_CAP',
    `The limit of the day for ${chosen.name} is reached: ${words}.`,
    'It begins anew at midnight; or raise its limits.costPerDay in llm.providers.',
  );
}
