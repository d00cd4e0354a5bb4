import type { Registration } from '../carbonvoice/ports.ts';
import type { CarbonVoicePort, KeptCarbonVoice, RunningCarbonVoice } from './carbonvoice-ports.ts';
import type { Check } from './check.ts';
import { bad, good, sentences, toMinute } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reached } from './reached.ts';

/** The clicks at the one place where subscriptions can be seen. */
const portal = 'developer.carbonvoice.app → Agents → the agent → Webhook subscription';
/** A look at the feed goes back so far; it may well find nothing. */
const lookBackMs = 60_000;

/**
 * How new messages come: the feed can be read, the webhook that we registered stands at today's address, has the
 * filter, and fires. Carbon Voice has no route that lists subscriptions; what was made by hand shows by its effects.
 */
export function checkCarbonVoiceSubscription(port: CarbonVoicePort): Check {
  const look = (signal: AbortSignal): Promise<Outcome> =>
    reached('Carbon Voice', async () => {
      const page = await port.client.reading.updates({ since: port.now() - lookBackMs }, signal);
      const kept = await port.kept();
      const { running } = port;
      const outcome = running === null ? judgeStopped(kept) : judge(port, running, kept);
      const isOld = page.onward !== null && byOldRoutes;
      return { ...outcome, detail: sentences(outcome.detail, isOld) };
    });
  return { hop: 'carbonvoice-subscription', after: 'carbonvoice-identity', look };
}

const fetched = 'New messages can be fetched.';
const byOldRoutes =
  'The service lacks today’s routes for reading messages; they are read by the older one, which does as well.';

function judgeStopped(kept: KeptCarbonVoice | null): Outcome {
  const url = kept?.subscription?.url;
  const webhook =
    url === undefined
      ? 'Adjutant is not running; it registers its webhook when it has a public address.'
      : `Adjutant is not running; its webhook was last registered at ${hostOf(url)}.`;
  return good(sentences(fetched, webhook));
}

function judge(port: CarbonVoicePort, running: RunningCarbonVoice, kept: KeptCarbonVoice | null) {
  const { deliveredAt, ownDeliveredAt, missed } = running.arrivals();
  if (ownDeliveredAt !== null && !isMended(ownDeliveredAt, kept, port.now())) {
    return unfiltered(ownDeliveredAt, kept);
  }
  const url = running.webhookUrl();
  if (url === null) return withoutAddress(running, deliveredAt);
  const subscription = kept?.subscription;
  if (subscription?.url !== url) return unregistered(url, running);
  if (missed > 0) return silent(missed, url);
  const { status, detail, remedy } = running.state();
  // What the connection itself has to say against the webhook, such as a filter that the service refused.
  if (status === 'connected' && remedy !== '' && /webhook/iu.test(detail)) {
    return bad(detail, remedy);
  }
  return good(
    sentences(
      `The webhook is registered at ${hostOf(url)}${filters[subscription.filter]}.`,
      tellLast(deliveredAt),
      fetched,
      tellSocket(running),
    ),
    subscription.filter === 'sent' ? '' : giveFilter(subscription.agentId),
  );
}

/** Carbon Voice tells of no subscription; so of one that was not made here only its effects can be known. */
const filters: Readonly<Record<Registration['filter'], string>> = {
  sent: ', without the agent’s own messages',
  refused:
    '. The service refused the filter: the agent’s own messages come as well, and are passed over',
  unknown:
    '. It was not made by Adjutant; none of the agent’s own messages came in this run, but whether they are left out is not known',
};

/** A reply left since, and no delivery told of it. */
function isMended(ownDeliveredAt: number, kept: KeptCarbonVoice | null, now: number): boolean {
  const last = kept?.replies.last;
  return last?.delivery === 'sent' && last.at > ownDeliveredAt && now - last.at > lookBackMs;
}

function unfiltered(at: number, kept: KeptCarbonVoice | null): Outcome {
  const self = kept?.subscription?.agentId ?? 'the agent’s user id (see carbonvoice-identity)';
  return bad(
    `A delivery of a message of the agent’s own came at ${toMinute(at)}: a webhook subscription without a filter exists. Adjutant passes such messages over, so it does not answer itself, but other programs may.`,
    giveFilter(self),
  );
}

function giveFilter(agentId: string): string {
  return `${portal}: remove what was made by hand, or give it the filter creator_id, ne, ${agentId}, and click Subscribe.`;
}

function withoutAddress(running: RunningCarbonVoice, deliveredAt: number | null): Outcome {
  // One that somebody made by hand, or that an earlier address left behind, leads here by another way.
  const stray =
    deliveredAt !== null &&
    `A delivery came at ${toMinute(deliveredAt)} all the same, from a webhook that was not registered here.`;
  return good(
    sentences(
      'There is no public address, so no webhook is registered.',
      fetched,
      tellSocket(running),
      stray,
    ),
    'None is needed; with one (secret set ngrok-authtoken) there is a second way.',
  );
}

function unregistered(url: string, { state }: RunningCarbonVoice): Outcome {
  return bad(
    sentences(`The webhook is not registered at today’s address (${hostOf(url)}).`, state().detail),
    `Adjutant goes on trying. By hand: ${portal}: enter the address that "npm run -s adjutant -- webhooks" prints, the filter creator_id, ne, and the agent’s user id, and click Subscribe.`,
  );
}

function silent(missed: number, url: string): Outcome {
  const many = missed === 1 ? 'A message' : `${missed} messages`;
  return bad(
    `The webhook does not fire: ${many} came by the feed and not by delivery, though it is registered at ${hostOf(url)}. Nothing is lost by that.`,
    `See the hops tunnel and public-path; then ${portal}: the address there must be the one that "npm run -s adjutant -- webhooks" prints.`,
  );
}

function tellLast(deliveredAt: number | null): string {
  if (deliveredAt === null) return 'No delivery came yet in this run.';
  return `The last delivery came at ${toMinute(deliveredAt)}.`;
}

function tellSocket({ socket }: RunningCarbonVoice): string {
  const state = socket();
  if (state === 'up') return 'The live connection stands.';
  if (state === 'switched off') return 'The live connection is switched off.';
  return 'The live connection is down; messages are looked for every five seconds.';
}

/** The path is a secret. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that cannot be read';
}
