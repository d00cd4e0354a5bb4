import { describe, expect, test } from 'vitest';
import { RemoteError } from '../../../shared/errors.ts';
import { answered, openDesk, ringing, says } from './desk-scene.ts';

describe('words of which no event told', () => {
  const told = (opened: ReturnType<typeof openDesk>): readonly string[] =>
    opened.kept.filter((line) => line.includes(' in '));

  async function spokenTo(opened: ReturnType<typeof openDesk>): Promise<string> {
    const ears = await answered(opened);
    says(opened.telephony, ears, 'This is about Friday.');
    await opened.clock.advanceAsync(3000);
    return ears;
  }

  function line(text: string, at: number | null) {
    return { id: text, direction: 'in' as const, text, at };
  }

  const end = { type: 'call-changed', call: { ...ringing('call'), status: 'ended' } } as const;

  test('are read when the end of the call was found by looking, each of them once', async () => {
    const opened = openDesk();
    const { telephony, clock, desk } = opened;
    const ears = await spokenTo(opened);
    telephony.lines.set(ears, [
      line('This is about Friday.', clock.now() - 3000),
      line('Please call me back.', clock.now()),
      line('My name is Ann.', null),
    ]);
    telephony.tell(end);
    await clock.advanceAsync(50);
    expect(told(opened)).toEqual([
      'call in This is about Friday.',
      'call in Please call me back.',
      'call in My name is Ann.',
    ]);
    expect(desk.calls).toEqual([]);
  });

  test('are told in a call that goes on, and by a late event not again', async () => {
    const opened = openDesk();
    const { telephony, clock } = opened;
    const ears = await spokenTo(opened);
    telephony.lines.set(ears, [
      line('This is about Friday.', clock.now() - 3000),
      line('Is ten fine?', clock.now()),
    ]);
    telephony.tell({ type: 'resynced', wasDeaf: true });
    await clock.advanceAsync(10);
    says(telephony, ears, 'Is ten fine?');
    await clock.advanceAsync(3000);
    telephony.tell(end);
    await clock.advanceAsync(50);
    expect(told(opened)).toEqual(['call in This is about Friday.', 'call in Is ten fine?']);
  });

  test('that an earlier run was told are not told as those of this one', async () => {
    const opened = openDesk();
    const { telephony, clock } = opened;
    const ears = await spokenTo(opened);
    telephony.lines.set(ears, [line('Said before the restart.', clock.now() - 60_000)]);
    telephony.tell(end);
    await clock.advanceAsync(50);
    expect(told(opened)).toEqual(['call in This is about Friday.']);
  });

  test('hold up the end of no call for long', async () => {
    const opened = openDesk();
    const { telephony, clock, desk } = opened;
    await spokenTo(opened);
    telephony.transcriptsOf = () => new Promise<never>(() => {});
    telephony.tell(end);
    await clock.advanceAsync(5000);
    expect(desk.calls).toEqual([]);
  });
});

describe('a transcription of our call that is somebody else’s', () => {
  test.each([
    ['de-DE', 500, []],
    ['en-GB', 409, ['call in What is the time?']],
  ] as const)(
    'in %s, found after a %i, is taken for ours only in our language',
    async (...given) => {
      const [language, status, said] = given;
      const opened = openDesk();
      const { telephony, clock, kept } = opened;
      const one = { id: 'other', callId: 'call', status: 'progressing', language } as const;
      telephony.transcriptions.set('other', one);
      telephony.failures.set('open-transcription', new RemoteError('X', 'no', { status }));
      await answered(opened);
      says(telephony, 'other', 'What is the time?');
      await clock.advanceAsync(5000);
      expect(kept.filter((line) => line.includes(' in '))).toEqual(said);
      telephony.tell({ type: 'call-changed', call: { ...ringing('call'), status: 'ended' } });
      await clock.advanceAsync(50);
      const isStopped = telephony.asked.includes('stop-transcription other');
      expect(isStopped).toBe(said.length > 0);
    },
  );

  test('doubles no words, whether it began before ours or after it', async () => {
    const opened = openDesk();
    const { telephony, clock, kept } = opened;
    const other = (id: string) =>
      telephony.tell({ type: 'transcription-changed', id, callId: 'call', status: 'progressing' });
    const told = Promise.withResolvers<void>();
    const open = telephony.openTranscription.bind(telephony);
    telephony.openTranscription = async (options) => {
      await told.promise;
      return open(options);
    };
    await answered(opened);
    other('before');
    told.resolve();
    await clock.advanceAsync(4000);
    other('after');
    const ears = [...telephony.transcriptions.keys()][0] ?? '';
    says(telephony, 'before', 'Wie spät ist es?');
    says(telephony, ears, 'What is the time?');
    says(telephony, 'after', '¿Qué hora es?');
    await clock.advanceAsync(5000);
    expect(kept.filter((line) => line.includes(' in '))).toEqual(['call in What is the time?']);
  });
});
