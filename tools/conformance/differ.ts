// Where two replies differ: place by place, so that one known difference in a long reply does not
// hide another one behind it.

import type { Field, Shape } from './shape.ts';

export interface Difference {
  /** `[1].flags`; empty: the reply as a whole. */
  readonly place: string;
  readonly stock: string;
  readonly ours: string;
}

const ABSENT = '(absent)';

export function differences(stock: Shape, ours: Shape, place = ''): readonly Difference[] {
  if (stock.kind === 'list' && ours.kind === 'list') return listDifferences(stock, ours, place);
  if (stock.kind === 'fields' && ours.kind === 'fields') {
    return fieldDifferences(stock, ours, place);
  }
  const [one, other] = [show(stock), show(ours)];
  return one === other ? [] : [{ place, stock: one, ours: other }];
}

type List = Extract<Shape, { kind: 'list' }>;
type Fields = Extract<Shape, { kind: 'fields' }>;

function listDifferences(stock: List, ours: List, place: string): readonly Difference[] {
  const found: Difference[] = typeDifference(stock, ours, place);
  if (stock.items.length !== ours.items.length && isFlat(stock) && isFlat(ours)) {
    return [...found, { place, stock: show(stock), ours: show(ours) }];
  }
  const length = Math.max(stock.items.length, ours.items.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [stock.items[at], ours.items[at]];
    found.push(...placeDifferences(one, other, `${place}[${at}]`));
  }
  return found;
}

function isFlat(list: List): boolean {
  return list.items.every((item) => item.kind === 'scalar');
}

function fieldDifferences(stock: Fields, ours: Fields, place: string): readonly Difference[] {
  const found: Difference[] = typeDifference(stock, ours, place);
  const stockFields = numbered(stock.fields);
  const ourFields = numbered(ours.fields);
  const names = [...new Set([...stockFields.keys(), ...ourFields.keys()])];
  for (const name of names) {
    const at = `${place}${place === '' ? '' : '.'}${name}`;
    found.push(...placeDifferences(stockFields.get(name), ourFields.get(name), at));
  }
  const common = (fields: ReadonlyMap<string, Shape>, other: ReadonlyMap<string, Shape>): string =>
    [...fields.keys()].filter((name) => other.has(name)).join(' ');
  const [order, ourOrder] = [common(stockFields, ourFields), common(ourFields, stockFields)];
  if (order !== ourOrder) found.push({ place: `${place}(order)`, stock: order, ours: ourOrder });
  return found;
}

/** A name that comes again gets a number. */
function numbered(fields: readonly Field[]): Map<string, Shape> {
  const result = new Map<string, Shape>();
  for (const { name, value } of fields) {
    let key = name;
    for (let again = 2; result.has(key); again += 1) key = `${name}#${again}`;
    result.set(key, value);
  }
  return result;
}

function placeDifferences(
  stock: Shape | undefined,
  ours: Shape | undefined,
  place: string,
): readonly Difference[] {
  if (stock !== undefined && ours !== undefined) return differences(stock, ours, place);
  const shown = (shape: Shape | undefined): string => (shape === undefined ? ABSENT : show(shape));
  return [{ place, stock: shown(stock), ours: shown(ours) }];
}

function typeDifference(stock: List | Fields, ours: List | Fields, place: string): Difference[] {
  if (stock.type === ours.type) return [];
  return [{ place: `${place}(type)`, stock: stock.type, ours: ours.type }];
}

export function show(shape: Shape): string {
  switch (shape.kind) {
    case 'scalar':
      return shape.type === '$' ? `$${JSON.stringify(shape.text)}` : `${shape.type}${shape.text}`;
    case 'list':
      return `${shape.type}${shape.items.length}[${shape.items.map(show).join(' ')}]`;
    case 'fields': {
      const fields = shape.fields.map(({ name, value }) => `${name}=${show(value)}`);
      return `${shape.type}{${fields.join(' ')}}`;
    }
  }
}
