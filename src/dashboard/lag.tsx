// How far the replicas of a group were behind while this page was open.

import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { addressText, bytesText, clockText } from './format.ts';
import { useAround, useNow, useWidth, useWords } from './hooks.ts';
import type { LagSample } from './store.ts';
import type { GroupPicture } from './wire.ts';

const HEIGHT = 180;
const REDRAW_MS = 1_000;
const COLOURS = ['--line-1', '--line-2', '--line-3', '--line-4', '--line-5', '--line-6'];

export function Lag({ group }: { readonly group: GroupPicture }): VNode {
  const { store, theme } = useAround();
  const words = useWords();
  const now = useNow(REDRAW_MS);
  const [frame, width] = useWidth();
  const plot = useRef<uPlot | null>(null);
  const names = group.replicas.map(addressText);
  const shape = `${names.join(' ')} ${width} ${theme}`;
  const samples = store.lagOf(group.name);

  useEffect(() => {
    const { current } = frame;
    if (current === null || width === 0 || names.length === 0) return;
    const drawn = new uPlot(optionsOf(names, width, current), dataOf(names, samples), current);
    plot.current = drawn;
    return () => {
      plot.current = null;
      drawn.destroy();
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData(dataOf(names, samples));
  }, [now]);

  return (
    <section class="card" aria-labelledby="lag">
      <h3 id="lag">{words.lag.title}</h3>
      {samples.length === 0 && <p class="quiet">{words.lag.none}</p>}
      <div class="plot" ref={frame} aria-hidden="true" />
    </section>
  );
}

function dataOf(names: readonly string[], samples: readonly LagSample[]): uPlot.AlignedData {
  const times = samples.map(({ atMs }) => atMs / 1_000);
  const series = names.map((name) => samples.map(({ bytes }) => bytes.get(name) ?? null));
  return [times, ...series];
}

function optionsOf(names: readonly string[], width: number, place: HTMLElement): uPlot.Options {
  const colour = (name: string): string => colourOf(place, name);
  const axis = {
    space: 90,
    stroke: colour('--quiet'),
    grid: { stroke: colour('--edge'), width: 1 },
    ticks: { stroke: colour('--edge'), width: 1 },
  };
  return {
    width,
    height: HEIGHT,
    legend: { live: false },
    cursor: { show: false },
    axes: [
      {
        ...axis,
        values: (_plot, ticks) => ticks.map((tick) => clockText(tick * 1_000).slice(0, 8)),
      },
      { ...axis, space: 40, size: 70, values: (_plot, ticks) => ticks.map(bytesText) },
    ],
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(1024, most)] } },
    series: [
      {},
      ...names.map((label, index) => ({
        label,
        stroke: colour(COLOURS[index % COLOURS.length] ?? '--line-1'),
        width: 1.5,
        points: { show: false },
      })),
    ],
  };
}

/** What a colour of the style is now: a canvas knows no variables. */
function colourOf(place: HTMLElement, name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
