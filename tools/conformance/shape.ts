// Brings a reply into the form in which it is compared. What is a table under another name (INFO,
// CLIENT LIST, a flat array of names and values) becomes fields; what comes in the order of a hash
// table is sorted; what no two processes have alike is masked, by rules with names.

import { isScalar, stringOf, type Wire } from './wire.ts';

/** A reply as it is compared. */
export type Shape =
  | { readonly kind: 'scalar'; readonly type: string; readonly text: string }
  | { readonly kind: 'list'; readonly type: string; readonly items: readonly Shape[] }
  | { readonly kind: 'fields'; readonly type: string; readonly fields: readonly Field[] };

export interface Field {
  readonly name: string;
  readonly value: Shape;
}

/** What a value is masked by: only a text of the right form is, so that a wrong kind shows. */
export interface Mask {
  readonly name: string;
  readonly command: RegExp;
  /** Of the field that holds it; absent: of the reply itself, or any of its items. */
  readonly field?: RegExp;
  readonly text: RegExp;
  readonly keepsLength?: true;
}

const ANY = /^/;
/** By chance it is that of a port, and has its common name by then. */
const NUMBER = /^(-?[0-9]+|<(own|peer)-port>)$/;
const INSTANCES = /^sentinel (masters|master|replicas|slaves|sentinels|primaries|primary)\b/;
const CLIENTS = /^client (list|info)\b|^acl log\b/;

/** Every rule by which two different values count as the same. */
const MASKS: readonly Mask[] = [
  {
    name: 'age',
    command: INSTANCES,
    field: /^(last-.*|info-refresh|role-reported-time|[so]-down-time|master-link-down-time)$/,
    text: NUMBER,
  },
  { name: 'offset', command: INSTANCES, field: /^slave-repl-offset$/, text: NUMBER },
  { name: 'pending', command: INSTANCES, field: /^link-pending-commands$/, text: /^[0-9]{1,3}$/ },
  { name: 'client id', command: /^client (id|getredir)\b/, text: /^[1-9][0-9]*$/ },
  { name: 'client id', command: /^client trackinginfo\b/, field: /^redirect$/, text: /^[1-9]/ },
  { name: 'client id', command: /^hello\b/, field: /^id$/, text: NUMBER },
  { name: 'random', command: /^acl genpass\b/, text: /^[0-9a-f]+$/, keepsLength: true },
  { name: 'age', command: /^sentinel info-cache\b/, text: NUMBER },
  { name: 'text of a node', command: /^sentinel info-cache\b/, text: /^# Server\r\n/ },
  {
    name: 'client',
    command: CLIENTS,
    field: /^(id|age|idle|fd|addr|laddr)$/,
    text: /^-?[0-9]+$|^[0-9.]+:[0-9]+$/,
  },
  {
    name: 'buffer',
    command: CLIENTS,
    field: /^(qbuf|qbuf-free|argv-mem|multi-mem|rbs|rbp|obl|oll|omem|tot-mem)$/,
    text: /^[0-9]+$/,
  },
  {
    name: 'entry',
    command: /^acl log\b/,
    field: /^(age-seconds|entry-id|timestamp-(created|last-updated))$/,
    text: /^[0-9.]+$/,
  },
  {
    name: 'process',
    command: /^info\b/,
    field:
      /^(hz|os|monotonic_clock|multiplexing_api|atomicvar_api|gcc_version|executable|process_id)$/,
    text: /./,
  },
  {
    name: 'build',
    command: /^info\b/,
    field: /^(redis_git_sha1|redis_git_dirty|redis_build_id|run_id)$/,
    text: /^[0-9a-f]+$/,
  },
  {
    name: 'measured',
    command: /^info\b/,
    field:
      /^(server_time_usec|uptime_in_.*|lru_clock|connected_clients|total_.*|instantaneous_.*|used_cpu_.*|client_recent_max_.*|pubsub_.*|unexpected_error_replies|latest_fork_usec|rejected_connections|expire_cycle_.*|io_threaded_.*|reply_buffer_.*|evicted_clients|tracking_clients)$/,
    text: /^[0-9.]+$/,
  },
];

/** Own names of a server (its id, its port, its folder) in both servers' words. */
export type Identity = readonly (readonly [own: string, common: string])[];

/** `command`: the words in lower case, with one space between. */
export function shapeOf(value: Wire, command: string, identity: Identity): Shape {
  const shape = structure(value, command, identity);
  return masked(ordered(shape, command), command, null);
}

function structure(value: Wire, command: string, identity: Identity): Shape {
  if (isScalar(value)) {
    const text = withCommonNames(value.text, identity);
    if (value.type === '$' && command.startsWith('info')) return infoFields(text);
    if (/^client (list|info)\b/.test(command) && '$='.includes(value.type)) {
      return clientLines(value.type, text.replace(/^txt:/, ''));
    }
    if (value.type === '$' && /^acl (list|getuser|log)\b/.test(command)) return aclText(text);
    return { kind: 'scalar', type: value.type, text };
  }
  const items = value.items.map((item) => structure(item, command, identity));
  if (value.type === '%' || value.type === '|' || isFlatMap(value.items, command)) {
    const names = value.items.map((item) => stringOf(item));
    return { kind: 'fields', type: value.type, fields: pairs(names, items) };
  }
  return { kind: 'list', type: value.type, items };
}

function withCommonNames(text: string, identity: Identity): string {
  let result = text;
  for (const [own, common] of identity) {
    if (!result.includes(own)) continue;
    const number = /^[0-9]+$/.test(own);
    result = number
      ? result.replaceAll(new RegExp(`(?<![0-9])${own}(?![0-9])`, 'g'), common)
      : result.replaceAll(own, common);
  }
  return result;
}

/** Which flat arrays of RESP2 are maps. */
const FLAT_MAPS =
  /^(hello|sentinel (masters?|replicas|slaves|sentinels|primar.*|config|debug|pending-scripts|info-cache)|acl (getuser|log)|command docs|client trackinginfo)\b/;
const FIELD_NAME = /^[\w:.|-]+$/;

function isFlatMap(items: readonly Wire[], command: string): boolean {
  if (items.length < 2 || items.length % 2 !== 0 || !FLAT_MAPS.test(command)) return false;
  return items.every((item, at) => at % 2 === 1 || FIELD_NAME.test(stringOf(item) ?? ''));
}

function pairs(names: readonly (string | null)[], items: readonly Shape[]): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at + 1 < items.length; at += 2) {
    const value = items[at + 1];
    if (value !== undefined) fields.push({ name: names[at] ?? '?', value });
  }
  return fields;
}

function bulk(text: string): Shape {
  return { kind: 'scalar', type: '$', text };
}

function infoFields(text: string): Shape {
  const fields: Field[] = [];
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) fields.push({ name: line === '' ? '(blank)' : line, value: bulk('') });
    else fields.push({ name: line.slice(0, colon), value: bulk(line.slice(colon + 1)) });
  }
  return { kind: 'fields', type: '$', fields };
}

function clientLines(type: string, text: string): Shape {
  return { kind: 'list', type, items: text.split('\n').map(clientLine) };
}

function clientLine(line: string): Shape {
  const words = line.split(' ').filter((word) => word !== '');
  const fields = words.map((word) => {
    const [name = '', ...rest] = word.split('=');
    return { name, value: bulk(rest.join('=')) };
  });
  return { kind: 'fields', type: '$', fields };
}

/** A user with its rules, or who was refused. */
function aclText(text: string): Shape {
  if (text.startsWith('id=')) return clientLine(text);
  // What deviates from the rule of all commands comes in the order of a hash table.
  const words = text.split(' ');
  const isException = (word: string): boolean => /^[+-][^@]/.test(word);
  const exceptions = words.filter(isException).sort();
  return bulk(words.map((word) => (isException(word) ? exceptions.shift() : word)).join(' '));
}

/** Replies whose order is that of a hash table with a seed of its own. */
const UNORDERED =
  /^(sentinel (masters|replicas|slaves|sentinels|primaries)|command (list|docs|info)\b|acl (cat|list|users)|role)\b|^command$/;

function ordered(shape: Shape, command: string): Shape {
  if (!UNORDERED.test(command)) return shape;
  if (shape.kind === 'fields') {
    if (!command.startsWith('command docs')) return shape;
    const fields = sortedFields(shape.fields).map(({ name, value }) => ({
      name,
      value: subcommandDocs(value),
    }));
    return { ...shape, fields };
  }
  return /^command( info)?$|^command info\b/.test(command) ? byName(shape) : sorted(shape);
}

/** A list whose items have names (the first string in them) as fields, sorted. */
function byName(shape: Shape): Shape {
  if (shape.kind !== 'list') return shape;
  const fields = shape.items.map((item) => ({
    name: nameOf(item),
    value: subcommandsByName(item),
  }));
  return { ...shape, kind: 'fields', fields: fields.sort((a, b) => compare(a.name, b.name)) };
}

function subcommandDocs(shape: Shape): Shape {
  if (shape.kind !== 'fields') return shape;
  const fields = shape.fields.map(({ name, value }) => {
    if (name !== 'subcommands' || value.kind !== 'fields') return { name, value };
    return { name, value: { ...value, fields: sortedFields(value.fields) } };
  });
  return { ...shape, fields };
}

function sortedFields(fields: readonly Field[]): readonly Field[] {
  return [...fields].sort((a, b) => compare(a.name, b.name));
}

/** COMMAND INFO has the subcommands in the tenth place, and sets of flags in some others. */
function subcommandsByName(shape: Shape): Shape {
  if (shape.kind !== 'list') return shape;
  const items = shape.items.map((item, place) => {
    if (place === 9) return byName(item);
    return place === 2 || place === 6 ? sorted(item) : item;
  });
  return { ...shape, items };
}

/** A list of names is a set of them, so that each that differs is found by its name. */
function sorted(shape: Shape): Shape {
  if (shape.kind !== 'list') return shape;
  if (shape.items.length > 0 && shape.items.every(({ kind }) => kind === 'scalar')) {
    const fields = shape.items.map((item) => ({ name: nameOf(item), value: item }));
    return { ...shape, kind: 'fields', fields: fields.sort((a, b) => compare(a.name, b.name)) };
  }
  const items = shape.items.map((item) => (item.kind === 'list' ? sorted(item) : item));
  return { ...shape, items: items.sort((a, b) => compare(nameOf(a), nameOf(b))) };
}

function nameOf(shape: Shape): string {
  if (shape.kind === 'scalar') return shape.text;
  if (shape.kind === 'list') return shape.items[0] === undefined ? '' : nameOf(shape.items[0]);
  const [first] = shape.fields;
  return first === undefined ? '' : nameOf(first.value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function masked(shape: Shape, command: string, field: string | null): Shape {
  switch (shape.kind) {
    case 'scalar': {
      if (shape.type === '-') return shape;
      const mask = MASKS.find((each) => covers(each, command, field) && each.text.test(shape.text));
      if (mask === undefined) return shape;
      const length = mask.keepsLength === true ? ` of ${shape.text.length}` : '';
      return { ...shape, text: `<${mask.name}${length}>` };
    }
    case 'list':
      return { ...shape, items: shape.items.map((item) => masked(item, command, field)) };
    case 'fields':
      return {
        ...shape,
        fields: shape.fields.map(({ name, value }) => ({
          name,
          value: masked(value, command, name),
        })),
      };
  }
}

function covers(mask: Mask, command: string, field: string | null): boolean {
  return mask.command.test(command) && (mask.field ?? ANY).test(field ?? '');
}
