import { ensureBuilt } from '../app/built-app.ts';
import { TunnelStage } from '../app/tunnel-stage.ts';
import { percentiles } from './percentiles.ts';
import type { Row } from './table.ts';
import { scenes } from './tunnel-scenes.ts';
import type { Scene } from './tunnel-scenes.ts';

const usualRounds = 2;

/**
 * How long nobody gets through: from the fault (or its end, where we cannot do anything before) to the first delivery
 * that is taken at the address which Carbon Voice has. Linux only: processes are found in /proc.
 */
export async function benchTunnel(): Promise<readonly Row[]> {
  if (process.platform !== 'linux') return [];
  await ensureBuilt();
  const rows: Row[] = [];
  for (const scene of scenes) {
    const times = await play(scene);
    const goal = {
      text: `p95 ≤ ${scene.goalMs / 1000} s`,
      holds: ({ p95 }: { p95: number }) => p95 <= scene.goalMs,
    };
    rows.push({ name: scene.name, ...percentiles(times), floor: null, goal });
    const told = times.map((ms) => `${ms.toFixed(0)} ms`).join(', ');
    process.stderr.write(`[bench] tunnel, ${scene.name}: ${told}\n`);
  }
  return rows;
}

async function play(scene: Scene): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < (scene.rounds ?? usualRounds); round += 1) {
    await using stage = await TunnelStage.open(scene.edge);
    await stage.start(scene.token === null ? null : undefined);
    if (scene.token !== null) await stage.untilRegistered();
    const since = await scene.break(stage);
    times.push((await stage.untilReached()) - since);
  }
  return times;
}
