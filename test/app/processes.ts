import { readFile, readdir } from 'node:fs/promises';

/** Ids of the processes that a process started, by the kernel's own list; Linux only. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((id) => id > 0);
  const parents = await Promise.all(
    pids.map(async (id) => {
      // Gone between the list and the look.
      const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
      return Number(stat.split(') ').at(-1)?.split(' ')[1]);
    }),
  );
  return pids.filter((_, index) => parents[index] === pid);
}

/** Whether a process runs; one that has ended and is not yet collected does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !stat.includes(') Z ');
}

/** The words of the command that started a process. */
export async function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
}
