// Is a value as a schema of the API's description says? Knows as much of JSON Schema as that
// description uses, and refuses to judge by a word that it does not know.

type Schema = Readonly<Record<string, unknown>>;

const KNOWN = new Set([
  ...['$ref', 'type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const'],
  ...['oneOf', 'pattern', 'minimum', 'maximum', 'description'],
]);

/** What is wrong with it, by place; empty: nothing. */
export function faults(
  value: unknown,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  place = '$',
): readonly string[] {
  for (const word of Object.keys(schema)) if (!KNOWN.has(word)) throw new Error(`what is ${word}?`);
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const named = schemas[reference.split('/').at(-1) ?? ''];
    if (named === undefined) throw new Error(`there is no ${reference}`);
    return faults(value, named, schemas, place);
  }
  const options = schema['oneOf'];
  if (isSchemas(options)) {
    const found = options.map((option) => faults(value, option, schemas, place));
    return found.some((each) => each.length === 0) ? [] : found.flat();
  }
  const wanted = schema['enum'];
  if (Array.isArray(wanted) && !wanted.includes(value)) return [`${place}: not one of ${wanted}`];
  if ('const' in schema && schema['const'] !== value) return [`${place}: not ${schema['const']}`];
  const types = schema['type'];
  const allowed: readonly unknown[] = Array.isArray(types) ? types : [types];
  if (types !== undefined && !allowed.includes(kindOf(value))) {
    return [`${place}: ${kindOf(value)} instead of ${allowed}`];
  }
  const pattern = schema['pattern'];
  if (typeof pattern === 'string' && typeof value === 'string' && !RegExp(pattern).test(value)) {
    return [`${place}: ${value} is not ${pattern}`];
  }
  const [least, most] = [schema['minimum'], schema['maximum']];
  if (typeof value === 'number' && typeof least === 'number' && value < least)
    return [`${place}: < ${least}`];
  if (typeof value === 'number' && typeof most === 'number' && value > most)
    return [`${place}: > ${most}`];
  return [...members(value, schema, schemas, place), ...items(value, schema, schemas, place)];
}

function members(
  value: unknown,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  place: string,
): readonly string[] {
  if (!isSchema(value)) return [];
  const properties = schema['properties'];
  const known = isSchema(properties) ? properties : {};
  const required = schema['required'];
  const found = (Array.isArray(required) ? required : [])
    .filter((name) => !Object.hasOwn(value, String(name)))
    .map((name) => `${place}: ${name} is missing`);
  for (const [name, each] of Object.entries(value)) {
    const member = known[name];
    if (isSchema(member)) found.push(...faults(each, member, schemas, `${place}.${name}`));
    else if (schema['additionalProperties'] === false) found.push(`${place}: ${name} is too much`);
  }
  return found;
}

function items(
  value: unknown,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  place: string,
): readonly string[] {
  const each = schema['items'];
  if (!Array.isArray(value) || !isSchema(each)) return [];
  return value.flatMap((item, at) => faults(item, each, schemas, `${place}[${at}]`));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSchemas(value: unknown): value is readonly Schema[] {
  return Array.isArray(value);
}
