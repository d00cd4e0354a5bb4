import { describe, expect, test } from 'vitest';
import { readSchema } from '../../../main/mcp/schema.ts';
import { readToolList } from '../../../main/mcp/tool-list.ts';
import { resultText } from '../../../main/mcp/result-text.ts';
import { countLines, Pace } from '../../../main/mcp/pace.ts';
import { maxLineBytes, ServerOutput } from '../../../main/mcp/server-output.ts';
import { bareEnvironment } from '../../../main/mcp/launch.ts';

function schemaOf(given: unknown) {
  const read = readSchema(given);
  if ('fault' in read) throw new Error(read.fault);
  return read;
}

describe('arguments', () => {
  test('are held against the schema of the tool', () => {
    const { schema, parameters } = schemaOf({
      type: 'object',
      properties: {
        path: { type: 'string', minLength: 1, description: 'Where\u200B it\nis.' },
        mode: { enum: ['a', 'b'] },
        parts: { type: 'array', items: { type: 'integer', minimum: 0 }, maxItems: 2 },
        either: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/point' }] },
      },
      required: ['path', 'gone'],
      additionalProperties: false,
      $defs: { point: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] } },
    });
    const good = [
      { path: 'a' },
      { path: 'a', mode: 'b', parts: [1, 2], either: null },
      { path: 'a', either: { x: 1 } },
    ];
    const bad = [
      {},
      { path: '' },
      { path: 1 },
      { path: 'a', mode: 'c' },
      { path: 'a', parts: [-1] },
      { path: 'a', more: 1 },
      { path: 'a', either: {} },
      [],
    ];
    expect(good.map((value) => schema.safeParse(value).success)).toEqual(good.map(() => true));
    expect(bad.map((value) => schema.safeParse(value).success)).toEqual(bad.map(() => false));
    expect(parameters).toMatchObject({
      properties: { path: { description: 'Where it is.' } },
      required: ['path'],
    });
  });

  test('of a schema that would cost us are not taken, or taken without what costs', () => {
    const self = { type: 'object', properties: { me: { $ref: '#' } } };
    expect(JSON.stringify(schemaOf(self).parameters).length).toBeLessThan(2000);
    const pattern = schemaOf({
      type: 'object',
      properties: { a: { type: 'string', pattern: '(a+)+$' } },
    });
    expect(JSON.stringify(pattern.parameters)).not.toContain('pattern');
    const wide = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`p${index}`, {}]));
    expect(readSchema({ type: 'object', properties: wide })).toEqual({
      fault: 'its arguments have too many parts',
    });
    const bomb = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `d${index}`,
        {
          properties: {
            a: { $ref: `#/$defs/d${index + 1}` },
            b: { $ref: `#/$defs/d${index + 1}` },
          },
        },
      ]),
    );
    const both = { a: { $ref: '#/$defs/d0' }, b: { $ref: '#/$defs/d0' } };
    const unfolded = readSchema({ $defs: bomb, properties: both });
    expect(JSON.stringify(unfolded).length).toBeLessThan(40_000);
    const deep = '{"properties":{"a":'.repeat(2000) + '{}' + '}}'.repeat(2000);
    expect(JSON.stringify(schemaOf(JSON.parse(deep)).parameters).length).toBeLessThan(1000);
    for (const odd of [
      null,
      'x',
      [],
      7,
      { type: 'array' },
      { properties: { __proto__x: 1, 'a b': {} } },
    ]) {
      expect(schemaOf(odd).parameters).toMatchObject({ type: 'object' });
    }
  });
});

test('arguments are told in a form for which no provider refuses the whole question', () => {
  const { parameters, schema } = schemaOf({
    anyOf: [
      { properties: { id: { type: 'string' } }, required: ['id'] },
      { properties: { name: { type: ['string', 'string'], minLength: -1, enum: [] } } },
    ],
    properties: { $top: { type: 'integer' }, size: { multipleOf: 0, maximum: 5, maxItems: 1.5 } },
    required: ['size', 'size', '$top'],
  });
  expect(parameters).toEqual({
    type: 'object',
    properties: { id: { type: 'string' }, name: { type: 'string' }, size: { maximum: 5 } },
    required: ['size'],
  });
  expect(schema.safeParse({ id: 'a', size: 1 }).success).toBe(true);
});

test('of a list of tools those are offered whose names fit, each name once', () => {
  const { tools, leftOut } = readToolList('peer', [
    ...['read', 'a.b', 'a__b', 'READ', 'sp ace', '../x', 'x'.repeat(60), '', 'ok-1'].map(
      (name) => ({ name, inputSchema: {} }),
    ),
    { name: 'long', description: `${'y'.repeat(2000)}\u202E`, inputSchema: {} },
    { inputSchema: {} },
  ]);
  expect(tools.map(({ name }) => name)).toEqual(['a.b', 'long', 'ok-1', 'read']);
  expect(tools[1]?.description.length).toBe(800);
  expect(leftOut.map(({ name }) => name.slice(0, 6))).toEqual([
    'a__b',
    'READ',
    'sp ace',
    '../x',
    'xxxxxx',
    '',
    '',
  ]);
  const many = Array.from({ length: 70 }, (_, index) => ({ name: `t${index}`, inputSchema: {} }));
  expect(readToolList('peer', many).tools.length).toBe(64);
});

test('the same tools are the same in whatever order they are told', () => {
  const one = { name: 'a', description: 'A', inputSchema: { type: 'object', properties: {} } };
  const again = { inputSchema: { properties: {}, type: 'object' }, description: 'A', name: 'a' };
  expect(readToolList('peer', [one]).tools).toEqual(readToolList('peer', [again]).tools);
});

test('one that is nested without end is left out, and takes no other along', () => {
  const inputSchema = { type: 'object' };
  const deep = JSON.parse('{"a":'.repeat(9000) + '1' + '}'.repeat(9000)) as object;
  const { tools, leftOut } = readToolList('s', [
    { name: 'deep', inputSchema: { ...inputSchema, deep } },
    { name: 'flat', inputSchema },
  ]);
  expect(tools.map(({ name }) => name)).toEqual(['flat']);
  expect(leftOut).toEqual([{ name: 'deep', why: 'what is said of it is nested too deeply' }]);
});

test('a value that cannot be turned into text takes no tool along', () => {
  const noText = { toString: 1, valueOf: 1 };
  const inputSchema = {
    ...{ type: 'object', required: [noText, 'a'] },
    properties: { a: { type: noText, enum: [noText] }, b: { type: [noText, 'string'] } },
  };
  expect(readToolList('s', [{ name: 'odd', inputSchema }]).tools).toMatchObject([
    { name: 'odd', parameters: { required: ['a'], properties: { a: {}, b: {} } } },
  ]);
});

test('an answer that is nested without end is told to be so', () => {
  const structuredContent = JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`) as unknown;
  expect(resultText({ structuredContent }).text).toContain('nested too deeply');
});

test('a stream of events is read at a pace, however much comes', () => {
  const pace = new Pace();
  const lines = countLines(Buffer.from('data: {}\n\n'.repeat(300)));
  expect(lines).toBe(600);
  // What comes at once is read at once, up to a second's worth.
  expect([0, 0, 0, 5000].map((now) => pace.after(lines, now))).toEqual([0, 1000, 2000, 0]);
});

test('what a tool answers is told as text, and what is none is named', () => {
  const content = [
    { type: 'text', text: 'one\u200B' },
    { type: 'image', data: 'AAAA', mimeType: 'image/png' },
    { type: 'resource_link', name: 'notes\nof', uri: 'file:///n' },
    { type: 'resource', resource: { uri: 'file:///m', text: 'inner' } },
    { type: 'odd' },
  ];
  expect(resultText({ content }).text.split('\n')).toEqual([
    ...['one', '(image, image/png: not shown)', '(link to a resource notes of file:///n)'],
    ...['(resource file:///m)', 'inner', '(odd, undefined: not shown)'],
  ]);
  expect(resultText({ structuredContent: { a: 1 } }).text).toBe('{"a":1}');
  expect(resultText({ isError: true })).toEqual({
    text: '(The tool answered nothing.)',
    isError: true,
  });
  const long = resultText({
    content: Array.from({ length: 9 }, () => ({ type: 'text', text: 'x'.repeat(50_000) })),
  });
  expect(long.text.length).toBeLessThan(100_100);
});

describe('what a server writes', () => {
  const take = (output: ServerOutput, text: string) => [...output.take(Buffer.from(text))];
  const answer = (id: unknown, result: unknown = {}): string =>
    `${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`;

  test('comes through when it was asked for, once, in whatever pieces it arrives', () => {
    const output = new ServerOutput();
    output.noteSent('{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
    const text = answer(1, { ü: 'ö' });
    const bytes = Buffer.from(`noise\n${text}${text}${answer(2)}`);
    const told = Array.from(bytes, (_byte, index) => [
      ...output.take(bytes.subarray(index, index + 1)),
    ]).flat();
    expect(told).toEqual([{ type: 'line', line: text.trim() }]);
  });

  test('is thrown away otherwise, and is a flood when it does not end', () => {
    const output = new ServerOutput();
    const call = '{"jsonrpc":"2.0","id":"x","method":"ping"}\n';
    const news = '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n';
    expect(
      take(output, `${call}${news}{"jsonrpc":"2.0","method":"notifications/message"}\nx\n`).length,
    ).toBe(2);
    expect(take(output, call.repeat(1000)).length).toBeLessThan(200);
    expect(output.isFlood).toBe(false);
    const noise = `${'n'.repeat(1_000_000)}\n`;
    for (let count = 0; count < 17; count += 1) expect(take(output, noise)).toEqual([]);
    expect(output.isFlood).toBe(true);
  });

  test.each([
    ['behind', (big: string) => `{"result":{"a":"${big}"},"jsonrpc":"2.0","id":7}`],
    ['before', (big: string) => `{"jsonrpc":"2.0","id":7,"result":{"a":"${big}","id":8}}`],
  ])('and is too large is told as an answer that was, by the id %s it', (_words, write) => {
    const output = new ServerOutput();
    output.noteSent('{"jsonrpc":"2.0","id":7,"method":"tools/call"}');
    expect(take(output, `${write('x'.repeat(maxLineBytes))}\n`)).toEqual([
      { type: 'oversized', id: 7 },
    ]);
    expect(take(output, answer(7))).toEqual([]);
  });
});

test('a server finds no more of our environment than what it needs to start', () => {
  const source = {
    PATH: 'p',
    HOME: 'h',
    LANG: 'l',
    ADJUTANT_LLM_KEY: 'k',
    LD_PRELOAD: 'x',
    Path: 'w',
    SystemRoot: 's',
  };
  expect(bareEnvironment(source, 'linux')).toEqual({ PATH: 'p', HOME: 'h', LANG: 'l' });
  expect(Object.keys(bareEnvironment(source, 'win32'))).toEqual([
    'PATH',
    'LANG',
    'Path',
    'SystemRoot',
  ]);
});
