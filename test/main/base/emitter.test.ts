import { expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';

test('tells every listener, until it is removed', () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  const stop = emitter.on((value) => heard.push(`a${value}`));
  emitter.on((value) => heard.push(`b${value}`));

  emitter.emit(1);
  stop();
  stop();
  emitter.emit(2);

  expect(heard).toEqual(['a1', 'b1', 'b2']);
  expect(emitter.listenerCount).toBe(1);
});
