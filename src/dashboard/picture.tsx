// The living picture of a group: Sentinels and what each believes, the master, its replicas and
// how far behind each is. Everything in it stands in the table of nodes too, for those who do not
// see it.

import type { VNode } from 'preact';
import { addressText, bytesText, durationText } from './format.ts';
import { useNow, useWidth, useWords } from './hooks.ts';
import {
  layOut,
  NODE_HEIGHT,
  NODE_WIDTH,
  type PictureLayout,
  SENTINEL_HEIGHT,
  SENTINEL_WIDTH,
  type Spot,
} from './picture-layout.ts';
import type { GroupPicture, ReplicaPicture, SentinelPicture } from './wire.ts';
import type { Words } from './words/en.ts';

/** How something looks. */
type Tone = 'good' | 'bad' | 'doubtful' | 'idle';

export function Picture({ group }: { readonly group: GroupPicture }): VNode {
  const words = useWords();
  const [frame, width] = useWidth();
  const layout = layOut(width, group.replicas.length, group.sentinels.length + 1);
  return (
    <div class="picture" ref={frame}>
      {width > 0 && (
        <svg
          role="img"
          aria-label={words.picture.title(group.name)}
          width={layout.width}
          height={layout.height}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
        >
          <Sentinels group={group} layout={layout} />
          <DataNodes group={group} layout={layout} />
        </svg>
      )}
    </div>
  );
}

interface Part {
  readonly group: GroupPicture;
  readonly layout: PictureLayout;
}

/** This one first, then its peers. Lines first: nothing is covered by them. */
function Sentinels({ group, layout }: Part): VNode {
  const words = useWords();
  const own = ownTone(group);
  const all = [
    {
      ...{ key: 'self', name: words.picture.self, tone: own },
      note: own === 'bad' ? words.picture.seesDown : words.picture.seesUp,
    },
    ...group.sentinels.map((peer) => ({
      ...{ key: peer.runId, name: addressText(peer), tone: peerTone(peer) },
      note: beliefText(peer, words),
    })),
  ];
  const placed = all.map((each, index) => ({
    ...each,
    spot: layout.sentinels[index] ?? layout.master,
  }));
  return (
    <>
      {placed.map(({ key, spot, tone }) => (
        <Belief key={key} from={spot} to={layout.master} tone={tone} />
      ))}
      {placed.map(({ key, ...rest }) => (
        <Watcher key={key} {...rest} />
      ))}
    </>
  );
}

function DataNodes({ group, layout }: Part): VNode {
  const words = useWords();
  const now = useNow(1_000);
  const { master } = group;
  const placed = group.replicas.map((replica, index) => ({
    ...{ replica, key: addressText(replica) },
    spot: layout.replicas[index] ?? layout.master,
  }));
  return (
    <>
      {placed.map(({ key, replica, spot }) => (
        <ReplicaLink key={key} replica={replica} from={layout.master} to={spot} words={words} />
      ))}
      <DataNode
        spot={layout.master}
        kind="master"
        name={addressText(master)}
        note={masterNote(group, words, now)}
        tone={ownTone(group)}
      />
      {placed.map(({ key, replica, spot }) => (
        <DataNode
          key={key}
          spot={spot}
          kind="replica"
          name={key}
          note={replicaNote(group, replica, words, now)}
          tone={replicaTone(replica)}
          isChosen={group.failover?.chosen === key}
        />
      ))}
    </>
  );
}

function DataNode(props: {
  readonly spot: Spot;
  readonly kind: 'master' | 'replica';
  readonly name: string;
  readonly note: string;
  readonly tone: Tone;
  readonly isChosen?: boolean;
}): VNode {
  const { spot, kind, name, note, tone, isChosen = false } = props;
  const words = useWords();
  return (
    <g
      class={`node ${kind} ${tone}${isChosen ? ' chosen' : ''}`}
      transform={`translate(${spot.x - NODE_WIDTH / 2} ${spot.y - NODE_HEIGHT / 2})`}
    >
      <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx="9" />
      <circle class="lamp" cx="14" cy="16" r="4.5" />
      <text class="role" x="25" y="20">
        {words.picture[kind]}
      </text>
      <text class="name" x="14" y="36">
        {name}
      </text>
      <text class="note" x="14" y="51">
        {note}
      </text>
    </g>
  );
}

function Watcher(props: {
  readonly spot: Spot;
  readonly name: string;
  readonly note: string;
  readonly tone: Tone;
}): VNode {
  const { spot, name, note, tone } = props;
  return (
    <g
      class={`watcher ${tone}`}
      transform={`translate(${spot.x - SENTINEL_WIDTH / 2} ${spot.y - SENTINEL_HEIGHT / 2})`}
    >
      <rect width={SENTINEL_WIDTH} height={SENTINEL_HEIGHT} rx={SENTINEL_HEIGHT / 2} />
      <text class="name" x={SENTINEL_WIDTH / 2} y="18" text-anchor="middle">
        {name}
      </text>
      <text class="note" x={SENTINEL_WIDTH / 2} y="32" text-anchor="middle">
        {note}
      </text>
    </g>
  );
}

function Belief(props: { readonly from: Spot; readonly to: Spot; readonly tone: Tone }): VNode {
  const { from, to, tone } = props;
  const startY = from.y + SENTINEL_HEIGHT / 2;
  return <path class={`belief ${tone}`} d={curve({ x: from.x, y: startY }, topOf(to))} />;
}

function ReplicaLink(props: {
  readonly replica: ReplicaPicture;
  readonly from: Spot;
  readonly to: Spot;
  readonly words: Words;
}): VNode {
  const { replica, from, to, words } = props;
  const tone = linkTone(replica);
  const start = { x: from.x, y: from.y + NODE_HEIGHT / 2 };
  const end = topOf(to);
  // Away from the line, which comes from the middle.
  const side = to.x < from.x ? -1 : 1;
  return (
    <g class={`link ${tone}`}>
      <path d={curve(start, end)} />
      <text x={to.x + side * 9} y={end.y - 10} text-anchor={side < 0 ? 'end' : 'start'}>
        {linkText(replica, words)}
      </text>
    </g>
  );
}

function topOf({ x, y }: Spot): Spot {
  return { x, y: y - NODE_HEIGHT / 2 };
}

function curve(from: Spot, to: Spot): string {
  const middle = (from.y + to.y) / 2;
  return `M${from.x} ${from.y}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
}

function ownTone({ master }: GroupPicture): Tone {
  return master.downSinceMs === null ? 'good' : 'bad';
}

function peerTone(peer: SentinelPicture): Tone {
  if (!peer.reachable) return 'idle';
  return peer.believesMasterDown === true ? 'bad' : 'good';
}

/** A peer is asked only when the master is silent: what it has not said, it has no cause to say. */
export function beliefText(peer: SentinelPicture, words: Words): string {
  if (!peer.reachable) return words.picture.outOfReach;
  return peer.believesMasterDown === true ? words.picture.seesDown : words.picture.seesUp;
}

function replicaTone(replica: ReplicaPicture): Tone {
  if (replica.downSinceMs !== null) return 'bad';
  return replica.linkUp ? 'good' : 'doubtful';
}

function linkTone(replica: ReplicaPicture): Tone {
  if (replica.downSinceMs !== null) return 'idle';
  return replica.linkUp ? 'good' : 'bad';
}

function linkText(replica: ReplicaPicture, words: Words): string {
  if (replica.downSinceMs !== null) return '';
  return replica.linkUp ? lagText(replica, words) : words.picture.linkDown;
}

export function lagText({ lagBytes }: ReplicaPicture, words: Words): string {
  if (lagBytes === null) return '';
  return lagBytes === 0 ? words.picture.inSync : words.picture.behind(bytesText(lagBytes));
}

function masterNote({ master }: GroupPicture, words: Words, now: number): string {
  if (master.downSinceMs === null) return words.picture.up;
  const time = durationText(now - master.downSinceMs);
  return master.agreedDownSinceMs === null
    ? words.picture.downFor(time)
    : words.picture.agreedDownFor(time);
}

function replicaNote(
  { failover }: GroupPicture,
  replica: ReplicaPicture,
  words: Words,
  now: number,
): string {
  if (failover?.chosen === addressText(replica)) return words.picture.chosen;
  if (replica.downSinceMs !== null) {
    return words.picture.downFor(durationText(now - replica.downSinceMs));
  }
  if (replica.refusal === 'maintenance') return words.picture.maintenance;
  if (replica.refusal === 'foreign') return words.picture.foreign;
  return replica.rank === 1 ? `${words.picture.up}, ${words.picture.next}` : words.picture.up;
}
