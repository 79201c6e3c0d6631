// The event stream, the newest last, with filters. It follows what comes until somebody scrolls up.

import type { VNode } from 'preact';
import { memo } from 'preact/compat';
import { useEffect, useRef, useState } from 'preact/hooks';
import { clockText } from './format.ts';
import { useTopic, useWords } from './hooks.ts';
import type { EventLine } from './wire.ts';

/** More than that are not drawn at once. */
const SHOWN_MAX = 300;
const BOTTOM_SLACK_PX = 24;

interface Choice {
  readonly search: string;
  readonly onlyImportant: boolean;
  readonly onlyGroup: boolean;
}

const EVERYTHING: Choice = { search: '', onlyImportant: false, onlyGroup: true };

export function Events({ group }: { readonly group: string | null }): VNode {
  const store = useTopic('events');
  const words = useWords();
  const [choice, setChoice] = useState<Choice>(EVERYTHING);
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const shown = store.events.filter((line) => fits(line, choice, group)).slice(-SHOWN_MAX);

  useEffect(() => {
    const { current } = list;
    if (current !== null && follows.current) current.scrollTop = current.scrollHeight;
  });

  return (
    <section class="card" aria-labelledby="events">
      <h3 id="events">{words.events.title}</h3>
      <Filters choice={choice} hasGroup={group !== null} onChoice={setChoice} />
      <div
        class="events"
        ref={list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard has to reach what scrolls
        tabIndex={0}
        role="log"
        aria-labelledby="events"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          follows.current = scrollTop + clientHeight >= scrollHeight - BOTTOM_SLACK_PX;
        }}
      >
        {shown.length === 0 && (
          <p class="quiet">
            {store.events.length === 0 ? words.events.none : words.events.noneFound}
          </p>
        )}
        {shown.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </div>
    </section>
  );
}

/** Drawn once: a line never changes. */
const Line = memo(function Line({ line }: { readonly line: EventLine }): VNode {
  return (
    <p class={`event ${line.level}`}>
      <time>{clockText(line.atMs)}</time> <b>{line.name}</b> {line.payload}
    </p>
  );
});

function Filters(props: {
  readonly choice: Choice;
  readonly hasGroup: boolean;
  readonly onChoice: (choice: Choice) => void;
}): VNode {
  const { choice, hasGroup, onChoice } = props;
  const words = useWords();
  return (
    <div class="filters">
      <input
        type="search"
        value={choice.search}
        placeholder={words.events.filter}
        aria-label={words.events.filter}
        onInput={({ currentTarget: { value } }) => onChoice({ ...choice, search: value })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={choice.onlyImportant}
          onChange={({ currentTarget: { checked } }) =>
            onChoice({ ...choice, onlyImportant: checked })
          }
        />
        {words.events.important}
      </label>
      {hasGroup && (
        <label class="check">
          <input
            type="checkbox"
            checked={choice.onlyGroup}
            onChange={({ currentTarget: { checked } }) =>
              onChoice({ ...choice, onlyGroup: checked })
            }
          />
          {words.events.thisGroup}
        </label>
      )}
    </div>
  );
}

/** `group`: the one that is looked at; null: none. */
function fits(line: EventLine, choice: Choice, group: string | null): boolean {
  const isOurs = line.group === group || line.group === null;
  if (choice.onlyGroup && group !== null && !isOurs) return false;
  if (choice.onlyImportant && line.level !== 'warning') return false;
  const text = `${line.name} ${line.payload}`.toLowerCase();
  return text.includes(choice.search.trim().toLowerCase());
}
