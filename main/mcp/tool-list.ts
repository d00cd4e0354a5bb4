import { cleanLine } from '../base/clean-text.ts';
import { hashOf } from './launch.ts';
import type { McpToolDefinition } from './ports.ts';
import { readSchema } from './schema.ts';

/** More would crowd out everything else that a model is told. */
const maxTools = 64;
/** Providers of models take names of this length, a dot as two characters. */
const maxWireChars = 64;

export type ToolList = {
  readonly tools: readonly McpToolDefinition[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
};

/** What of a server's tools can be offered: names that fit, words within limits, arguments that can be checked. */
export function readToolList(server: string, given: readonly unknown[]): ToolList {
  const tools: McpToolDefinition[] = [];
  const leftOut: { name: string; why: string }[] = [];
  const taken = new Set<string>();
  for (const one of given) {
    const { name, description } = one as Readonly<Record<string, unknown>>;
    const written = typeof name === 'string' ? name : '';
    const wire = `mcp.${server}.${written}`.replaceAll('.', '__');
    const fault = faultOf(written, wire, { taken, count: tools.length });
    const read = fault === null ? readTool(one as Readonly<Record<string, unknown>>) : { fault };
    if ('fault' in read) {
      leftOut.push({ name: cleanLine(written, 80), why: read.fault });
      continue;
    }
    taken.add(wire.toLowerCase());
    const said = typeof description === 'string' ? cleanLine(description, 800) : '';
    tools.push({ name: written, description: said, ...read });
  }
  return { tools: tools.toSorted((a, b) => (a.name < b.name ? -1 : 1)), leftOut };
}

type ReadTool = Pick<McpToolDefinition, 'parameters' | 'hash'> | { readonly fault: string };

function readTool(given: Readonly<Record<string, unknown>>): ReadTool {
  const read = readSchema(given['inputSchema']);
  if ('fault' in read) return read;
  try {
    return { parameters: read.parameters, hash: hashOf(canonical(given)) };
  } catch {
    // RangeError: it is nested so deeply that it cannot be written out.
    return { fault: 'what is said of it is nested too deeply' };
  }
}

function faultOf(
  name: string,
  wire: string,
  { taken, count }: { readonly taken: ReadonlySet<string>; readonly count: number },
): string | null {
  if (!/^[A-Za-z0-9_.-]+$/u.test(name)) return 'its name has characters that a tool’s may not have';
  if (wire.length > maxWireChars) return 'its name is too long';
  if (taken.has(wire.toLowerCase())) return 'another one has this name';
  return count >= maxTools ? `the server has more than ${maxTools} tools` : null;
}

/** The same text for the same value, in whatever order it was written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, at: unknown) =>
    typeof at === 'object' && at !== null && !Array.isArray(at)
      ? Object.fromEntries(Object.entries(at).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : at,
  );
}

type Known = readonly Pick<McpToolDefinition, 'name' | 'description' | 'hash'>[];

/** What of two lists differs, in words for the owner. */
export function toolChanges(before: Known, now: Known): readonly string[] {
  const old = new Map(before.map((tool) => [tool.name, tool]));
  const current = new Set(now.map(({ name }) => name));
  return [
    ...now.flatMap((tool) => {
      const was = old.get(tool.name);
      if (!was) return [`New tool ${tool.name}: ${tool.description}`];
      if (was.hash === tool.hash) return [];
      if (was.description === tool.description) return [`Other arguments of ${tool.name}`];
      return [
        `Other description of ${tool.name}: ${tool.description} (it was: ${was.description})`,
      ];
    }),
    ...before.flatMap(({ name }) => (current.has(name) ? [] : [`No tool any more: ${name}`])),
  ];
}
