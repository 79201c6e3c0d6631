// The body of a change: one JSON object with known members, each of its kind. What is wrong is told
// by the member's name.

export interface Member {
  readonly kind: 'text' | 'flag' | 'whole';
  readonly needed?: boolean;
}

export type Members<N extends string> = Readonly<Record<N, Member>>;
export type Values = Readonly<Record<string, string | boolean | number | undefined>>;

const KINDS: Readonly<Record<Member['kind'], (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  flag: (value) => typeof value === 'boolean',
  whole: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
};

const SAID: Readonly<Record<Member['kind'], string>> = {
  text: 'a text',
  flag: 'true or false',
  whole: 'a whole number, 0 or more',
};

/** A sentence instead of values: what is wrong. */
export function readBody<N extends string>(
  body: unknown,
  members: Members<N>,
): { readonly [K in N]?: unknown } | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return 'The body is a JSON object';
  }
  const values: { [K in N]?: unknown } = {};
  for (const [name, value] of Object.entries(body)) {
    if (!isMember(name, members)) return `There is no member ${JSON.stringify(name)}`;
    const { kind } = members[name];
    if (!KINDS[kind](value)) return `${name} is ${SAID[kind]}`;
    values[name] = value;
  }
  for (const name in members) {
    if (members[name].needed === true && values[name] === undefined) return `${name} is missing`;
  }
  return values;
}

function isMember<N extends string>(name: string, members: Members<N>): name is N {
  return Object.hasOwn(members, name);
}
