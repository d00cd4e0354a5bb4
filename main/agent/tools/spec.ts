import { z } from 'zod';
import type { ToolSpec } from '../ports.ts';
import type { AnyTool } from './tool.ts';

const specs = new WeakMap<AnyTool, ToolSpec>();

/** A tool as a model is told of it; made once, because a call waits for it. */
export function toSpec(tool: AnyTool): ToolSpec {
  const made = specs.get(tool);
  if (made) return made;
  const { name, description, schema, parameters } = tool;
  const whole = parameters ?? z.toJSONSchema(schema, { io: 'input' });
  const spec = { name, description, parameters: toldOf(whole) };
  specs.set(tool, spec);
  return spec;
}

/**
 * What is checked here and not told. One tool with it has a server refuse the whole question, whatever it is about:
 * OpenAI compiles patterns as Python, which knows no `\p{…}`; llama.cpp (LM Studio, Ollama) makes a grammar of all tools,
 * in which a text of 2000 characters is too much.
 */
const untold = ['$schema', 'pattern', 'format', 'minLength', 'maxLength', 'minItems', 'maxItems'];
/** What holds schemas by names of its own choice, and what holds none. */
const named = ['properties', '$defs'];
const values = ['enum', 'const', 'default', 'required'];

type Schema = Readonly<Record<string, unknown>>;

function toldOf(schema: Schema): Schema {
  const told = Object.entries(schema).filter(([key]) => !untold.includes(key));
  return Object.fromEntries(
    told.map(([key, value]) => [key, values.includes(key) ? value : below(key, value)]),
  );
}

function below(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => below('', one));
  if (!isSchema(value)) return value;
  if (!named.includes(key)) return toldOf(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, below('', one)]));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}
