import { posix } from 'node:path';
import { parseSync, Visitor } from 'vite';

/** One import as written, `target` resolved: a path in the repository, `node:…`, or a package name. */
export type SourceImport = {
  readonly target: string;
  readonly typeOnly: boolean;
  /** By `import()`: loaded when needed. */
  readonly lazy: boolean;
};

/** What the rules want to know of one file; paths are relative to the repository, with `/`. */
export type SourceFile = {
  readonly path: string;
  readonly code: string;
  readonly imports: readonly SourceImport[];
  readonly comments: readonly string[];
  readonly defaultExport: boolean;
  /** Identifiers and property names as written in code, without what stands in plain strings. */
  readonly names: ReadonlySet<string>;
};

/** Reads one file with the parser of the bundler. Throws when it does not parse. */
export function parseSource(path: string, code: string): SourceFile {
  const parsed = parseSync(path, code);
  const fault = parsed.errors[0];
  if (fault !== undefined) throw new Error(`${path}: ${fault.message}`);
  const names = new Set<string>();
  const imports: SourceImport[] = [];
  const add = (source: string, kind: { typeOnly: boolean; lazy: boolean }): void => {
    imports.push({ target: resolveImport(path, source), ...kind });
  };
  new Visitor({
    Identifier: (node) => void names.add(node.name),
    Property: (node) => addKey(names, node.key),
    PropertyDefinition: (node) => addKey(names, node.key),
    TSPropertySignature: (node) => addKey(names, node.key),
    MemberExpression: (node) => addKey(names, node.property),
    ImportDeclaration: (node) => {
      const parts = node.specifiers;
      const allTypes =
        parts.length > 0 &&
        parts.every((part) => part.type === 'ImportSpecifier' && part.importKind === 'type');
      add(node.source.value, { typeOnly: node.importKind === 'type' || allTypes, lazy: false });
    },
    ExportNamedDeclaration: (node) => {
      if (node.source)
        add(node.source.value, { typeOnly: node.exportKind === 'type', lazy: false });
    },
    ExportAllDeclaration: (node) =>
      add(node.source.value, { typeOnly: node.exportKind === 'type', lazy: false }),
    TSImportType: (node) => add(node.source.value, { typeOnly: true, lazy: false }),
    ImportExpression: (node) => {
      const { source } = node;
      if (source.type === 'Literal' && typeof source.value === 'string') {
        add(source.value, { typeOnly: false, lazy: true });
      }
    },
  }).visit(parsed.program);
  return {
    path,
    code,
    imports,
    comments: parsed.comments.map((comment) => comment.value),
    defaultExport: parsed.module.staticExports.some((statement) =>
      statement.entries.some((entry) => entry.exportName.kind === 'Default'),
    ),
    names,
  };
}

/** Only keys in quotes are new here; plain ones are identifiers and counted already. */
function addKey(names: Set<string>, key: { type: string; value?: unknown }): void {
  if (key.type === 'Literal' && typeof key.value === 'string') names.add(key.value);
}

function resolveImport(path: string, source: string): string {
  const plain = source.split('?')[0] ?? source;
  return plain.startsWith('.') ? posix.join(posix.dirname(path), plain) : plain;
}
