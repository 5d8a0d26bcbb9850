import type { Both } from '../i18n';

/** What a definition may say of a form (docs/definition-language.md): JSON Schema and our names in two languages. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  title?: string;
  description?: string;
  'x-title-en'?: string;
  'x-help-en'?: string;
  'x-unit'?: string;
  'x-enum-titles'?: Record<string, Both>;
  enum?: (string | number)[];
  const?: unknown;
  format?: string;
  minimum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** Follows references within the document. What stands beside a reference says more than what it leads to. */
export function resolve(root: Schema, schema: Schema): Schema {
  let found = schema;
  for (let hops = 0; found.$ref !== undefined && hops < 32; hops++) {
    const { $ref, ...beside } = found;
    let at: unknown = root;
    for (const part of $ref.replace(/^#\/?/, '').split('/').filter(Boolean)) at = (at as Record<string, unknown> | undefined)?.[unescape(part)];
    found = { ...(at as Schema), ...beside };
  }
  return found;
}

export function titleOf(schema: Schema, name: string): Both {
  return { zh: schema.title ?? name, en: schema['x-title-en'] ?? schema.title ?? name };
}

export function helpOf(schema: Schema): Both {
  return { zh: schema.description ?? '', en: schema['x-help-en'] ?? schema.description ?? '' };
}

export function enumTitle(schema: Schema, value: string | number): Both {
  return schema['x-enum-titles']?.[String(value)] ?? { zh: String(value), en: String(value) };
}

/** The properties of an object, in the order of the file they were written in. */
export function fields(schema: Schema): [string, Schema][] {
  return Object.entries(schema.properties ?? {});
}

function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function escape(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A JSON pointer (RFC 6901), as the server names fields. */
export function join(pointer: string, part: string | number): string {
  return `${pointer}/${escape(String(part))}`;
}

export function parts(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescape);
}

export function valueAt(value: unknown, pointer: string): unknown {
  let at = value;
  for (const part of parts(pointer)) at = (at as Record<string, unknown> | undefined)?.[part];
  return at;
}

/** The schema of a place in a form, what leads there is called, and where it stands among the others. */
export function schemaAt(root: Schema, pointer: string): { schema: Schema; titles: Both[]; order: number[] } {
  const titles: Both[] = [], order: number[] = [];
  let at = resolve(root, root);
  for (const part of parts(pointer)) {
    if (at.type === 'array') {
      titles.push({ zh: String(Number(part) + 1), en: String(Number(part) + 1) });
      order.push(Number(part));
      at = resolve(root, at.items ?? {});
    } else {
      order.push(fields(at).findIndex(([name]) => name === part));
      at = resolve(root, at.properties?.[part] ?? {});
      titles.push(titleOf(at, part));
    }
  }
  return { schema: at, titles, order };
}

/** Which of two places comes first in the form. */
export function inOrder(root: Schema, a: string, b: string): number {
  const x = schemaAt(root, a).order, y = schemaAt(root, b).order;
  const i = x.findIndex((n, k) => n !== y[k]);
  return i < 0 ? x.length - y.length : (x[i] ?? 0) - (y[i] ?? -1);
}

/** A copy with another value at a place; what leads there is made as it is needed. Undefined takes the place away. */
export function withValue(value: unknown, pointer: string, to: unknown, root: string[] = parts(pointer)): unknown {
  const [part, ...rest] = root;
  if (part === undefined) return to;
  if (Array.isArray(value)) {
    const list = [...(value as unknown[])];
    list[Number(part)] = withValue(list[Number(part)], '', to, rest);
    return list;
  }
  const copy = { ...(value as Record<string, unknown> | undefined) };
  const below = withValue(copy[part], '', to, rest);
  if (below === undefined) return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== part));
  return { ...copy, [part]: below };
}
