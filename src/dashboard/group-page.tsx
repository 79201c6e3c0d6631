// Everything about one group. The picture comes with the stream; what takes longer to tell (the
// findings, the history) is asked for when something has changed, and now and then.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, order, pathOf } from './api.ts';
import { Events } from './events.tsx';
import { FailoverDialog } from './failover-dialog.tsx';
import { Findings } from './findings.tsx';
import { durationText } from './format.ts';
import { HealthMark } from './health-mark.tsx';
import { History } from './history.tsx';
import { useAround, useNow, useTopic } from './hooks.ts';
import { Lag } from './lag.tsx';
import { wordFor } from './language.ts';
import { Nodes } from './nodes.tsx';
import { Picture } from './picture.tsx';
import type { GroupDetail, GroupPicture } from './wire.ts';

const PAUSE_MS = 600_000;
/** Changes that follow each other closely are asked about once. */
const SETTLE_MS = 300;
const REFRESH_MS = 5_000;

export function GroupPage({ name }: { readonly name: string }): VNode {
  const { words } = useAround();
  const group = useTopic(`group ${name}`).groups.get(name);
  const detail = useDetail(name, group);
  const [isOpen, setIsOpen] = useState(false);
  if (group === undefined) {
    return (
      <main id="content" tabIndex={-1}>
        <p class="quiet">{words.groups.gone}</p>
      </main>
    );
  }
  return (
    <main id="content" tabIndex={-1}>
      <p class="back">
        <a href="#/">← {words.groups.all}</a>
      </p>
      <div class="group-head">
        <h2>{name}</h2>
        <HealthMark health={group.health} />
        <span class="actions">
          <button type="button" class="main" onClick={() => setIsOpen(true)}>
            {words.failover.open}…
          </button>
          <PauseButton group={group} />
        </span>
      </div>
      <p class="says" role="status">
        {wordFor(words.gates, awaitedBy(group))}
      </p>
      <State group={group} />
      <section class="card" aria-label={words.picture.title(name)}>
        <Picture group={group} />
      </section>
      <Findings found={detail?.found ?? null} />
      <History past={detail?.history ?? null} />
      <Events group={name} />
      <Lag group={group} />
      <Nodes group={group} />
      {isOpen && <FailoverDialog group={group} onClose={() => setIsOpen(false)} />}
    </main>
  );
}

/** A quorum that is larger than the number of Sentinels is not waited for. */
function awaitedBy({ waitsFor, agreeing, reachable }: GroupPicture): string {
  const isNever = waitsFor === 'objectively-down' && agreeing.need > reachable.known;
  return isNever ? 'never-agreed' : waitsFor;
}

function State({ group }: { readonly group: GroupPicture }): VNode {
  const { words } = useAround();
  const now = useNow(1_000);
  const { failover, pausedUntilMs, agreeing, reachable } = group;
  return (
    <>
      {failover !== null && (
        <p class="banner">
          <strong>
            {words.failsOver}: {wordFor(words.stages, failover.stage)}
          </strong>{' '}
          {words.votes(failover.votes.have, failover.votes.need)}
        </p>
      )}
      {pausedUntilMs !== null && (
        <p class="banner">{words.paused(durationText(pausedUntilMs - now))}</p>
      )}
      <dl class="facts">
        <div>
          <dt>{words.facts.quorum}</dt>
          <dd>{group.quorum}</dd>
        </div>
        <div>
          <dt>{words.facts.reachable}</dt>
          <dd>{words.facts.needed(reachable.have, reachable.need)}</dd>
        </div>
        <div>
          <dt>{words.facts.agreeing}</dt>
          <dd>{words.facts.needed(agreeing.have, agreeing.need)}</dd>
        </div>
        <div>
          <dt>{words.facts.epoch}</dt>
          <dd>{group.configEpoch}</dd>
        </div>
      </dl>
    </>
  );
}

function PauseButton({ group }: { readonly group: GroupPicture }): VNode {
  const { words, unlock } = useAround();
  const [problem, setProblem] = useState('');
  const isPaused = group.pausedUntilMs !== null;

  async function send(): Promise<void> {
    const body = isPaused ? {} : { forMs: PAUSE_MS };
    const result = await order(`${pathOf(group.name)}/${isPaused ? 'resume' : 'pause'}`, body);
    setProblem(result.ok || result.status === 401 ? '' : result.message);
    if (!result.ok && result.status === 401) unlock(() => void send());
  }

  return (
    <>
      <button type="button" onClick={() => void send()}>
        {isPaused ? words.pause.resume : words.pause.pause}
      </button>
      {problem !== '' && (
        <span class="wrong" role="alert">
          {words.pause.failed}: {problem}
        </span>
      )}
    </>
  );
}

function useDetail(name: string, group: GroupPicture | undefined): GroupDetail | null {
  const [detail, setDetail] = useState<GroupDetail | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const read = async (): Promise<void> => {
      const result = await ask<GroupDetail>(pathOf(name));
      if (isCurrent && result.ok) setDetail(result.value);
    };
    const soon = setTimeout(() => void read(), detail?.name === name ? SETTLE_MS : 0);
    const again = setInterval(() => void read(), REFRESH_MS);
    return () => {
      isCurrent = false;
      clearTimeout(soon);
      clearInterval(again);
    };
  }, [name, group]);
  return detail?.name === name ? detail : null;
}
