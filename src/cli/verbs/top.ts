// `vedette top`: what status shows, asked again all the time, in the whole terminal, with the
// events of all Sentinels below.

import { shown } from '../../client/address.ts';
import { EventStream } from '../../client/event-stream.ts';
import { gather } from '../../client/gather.ts';
import { type Survey, survey } from '../../client/survey.ts';
import { eventLine, groupOf, localTime } from '../event-words.ts';
import { EXIT, usage } from '../exit.ts';
import { judge, type Trouble } from '../judge.ts';
import { durationOption } from '../options.ts';
import { Screen } from '../screen.ts';
import { surveyLines } from '../show-survey.ts';
import { frameLines, scrollMax } from '../top-frame.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

const EVERY_MS = 1_000;
/** More than any terminal shows. */
const EVENTS_MAX = 500;
/** Events come in swarms; one drawing is enough for all of one. */
const DRAW_WITHIN_MS = 30;

export const top: Verb = {
  name: 'top',
  words: [{ form: '[name]', meaning: 'only this group', kind: 'group' }],
  about:
    'Shows what status shows, asked again every second, in the whole terminal, and below it' +
    ' what the Sentinels announce. Keys: q or Ctrl-C ends it, j and k or the arrows scroll,' +
    ' a shows all nodes of all groups.',
  options: [{ flags: '--every <duration>', meaning: 'how often to ask: 1s' }],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'it was ended'],
    [EXIT.unknown, 'no Sentinel knows the group'],
  ],
  examples: ['vedette top', 'vedette top mymaster --every 500ms'],
  run: runTop,
};

async function runTop(call: Call): Promise<number> {
  const {
    words: [name],
    options,
    desk,
  } = call;
  const everyMs = durationOption(options, 'every') ?? EVERY_MS;
  if (desk.json) throw usage('top is for people: vedette status --json, vedette events --json.');
  if (!desk.isTerminal) throw usage('top wants a terminal; vedette status prints the same once.');
  const gathering = await desk.gather();
  const { groupNames } = gathering;
  const addresses = [...gathering.reached, ...gathering.missed].map(({ address }) => address);
  gathering.close();
  if (name !== undefined && !groupNames.includes(name)) throw noSuchGroup(name, { groupNames });
  const { target } = await desk.target();
  const view = new TopView(call, Math.max(...addresses.map((each) => shown(each).length)));
  const stream = EventStream.open({
    addresses,
    entry: target.entry,
    patienceMs: target.patienceMs,
    onEvent: (event) => {
      if (name !== undefined && groupOf(event.name, event.payload) !== name) return;
      view.addEvent(eventLine(event, desk.paper, view.nameWidth));
    },
    onState: (sentinel, failure) => {
      const what = failure === null ? 'is heard' : `is not heard: ${failure.text}`;
      view.addEvent(`${localTime(Date.now())}  Sentinel ${shown(sentinel)} ${what}`);
    },
  });
  try {
    view.open();
    while (!view.isOver) {
      const found = await gather(target);
      try {
        const names = name === undefined ? undefined : [name];
        const seen = await survey(found, names);
        view.show(seen, judge(seen));
      } finally {
        found.close();
      }
      await view.over(everyMs);
    }
  } finally {
    view.close();
    (await stream).close();
  }
  return EXIT.good;
}

class TopView {
  readonly nameWidth: number;
  readonly #call: Call;
  readonly #screen: Screen;
  readonly #events: string[] = [];
  #seen: { readonly survey: Survey; readonly troubles: readonly Trouble[] } | null = null;
  #scroll = 0;
  #isAll = false;
  #isOver = false;
  #drawing: NodeJS.Timeout | null = null;
  #tellOver: () => void = () => {};

  constructor(call: Call, nameWidth: number) {
    this.#call = call;
    this.nameWidth = nameWidth;
    this.#screen = new Screen({
      onKey: (key) => this.#key(key),
      onResize: () => this.#draw(),
      onEnd: () => this.#end(),
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  open(): void {
    this.#screen.open();
    this.#draw();
  }

  close(): void {
    this.#isOver = true;
    if (this.#drawing !== null) clearTimeout(this.#drawing);
    this.#screen.close();
  }

  show(survey: Survey, troubles: readonly Trouble[]): void {
    this.#seen = { survey, troubles };
    this.#draw();
  }

  addEvent(line: string): void {
    this.#events.push(line);
    if (this.#events.length > EVENTS_MAX) this.#events.shift();
    this.#drawing ??= setTimeout(() => this.#draw(), DRAW_WITHIN_MS);
  }

  /** Resolves when it is over, or after so long. */
  over(ms: number): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#tellOver = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #end(): void {
    this.#isOver = true;
    this.#tellOver();
  }

  #key(key: string): void {
    if (key === 'q' || key === 'Q') return this.#end();
    if (key === 'a') this.#isAll = !this.#isAll;
    if (key === 'j' || key === '\x1b[B') this.#scroll += 1;
    if (key === 'k' || key === '\x1b[A') this.#scroll -= 1;
    if (key === ' ' || key === '\x1b[6~') this.#scroll += this.#screen.size.rows;
    if (key === 'b' || key === '\x1b[5~') this.#scroll -= this.#screen.size.rows;
    this.#draw();
  }

  #draw(): void {
    if (this.#drawing !== null) clearTimeout(this.#drawing);
    this.#drawing = null;
    if (this.#isOver) return;
    const { paper } = this.#call.desk;
    const { rows, columns } = this.#screen.size;
    const [first = 'asking ...', ...body] =
      this.#seen === null
        ? []
        : surveyLines(this.#seen.survey, this.#seen.troubles, paper, this.#isAll);
    const head = `${paper.paint('faint', localTime(Date.now()).slice(0, 8))}  ${first}`;
    const frame = { head, body, events: this.#events, rows, columns };
    this.#scroll = Math.max(0, Math.min(this.#scroll, scrollMax(frame)));
    this.#screen.draw(frameLines({ ...frame, scroll: this.#scroll }, paper));
  }
}
