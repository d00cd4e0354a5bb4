import type { WebhookStanding } from './registrar.ts';
import { describeEnd, renewal } from './token-age.ts';
import type { Identity } from './wire.ts';

/** How new messages come, besides by the webhook. */
export type Intake = {
  /** Whether the live socket stands. */
  readonly bellUp: boolean;
  /** Why the feed of new messages cannot be read; null while it can. */
  readonly fault: string | null;
};

/** Everything that the state of a connection tells. Instants are epoch ms. */
export type Standing = {
  readonly identity: Identity;
  readonly webhook: WebhookStanding;
  readonly intake: Intake;
  readonly ownDeliveredAt: number | null;
  /** When the token ends, where that is near. */
  readonly tokenEndsAt: number | null;
  readonly now: number;
};

type Told = { readonly detail: string; readonly remedy: string };

/** A webhook without a filter that was put right is not told of for ever. */
const ownDeliveryMs = 24 * 3_600_000;

/** A connection that stands, in words: the first thing that is not as it should be. */
export function describeStanding(standing: Standing): Told {
  const { identity, webhook, intake } = standing;
  const who = identity.agentName === '' ? 'Signed in' : `Signed in as ${identity.agentName}`;
  if (identity.ownerId === null) {
    return {
      detail: `${who}, but the account names no owner, so nobody is answered.`,
      remedy: 'Use the token of an agent account made at developer.carbonvoice.app.',
    };
  }
  if (intake.fault !== null) {
    return {
      detail: `${who}, but new messages cannot be fetched. ${intake.fault}`,
      remedy: 'Adjutant goes on trying.',
    };
  }
  const trouble = describeTrouble(standing);
  if (trouble) return { detail: `${who}, but ${trouble.detail}`, remedy: trouble.remedy };
  if (standing.tokenEndsAt !== null) {
    return { detail: `${who}. ${describeEnd(standing.tokenEndsAt)}`, remedy: renewal };
  }
  // With a webhook both are only the second way.
  if (webhook.url !== null) return { detail: `${who}.`, remedy: '' };
  return { detail: `${who}. There is no public address: ${howFetched(intake)}`, remedy: '' };
}

/** Null when nothing is wrong with the webhook. */
function describeTrouble({ identity, webhook, ownDeliveredAt, now }: Standing): Told | null {
  const { fault, filter, url, wanted } = webhook;
  const page = pageOf(identity);
  const byHand = (address: string): string =>
    `${page} → URL ${address} → filter ${filterOf(identity)} → Subscribe`;
  if (fault !== null) {
    return {
      detail: `the webhook could not be registered. ${fault}`.trim(),
      remedy: `Adjutant goes on trying; or add it by hand: ${byHand(wanted ?? '')}.`,
    };
  }
  if (filter === 'refused' && url !== null) {
    const detail =
      'the service refused the filter of the webhook: own messages are delivered as well, and dropped here.';
    return {
      detail,
      remedy: `Remove the webhook without a filter, and add it by hand: ${byHand(url)}.`,
    };
  }
  if (ownDeliveredAt === null || now - ownDeliveredAt >= ownDeliveryMs) return null;
  return {
    detail:
      'own messages are delivered as well (and dropped here): a webhook without a filter is registered.',
    remedy: `Remove it, or give it the filter ${filterOf(identity)}: ${page}.`,
  };
}

/** Carbon Voice: the page where webhooks are made by hand. */
function pageOf({ agentName }: Identity): string {
  const agent = agentName === '' ? 'the agent' : agentName;
  return `developer.carbonvoice.app → Agents → ${agent} → Webhook subscription`;
}

function filterOf({ agentId }: Identity): string {
  return `creator_id ne ${agentId}`;
}

function howFetched({ bellUp }: Intake): string {
  return bellUp
    ? 'the live connection tells of new messages, and they are fetched.'
    : 'new messages are fetched every five seconds.';
}
