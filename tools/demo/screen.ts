// How the demonstration looks: aligned lines, few colours and those only on a terminal that wants
// them. Everything that is written to the screen goes through here.

type Style = 'strong' | 'faint' | 'good' | 'bad' | 'notable';

const CODES: Readonly<Record<Style, string>> = {
  strong: '1',
  faint: '2',
  good: '32',
  bad: '31',
  notable: '36',
};

const NAME_WIDTH = 12;
const MOMENT_WIDTH = 7;
const SOURCE_WIDTH = 9;
const WHAT_WIDTH = 34;
const STEP_WIDTH = 46;

export class Screen {
  readonly #write: (text: string) => void;
  readonly #coloured: boolean;

  constructor(write: (text: string) => void, coloured: boolean) {
    this.#write = write;
    this.#coloured = coloured;
  }

  /** Standard output, coloured if it is a terminal and nobody asked for none. */
  static standard(): Screen {
    const { NO_COLOR, TERM } = process.env;
    const unwanted = (NO_COLOR ?? '') !== '' || TERM === 'dumb';
    const coloured = process.stdout.isTTY === true && !unwanted;
    return new Screen((text) => process.stdout.write(text), coloured);
  }

  paint(style: Style, text: string): string {
    return this.#coloured ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
  }

  line(text = ''): void {
    this.#write(`${text}\n`);
  }

  /** What this is, at the very top. */
  title(text: string): void {
    const about = 'a master dies and is replaced';
    this.line(`${this.paint('strong', text)}  ${this.paint('faint', about)}`);
  }

  heading(text: string): void {
    this.line();
    this.line(this.paint('strong', text));
  }

  /** A name and what is to be said of it. */
  fact(name: string, text: string): void {
    const space = ' '.repeat(Math.max(0, NAME_WIDTH - name.length));
    this.line(`  ${name === '' ? '' : this.paint('faint', name)}${space}${text}`);
  }

  /** One step of the timeline: since the beginning, since the step before, what, and who says so. */
  step(step: {
    readonly ms: number;
    readonly tookMs: number;
    readonly what: string;
    readonly proof: string;
  }): void {
    const total = step.ms.toFixed(1).padStart(MOMENT_WIDTH + 2);
    const took = `+${step.tookMs.toFixed(1)}`.padStart(MOMENT_WIDTH + 2);
    const proof = this.paint('faint', step.proof);
    this.line(
      `${total} ms ${this.paint('notable', took)}  ${step.what.padEnd(STEP_WIDTH)} ${proof}`,
    );
  }

  /** One thing that happened: when, to whom, what, and more about it. */
  moment(moment: {
    readonly ms: number;
    readonly source: string;
    readonly what: string;
    readonly more?: string;
    readonly style?: Style;
  }): void {
    const when = `${Math.round(moment.ms)}`.padStart(MOMENT_WIDTH);
    const source = moment.source.padEnd(SOURCE_WIDTH);
    const { what, style, more = '' } = moment;
    const painted = style === undefined ? what : this.paint(style, what);
    const space = ' '.repeat(Math.max(0, WHAT_WIDTH - what.length));
    const rest = more === '' ? '' : `${space} ${this.paint('faint', more)}`;
    this.line(`${when} ms  ${source} ${painted}${rest}`);
  }
}
