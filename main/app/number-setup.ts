import type { VoipBin } from '../voipbin/telephony.ts';

const flowName = 'Adjutant answers';
/** VoIPBIN: a call is cut at an hour; the flow keeps the line up so long. */
const keepUpMs = 3_600_000;

/** Has calls to a number answered and kept up, so that there is somebody to speak with. */
export async function answerCallsTo(
  number: string,
  voipBin: VoipBin,
  signal: AbortSignal,
): Promise<void> {
  const { account } = voipBin;
  const own = (await account.numbers(signal)).find((candidate) => candidate.number === number);
  if (!own) return;
  const known = (await account.flows(signal)).find(({ name }) => name === flowName);
  const flow =
    known ??
    (await account.createFlow(
      {
        name: flowName,
        detail: 'Made by Adjutant.',
        actions: [{ type: 'answer' }, { type: 'sleep', option: { duration: keepUpMs } }],
      },
      signal,
    ));
  const { messageFlowId } = own;
  await account.setFlows(own.id, { callFlowId: flow.id, messageFlowId }, signal);
}
