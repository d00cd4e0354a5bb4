import { createOpenAiCompatible } from '../fakes/openai-compatible-model.ts';
import { deskScenes } from './desk-scenes.ts';
import { outwardScenes } from './outward-scenes.ts';
import { play } from './play.ts';
import type { Answers } from './play.ts';

/**
 * Plays every scene, with the model at `ADJUTANT_LLM_URL` (and `ADJUTANT_LLM_MODEL`, `ADJUTANT_LLM_KEY`) where there is
 * one, else as they are written. `SCENES` plays those whose name holds it. Prints one line for each; exit code 1 when one
 * is not as it must be.
 */
const { ADJUTANT_LLM_URL: url, ADJUTANT_LLM_MODEL: model, ADJUTANT_LLM_KEY: key } = process.env;
const wanted = process.env['SCENES'] ?? '';
const end = new AbortController();
const answers = url === undefined ? undefined : realModel(url);

const scenes = [...deskScenes, ...outwardScenes].filter(({ name }) => name.includes(wanted));
let failed = 0;
for (const scene of scenes) {
  const faults = await faultsOf(scene);
  if (faults.length > 0) failed += 1;
  process.stdout.write(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${scene.name}\n`);
  for (const fault of faults) process.stdout.write(`       ${fault}\n`);
}
const by = url === undefined ? 'as they are written' : `by ${model ?? 'the first model'}`;
process.stdout.write(
  `${scenes.length - failed} of ${scenes.length} scenes went as they must, ${by}\n`,
);
end.abort();
process.exitCode = failed === 0 ? 0 : 1;

async function faultsOf(scene: (typeof scenes)[number]): Promise<readonly string[]> {
  try {
    return (await play(scene, answers)).faults;
  } catch (error) {
    return [error instanceof Error ? error.message : 'it failed'];
  }
}

function realModel(address: string): Answers {
  const real = createOpenAiCompatible({
    ...{ url: address, model: model ?? null, lifetime: end.signal },
    key: () => Promise.resolve(key ?? null),
  });
  return (prompt, signal) => real.stream(prompt, signal);
}
