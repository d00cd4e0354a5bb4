import { expect, test } from 'vitest';
import { createSpeechCutter } from '../../../../main/call/speakable.ts';
import { exactWords } from '../../../../main/call/step-up/exact-words.ts';

function said(text: string, language = 'en-US'): string {
  const cutter = createSpeechCutter({ language });
  const exact = exactWords(text, language);
  return [...cutter.push(exact), ...cutter.end()].join(' ');
}

test.each([
  ['Hi\n```\nI resign.\n```\nBye', ['Hi', 'I resign.', 'Bye']],
  ['```\nhidden\n``` shown', ['hidden', 'shown']],
  ['see <!-- hidden --> <script>too</script> shown', ['hidden', 'too', 'shown']],
  ['[your bank](https://evil.example/a)', ['your bank', 'evil dot example slash a']],
  ['pay at https://a.example/pay?to=eve.', ['a dot example slash pay question mark to equals eve']],
  ['![hidden](http://x.example/y.png)', ['hidden', 'x dot example slash y dot png']],
  ['| a | b |\n|---|---|\n| c | d |', ['a, b', 'c, d']],
  ['note[^1] and user_id *5* 👍', ['1', 'user id', '5', 'emoji']],
])('of %j every word is said', (text, words) => {
  const spoken = said(`Send a text: “${text}”`);
  for (const word of words) expect(spoken).toContain(word);
});

test('other languages have addresses as they are written, whole', () => {
  expect(said('Schreibe: siehe https://a.example/pay?to=eve', 'de-DE')).toContain(
    'a.example/pay?to=eve',
  );
});
