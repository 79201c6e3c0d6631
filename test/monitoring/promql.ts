// What a PromQL expression asks for: its metrics with the labels that it picks them by, and the
// labels that its result has. Read with the grammar of Prometheus itself.

import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

export interface Matcher {
  readonly label: string;
  /** `=`, `!=`, `=~` or `!~` */
  readonly operator: string;
  readonly value: string;
}

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** In no sum, so that its labels are those of the result. */
  readonly isBare: boolean;
}

export interface Asked {
  readonly selectors: readonly Selector[];
  /** Of `by`, `on` and the like. */
  readonly grouping: readonly string[];
}

/** Throws an error that names the place where the expression is none. */
export function readExpression(expression: string): Asked {
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  const text = ({ from, to }: SyntaxNode): string => expression.slice(from, to);
  const labelsIn = (node: SyntaxNode): readonly string[] => node.getChildren('LabelName').map(text);
  parser.parse(expression).iterate({
    enter({ type, from, node }) {
      if (type.isError) throw new Error(`at ${from} of ${expression}`);
      if (type.name === 'GroupingLabels') grouping.push(...labelsIn(node));
      if (type.name === 'VectorSelector') selectors.push(readSelector(node, text));
    },
  });
  return { selectors, grouping };
}

function readSelector(node: SyntaxNode, text: (node: SyntaxNode) => string): Selector {
  const name = node.getChild('Identifier');
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return {
    metric: name === null ? '' : text(name),
    matchers: matchers.map((matcher) => readMatcher(matcher, text)),
    isBare: !isInAggregate(node),
  };
}

function readMatcher(node: SyntaxNode, text: (node: SyntaxNode) => string): Matcher {
  const part = (name: string): string => {
    const child = node.getChild(name);
    return child === null ? '' : text(child);
  };
  return {
    label: part('LabelName'),
    operator: part('MatchOp'),
    value: part('StringLiteral').slice(1, -1),
  };
}

function isInAggregate(node: SyntaxNode): boolean {
  for (let above = node.parent; above !== null; above = above.parent) {
    if (above.name === 'AggregateExpr') return true;
  }
  return false;
}
