import { describe, expect, test } from 'vitest';
import { describeModels } from '../../../../main/agent/models/models-view.ts';
import type { ModelView } from '../../../../main/agent/models/models-view.ts';
import { PaceWatch } from '../../../../main/agent/models/pace.ts';

function at(name: string, status: ModelView['state']['status'], detail = name): ModelView {
  return { name, state: { status, detail, remedy: '' }, slowMedianMs: null };
}

const refused: ModelView = {
  ...at('big', 'refused'),
  state: { status: 'refused', detail: 'OpenAI refuses the key.', remedy: 'Set it.' },
};

describe('all models as one connection', () => {
  test('is the first one while that answers', () => {
    const models = [at('big', 'connected'), at('small', 'failed')];
    expect(describeModels(models)).toMatchObject({ status: 'connected', detail: 'big' });
  });

  test('tells who answers, why the first does not, and what to do', () => {
    expect(describeModels([refused, at('other', 'failed'), at('small', 'connected')])).toEqual({
      status: 'connected',
      detail: 'small answers; big does not: OpenAI refuses the key.',
      remedy: 'Set it.',
    });
    expect(describeModels([refused, at('small', 'connecting')])).toMatchObject({
      status: 'refused',
      detail: 'big: OpenAI refuses the key. small is asked instead.',
    });
    expect(describeModels([refused, at('small', 'failed')]).detail).toBe(
      'big: OpenAI refuses the key. The further models fail, too.',
    );
    expect(describeModels([refused])).toEqual(refused.state);
  });

  test('says that it is slow on calls, and what to change', () => {
    const slow = { ...at('big', 'connected'), slowMedianMs: 2440 };
    const { detail, remedy } = describeModels([slow]);
    expect(detail).toBe('big. On calls big takes 2.4 seconds to its first words, in the median.');
    expect(remedy).toContain('faster model');
  });
});

describe('the pace of a model', () => {
  const watch = (waits: readonly number[], channel: 'phone' | 'desktop' = 'phone') => {
    const pace = new PaceWatch(() => {});
    for (const afterMs of waits) pace.add({ channel, afterMs });
    return pace.slowMedianMs;
  };

  test('is slow when half of the answers on calls take longer than two seconds', () => {
    expect(watch([2100, 2200, 900, 800, 3000])).toBe(2100);
    expect(watch([2000, 2000, 2000, 2000, 9000])).toBeNull();
    expect(watch([9000, 9000, 9000, 9000])).toBeNull();
    expect(watch(Array<number>(9).fill(9000), 'desktop')).toBeNull();
  });

  test('is that of the last twenty', () => {
    expect(watch([...Array<number>(30).fill(9000), ...Array<number>(11).fill(500)])).toBeNull();
  });
});
