import { z } from 'zod';
import type { ToolSpec } from '../ports.ts';
import type { AnyTool } from './tool.ts';

const specs = new WeakMap<AnyTool, ToolSpec>();

/** A tool as a model is told of it; made once, because a call waits for it. */
export function toSpec(tool: AnyTool): ToolSpec {
  const made = specs.get(tool);
  if (made) return made;
  const { name, description, schema, parameters } = tool;
  const spec = {
    name,
    description,
    parameters: parameters ?? z.toJSONSchema(schema, { io: 'input' }),
  };
  specs.set(tool, spec);
  return spec;
}
