// All groups, the worst first: one line each. A line is drawn again only when its own group has
// changed, so that five hundred of them cost no more than one.

import type { VNode } from 'preact';
import { memo } from 'preact/compat';
import { useState } from 'preact/hooks';
import { addressText } from './format.ts';
import { HealthMark } from './health-mark.tsx';
import { useAround, useTopic, useWords } from './hooks.ts';
import type { Store } from './store.ts';
import type { GroupPicture } from './wire.ts';

export function Overview({ chosen }: { readonly chosen: string | null }): VNode {
  const store = useTopic('list');
  const words = useWords();
  const [search, setSearch] = useState('');
  const [onlyProblems, setOnlyProblems] = useState(false);
  const names = store.order.filter((name) => fits(store, name, search, onlyProblems));
  const bad = store.order.filter((name) => needsAttention(store.groups.get(name))).length;
  return (
    <nav class="overview" aria-label={words.groups.title}>
      <h2>{words.groups.title}</h2>
      <p class="quiet" role="status">
        {words.groups.summary(store.order.length, bad)}
      </p>
      <div class="filters">
        <input
          type="search"
          value={search}
          placeholder={words.groups.search}
          aria-label={words.groups.search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={onlyProblems}
            onChange={({ currentTarget }) => setOnlyProblems(currentTarget.checked)}
          />
          {words.groups.onlyProblems}
        </label>
      </div>
      {names.length === 0 && (
        <p class="quiet">{store.order.length === 0 ? words.groups.none : words.groups.noneFound}</p>
      )}
      <ul class="group-list">
        {names.map((name) => (
          <GroupLine key={name} name={name} isChosen={name === chosen} />
        ))}
      </ul>
    </nav>
  );
}

const GroupLine = memo(function GroupLine({
  name,
  isChosen,
}: {
  readonly name: string;
  readonly isChosen: boolean;
}): VNode | null {
  const store = useTopic(`group ${name}`);
  const words = useWords();
  const group = store.groups.get(name);
  if (group === undefined) return null;
  const up = group.replicas.filter((each) => each.downSinceMs === null && each.linkUp).length;
  const { have, known } = group.reachable;
  return (
    <li>
      <a
        class="group-line"
        href={`#/group/${encodeURIComponent(name)}`}
        aria-current={isChosen ? 'page' : undefined}
      >
        <span class="group-name">{name}</span>
        <HealthMark health={group.health} />
        <span class="quiet address">{addressText(group.master)}</span>
        <span class="quiet">
          {words.groups.replicas(up, group.replicas.length)} · {words.groups.sentinels(have, known)}
        </span>
      </a>
    </li>
  );
});

function fits(store: Store, name: string, search: string, onlyProblems: boolean): boolean {
  const group = store.groups.get(name);
  if (group === undefined || (onlyProblems && !needsAttention(group))) return false;
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return true;
  const places = [group.master, ...group.replicas].map(addressText);
  return [name, ...places].some((text) => text.toLowerCase().includes(wanted));
}

function needsAttention(group: GroupPicture | undefined): boolean {
  return group !== undefined && (group.health === 'critical' || group.health === 'warning');
}

/** Where there is one group only, nobody has to choose. */
export function useOnlyGroup(): string | null {
  const store = useTopic('list');
  useAround();
  return store.order.length === 1 ? (store.order[0] ?? null) : null;
}
