import { describe, expect, test } from 'vitest';
import { phrases } from '../../../../main/call/call-phrases.ts';
import { practiceNumbers } from '../../../../main/rehearsal/voipbin/callees.ts';
import { pause, say } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { PhoneWorld } from './phone-world.ts';

const party = (target: string) => ({ type: 'tel', target, name: '' }) as const;

/** A caller is on the line, and is handed over to that number. */
async function handedTo(target: string) {
  const world = await PhoneWorld.open({ settings: { greeting: 'Hello.' } });
  const id = world.dial([pause(60_000), say('Are you back?')]);
  await world.until(() => world.texts(id).includes('Hello.'), 5000);
  world.desk.handOver(null, party(target), 'One moment, I will get Ada.');
  const other = (): string => world.service.callsTo(target)[0] ?? '';
  return { world, id, other };
}

describe('a caller is handed over', () => {
  test('to somebody who answers: told first, then joined, and nobody listens any more', async () => {
    const { world, id, other } = await handedTo(practiceNumbers.answers);
    await world.until(() => world.texts(id).includes('One moment, I will get Ada.'), 5000);
    expect(other()).toBe('');
    await world.until(() => world.lines(id, 'hand-over').length === 1, 15_000);
    expect(world.lines(id, 'hand-over')).toEqual(['joined']);
    expect([world.status(id), world.status(other())]).toEqual(['progressing', 'progressing']);
    const said = world.texts(id).length;
    await world.run(90_000);
    expect(world.service.openSessions()).toEqual([]);
    expect(world.texts(id)).toHaveLength(said);
    expect(world.lines(id, 'in')).toEqual([]);
    expect([world.status(id), world.status(other())]).toEqual(['progressing', 'progressing']);
  });

  test('and hangs up later: the other line is not left open', async () => {
    const { world, id, other } = await handedTo(practiceNumbers.answers);
    await world.until(() => world.lines(id, 'hand-over').length === 1, 20_000);
    world.hangUp(id);
    await world.run(2000);
    expect(world.status(other())).toBe('hangup');
    expect(world.desk.calls).toEqual([]);
    expect(world.lines(id, 'hand-over')).toEqual(['joined', 'ended']);
  });

  test('and the other party hangs up later: the caller is not left alone', async () => {
    const { world, id, other } = await handedTo(practiceNumbers.answers);
    await world.until(() => world.lines(id, 'hand-over').length === 1, 20_000);
    world.hangUp(other());
    await world.run(3000);
    expect(world.status(id)).toBe('hangup');
    expect(world.desk.calls).toEqual([]);
  });

  test.each([
    ['is busy', practiceNumbers.busy, 'busy'],
    ['refuses', practiceNumbers.refuses, 'busy'],
    ['cannot be reached', practiceNumbers.unreachable, 'failed'],
    ['does not answer', practiceNumbers.noAnswer, 'no-answer'],
  ] as const)('to somebody who %s: the agent comes back', async (_name, target, outcome) => {
    const { world, id } = await handedTo(target);
    await world.until(() => world.lines(id, 'hand-over').length === 1, 50_000);
    expect(world.lines(id, 'hand-over')).toEqual([outcome]);
    const [sorry] = phrases.notReached[outcome].split('. ');
    await world.until(() => world.texts(id).some((text) => text.startsWith(sorry ?? '')), 5000);
    // The call goes on as if nothing had been.
    await world.until(() => world.lines(id, 'out').length === 1, 90_000);
    expect(world.lines(id, 'out')).toEqual(['You said: Are you back?']);
  });

  test('while it rings there is no silence that is longer than the limit', async () => {
    const { world, id } = await handedTo(practiceNumbers.noAnswer);
    await world.until(() => world.lines(id, 'hand-over').length === 1, 50_000);
    const played = world.played(id);
    const gaps = played
      .slice(1)
      .map(({ startedAt }, place) => startedAt - (played[place]?.endedAt ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2800);
    expect(world.texts(id)).toContain(phrases.connecting[1]);
  });

  test('and hangs up while it rings: the other party is let go', async () => {
    const { world, id, other } = await handedTo(practiceNumbers.noAnswer);
    await world.until(() => other() !== '' && world.status(other()) === 'ringing', 15_000);
    world.hangUp(id);
    await world.run(2000);
    expect(world.status(other())).toBe('hangup');
    expect(world.service.openSessions()).toEqual([]);
    expect(world.desk.calls).toEqual([]);
  });
});
