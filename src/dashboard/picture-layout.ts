// Where everything stands in the picture of a group: Sentinels above, the master in the middle,
// replicas below, in as many rows as the width asks for. In units of the screen's pixels.

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  readonly master: Spot;
  readonly replicas: readonly Spot[];
  readonly sentinels: readonly Spot[];
}

export const NODE_WIDTH = 168;
export const NODE_HEIGHT = 58;
export const SENTINEL_WIDTH = 124;
export const SENTINEL_HEIGHT = 42;
const GAP = 16;
const ROW_GAP = 26;
const LINK_HEIGHT = 74;

/** `width` is never less than one node needs. Spots are centres. */
export function layOut(width: number, replicaCount: number, sentinelCount: number): PictureLayout {
  const inner = Math.max(width, NODE_WIDTH + GAP);
  const sentinels = rows(inner, sentinelCount, {
    width: SENTINEL_WIDTH,
    height: SENTINEL_HEIGHT,
    top: GAP / 2,
  });
  const masterY = sentinels.bottom + LINK_HEIGHT + NODE_HEIGHT / 2;
  const replicas = rows(inner, replicaCount, {
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    top: masterY + NODE_HEIGHT / 2 + LINK_HEIGHT,
  });
  const bottom = replicaCount === 0 ? masterY + NODE_HEIGHT / 2 : replicas.bottom;
  return {
    width: inner,
    height: bottom + GAP / 2,
    master: { x: inner / 2, y: masterY },
    replicas: replicas.spots,
    sentinels: sentinels.spots,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly top: number;
}

function rows(
  inner: number,
  count: number,
  { width, height, top }: Size,
): { readonly spots: readonly Spot[]; readonly bottom: number } {
  const perRow = Math.max(1, Math.floor((inner + GAP) / (width + GAP)));
  const rowCount = Math.ceil(count / perRow);
  const spots: Spot[] = [];
  for (let index = 0; index < count; index += 1) {
    const row = Math.floor(index / perRow);
    // All rows as even as can be.
    const first = row * perRow;
    const inRow = Math.min(perRow, count - first);
    const x = (inner / (inRow + 1)) * (index - first + 1);
    const packed = inner / 2 + (index - first - (inRow - 1) / 2) * (width + GAP);
    const isRoomy = inner / (inRow + 1) >= width + GAP;
    spots.push({ x: isRoomy ? x : packed, y: top + height / 2 + row * (height + ROW_GAP) });
  }
  const bottom = top + rowCount * height + Math.max(0, rowCount - 1) * ROW_GAP;
  return { spots, bottom };
}
