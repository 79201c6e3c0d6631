// The alerts and the dashboard ask for what there is: every metric is one of the catalogue or of
// Prometheus itself, every label is one that it has, and so are the values of labels that are words
// of ours. Every alert has its part in docs/operating/alerts.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { type Matcher, readExpression } from './promql.ts';
import { type Scraped, scrape } from './scrape.ts';

const RULES = 'etc/prometheus/vedette.rules.yml';
const CASES = 'etc/prometheus/vedette.rules.test.yml';
const DASHBOARD = 'etc/grafana/vedette.json';
const PAGE = 'docs/operating/alerts.md';

/** Prometheus gives them to whatever it scrapes. */
const OF_TARGET = ['job', 'instance'];
const OF_PROMETHEUS = ['up', 'ALERTS'];
/** Their values are words of ours, and not names of what somebody runs. */
const WORDS = ['severity', 'outcome', 'result', 'cause', 'stage', 'event'];

let scraped: Scraped = new Map();
before(async () => {
  scraped = await scrape();
});

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<'summary' | 'description' | 'runbook_url', string>>;
}

function rules(): readonly Rule[] {
  const file: { groups: { name: string; rules: Rule[] }[] } = parse(readFileSync(RULES, 'utf8'));
  return file.groups.flatMap((group) => group.rules);
}

/** The labels that samples of a metric have. */
function labelsOf(metric: string): readonly string[] {
  if (OF_PROMETHEUS.includes(metric)) return OF_TARGET;
  const labels = scraped.get(metric);
  assert.ok(labels !== undefined, `there is no metric ${metric}`);
  return [...OF_TARGET, ...labels.keys()];
}

/** Gives the labels that the result may have. */
function checkExpression(expression: string): ReadonlySet<string> {
  const { selectors, grouping } = readExpression(expression);
  assert.ok(selectors.length > 0, expression);
  const known = new Set<string>();
  const result = new Set(grouping);
  for (const { metric, matchers, isBare } of selectors) {
    const labels = labelsOf(metric);
    for (const label of labels) {
      known.add(label);
      if (isBare) result.add(label);
    }
    for (const matcher of matchers) checkMatcher(metric, labels, matcher);
  }
  for (const label of grouping) assert.ok(known.has(label), `${label} in ${expression}`);
  return result;
}

function checkMatcher(metric: string, labels: readonly string[], matcher: Matcher): void {
  const { label, operator, value } = matcher;
  assert.ok(labels.includes(label), `${metric} has no label ${label}`);
  if (!WORDS.includes(label)) return;
  const words = operator.endsWith('~') ? value.split('|') : [value];
  for (const word of words) {
    assert.ok(scraped.get(metric)?.get(label)?.has(word), `${metric}{${label}="${word}"}`);
  }
}

describe('the check itself', () => {
  for (const [expression, reason] of [
    ['vedette_master_gone == 1', /there is no metric vedette_master_gone/],
    ['vedette_master_down{name="a"}', /no label name/],
    ['vedette_findings{severity="loud"}', /severity="loud"/],
    ['vedette_failovers_total{outcome=~"led|lost"}', /outcome="lost"/],
    ['sum by (master) (vedette_master_down)', /master in/],
    ['sum by (group) (vedette_master_down', /at \d+ of/],
  ] as const) {
    test(`finds fault with ${expression}`, () => {
      assert.throws(() => checkExpression(expression), reason);
    });
  }
});

describe(RULES, () => {
  const page = readFileSync(PAGE, 'utf8');
  const anchors = [...page.matchAll(/^## (\w+)$/gm)].map(([, name = '']) => name);

  for (const rule of rules()) {
    test(`${rule.alert} asks for what there is, and says so`, () => {
      const labels = checkExpression(rule.expr);
      const { summary, description, runbook_url: runbook } = rule.annotations;
      for (const [, label = ''] of `${summary} ${description}`.matchAll(/\$labels\.(\w+)/g)) {
        assert.ok(labels.has(label), `${label} is no label of ${rule.expr}`);
      }
      assert.match(rule.for ?? '1m', /^\d+[smh]$/);
      assert.match(rule.labels.severity, /^(?:critical|warning|info)$/);
      assert.equal(runbook, `${PAGE}#${rule.alert.toLowerCase()}`);
      assert.ok(anchors.includes(rule.alert), `${PAGE} has no part about ${rule.alert}`);
    });
  }

  test('what the runbooks cure is found from its alert', () => {
    const parts = new Map(page.split('\n## ').map((part) => [part.split('\n', 1)[0] ?? '', part]));
    const led = (name: string, anchor: string): void => {
      assert.ok(parts.get(name)?.includes(`(../runbooks.md#${anchor})`), `${name} to ${anchor}`);
    };
    led('VedetteMasterDown', 'a-node-is-down-and-comes-back');
    led('VedetteMastersDiffer', 'sentinels-that-do-not-agree');
    led('VedetteNoPromotableReplica', 'no-replica-may-be-promoted');
    led('VedetteMajorityCannotWrite', 'a-disk-that-is-full');
    led('VedetteFileNotWritten', 'a-disk-that-is-full');
    led('VedetteReplicaDown', 'add-and-remove-a-replica');
    led('VedetteHellosMissing', 'add-and-remove-a-sentinel');
  });

  test('each alert has a name of its own, and the page has no others', () => {
    const names = rules().map(({ alert }) => alert);
    assert.ok(names.length > 20);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(anchors, names);
  });
});

test('the cases for promtool name alerts and metrics that are there', () => {
  const names = rules().map(({ alert }) => alert);
  const cases: {
    tests: {
      input_series: { series: string }[];
      promql_expr_test: { expr: string; exp_samples: { labels: string }[] }[];
    }[];
  } = parse(readFileSync(CASES, 'utf8'));
  for (const { input_series: inputs, promql_expr_test: checks } of cases.tests) {
    for (const { series } of inputs) checkSeries(series);
    for (const { exp_samples: samples } of checks) {
      for (const { labels } of samples) {
        const name = /alertname="(\w+)"/.exec(labels)?.[1] ?? '';
        assert.ok(names.includes(name), labels);
      }
    }
  }
});

/** Values in these are anybody's: a redis_exporter has labels of its own as well. */
function checkSeries(series: string): void {
  for (const { metric, matchers } of readExpression(series).selectors) {
    for (const { label } of matchers) assert.ok(labelsOf(metric).includes(label), series);
  }
}

describe(DASHBOARD, () => {
  const text = readFileSync(DASHBOARD, 'utf8');
  const dashboard: {
    panels: { id: number; title: string; description?: string; targets?: { expr: string }[] }[];
    annotations: { list: { expr: string }[] };
    templating: { list: { name: string; definition?: string }[] };
  } = JSON.parse(text);

  /** As Grafana would fill them in. */
  const filled = (expression: string): string =>
    expression.replaceAll(/\$__(?:rate_interval|range|interval)/g, '5m');

  for (const { title, description, targets = [] } of dashboard.panels) {
    if (targets.length === 0) continue;
    test(`${title} asks for what there is, and says what it shows`, () => {
      for (const { expr } of targets) checkExpression(filled(expr));
      assert.ok(description !== undefined && description !== '');
    });
  }

  test('so do the marks in time and the choices', () => {
    for (const { expr } of dashboard.annotations.list) checkExpression(filled(expr));
    for (const { definition } of dashboard.templating.list) {
      if (definition === undefined) continue;
      const [, expression = '', label = ''] =
        /^label_values\((.+), (\w+)\)$/.exec(definition) ?? assert.fail(definition);
      checkExpression(expression);
      const metric = readExpression(expression).selectors[0]?.metric ?? '';
      assert.ok(labelsOf(metric).includes(label), definition);
    }
  });

  test('every variable that is used is one that can be chosen', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    for (const [, name = ''] of text.matchAll(/\$\{?([a-z]\w*)\}?/g)) {
      assert.ok(names.includes(name), name);
    }
  });

  test('no two panels have one number', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
});
