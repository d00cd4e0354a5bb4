import type { ModelRequest } from '../peers/model-server.ts';

/** What the owner and the caller say in the pictures. */
export const lines = {
  message: 'Remind me tomorrow at nine to call the bank.',
  question: 'What needs me today?',
  letter: 'Write to dana@example.com that I come ten minutes later.',
  call: 'Hello, is the flat still free, and when can I see it?',
  interruption: 'Tuesday would be good.',
} as const;

const answers: readonly (readonly [asked: string, answer: string])[] = [
  [lines.message, 'You will hear from me tomorrow at nine: call the bank.'],
  [
    lines.question,
    'Three things stand out:\n\n1. **The board deck** is due on Thursday; the numbers are missing.\n2. The supplier moved the call to 15:30.\n3. Nobody has answered the landlord yet.\n\nShall I ask for the numbers?',
  ],
  [lines.letter, 'I have written it. It goes out as soon as you say yes.'],
  [
    lines.call,
    'Yes, the flat is still free. You can see it on Monday afternoon, or on Tuesday before noon. I only need your name, and somebody will call you back today to settle the time.',
  ],
];

/**
 * The words of a model that knows its part: the pictures show the app, and have to be the same each time. What the app
 * makes of them is its own.
 */
export function wordsFor(request: ModelRequest): readonly string[] {
  const text = request.messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const answer = answers.find(([asked]) => text.includes(asked))?.[1] ?? 'I will pass that on.';
  return answer.split(/(?<= )/u);
}

/** The letter is the one thing that needs a tool: it waits for a yes. */
export function toolFor({ messages }: ModelRequest) {
  const last = messages.at(-1);
  if (last?.role !== 'user' || !last.content.includes(lines.letter)) return null;
  const args = { to: 'dana@example.com', text: 'I come ten minutes later. Sorry!' };
  return { name: 'send_carbon_voice_message', args };
}
