import { AppError, NetworkError } from '../../../shared/errors.ts';
import { withinLimit } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { AnyTool, ToolContext, ToolOutcome } from '../tools/tool.ts';

const usualLimitMs = 30_000;

export type ToolRun = {
  readonly tool: AnyTool;
  readonly args: unknown;
  readonly context: ToolContext;
  readonly clock: Clock;
};

/** Runs a tool within its limit. Throws AppError, or what the tool threw. */
export async function runTool(
  { tool, args, context, clock }: ToolRun,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  const ms = tool.limitMs ?? usualLimitMs;
  const late = (): NetworkError => tooSlow(tool.name, ms);
  return withinLimit((either) => tool.run(args, context, either), { clock, ms, late }, signal);
}

function tooSlow(name: string, limitMs: number): NetworkError {
  return new NetworkError('TOOL_TIMEOUT', `${name} took longer than ${limitMs / 1000} seconds.`, {
    remedy: 'Try it again later.',
    mayHaveArrived: true,
  });
}

/** What a failure is for the model: what went wrong, and what can be done. */
export function textOfFailure(error: unknown): string {
  if (!(error instanceof AppError)) return 'It failed in an unexpected way. Nothing more is known.';
  return error.remedy === '' ? error.message : `${error.message} ${error.remedy}`;
}
