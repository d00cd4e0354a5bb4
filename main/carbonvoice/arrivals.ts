import { keepNewest } from '../base/keep-newest.ts';

/** What came on which way in this run, for whoever asks why deliveries do not come. Instants are epoch ms. */
export type ArrivalFacts = {
  /** The last delivery about a message; null: none in this run. */
  readonly deliveredAt: number | null;
  /** The last delivery about a message of the agent's own: some subscription has no filter against them. */
  readonly ownDeliveredAt: number | null;
  /** Messages since the last delivery that were found in the feed and of which none came, though one should have. */
  readonly missed: number;
};

/** Carbon Voice: a delivery comes within seconds; after so long it is not late but missing. */
const lateMs = 60_000;
/** The newest messages are enough to judge by. */
const maxKept = 200;

/** Notes how messages come, in memory: nothing is written for it. */
export class Arrivals {
  /** Found in the feed and not yet delivered; by the message's id, since when. */
  readonly #fed = new Map<string, number>();
  readonly #delivered = new Map<string, number>();
  #deliveredAt: number | null = null;
  #ownDeliveredAt: number | null = null;

  /** A delivery came. */
  delivered(id: string, isOwn: boolean, at: number): void {
    this.#deliveredAt = at;
    if (isOwn) this.#ownDeliveredAt = at;
    this.#fed.delete(id);
    keep(this.#delivered, id, at);
  }

  /** A message that somebody has just said was found in the feed first, while deliveries should come. */
  fed(id: string, at: number): void {
    if (!this.#delivered.has(id)) keep(this.#fed, id, at);
  }

  facts(now: number): ArrivalFacts {
    const since = this.#deliveredAt ?? Number.NEGATIVE_INFINITY;
    const missed = [...this.#fed.values()].filter((at) => at > since && now - at > lateMs);
    return {
      deliveredAt: this.#deliveredAt,
      ownDeliveredAt: this.#ownDeliveredAt,
      missed: missed.length,
    };
  }

  /** Deliveries are to come to another address from now on: what did not come before says nothing about it. */
  moved(): void {
    this.#fed.clear();
  }
}

function keep(map: Map<string, number>, id: string, at: number): void {
  map.set(id, at);
  keepNewest(map, maxKept);
}
