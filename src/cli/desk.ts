// What a verb works with: paper to write on, the environment, and the Sentinels that the options
// name.

import type { Gathering, Target } from '../client/gather.ts';
import { EXIT, Stop } from './exit.ts';
import { isOn, type Options } from './options.ts';
import type { Paper } from './paper.ts';
import type { Hints } from './target.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export class Desk {
  readonly paper: Paper;
  readonly environment: Environment;
  readonly isTerminal: boolean;
  readonly json: boolean;
  readonly #options: Options;
  #target: Promise<Found> | null = null;

  constructor(parts: {
    readonly paper: Paper;
    readonly environment: Environment;
    readonly isTerminal: boolean;
    readonly options: Options;
  }) {
    this.paper = parts.paper;
    this.environment = parts.environment;
    this.isTerminal = parts.isTerminal;
    this.#options = parts.options;
    this.json = isOn(parts.options, 'json');
  }

  /** Which Sentinels, and where that was said. */
  target(): Promise<Found> {
    this.#target ??= import('./target.ts').then(({ findTarget }) =>
      findTarget(this.#options, this.environment),
    );
    return this.#target;
  }

  /** Stops when nobody can be asked. */
  async gather(change: Partial<Target> = {}): Promise<Gathering> {
    const [{ target, said }, { gather }] = await Promise.all([
      this.target(),
      import('../client/gather.ts'),
    ]);
    const gathering = await gather({ ...target, ...change });
    if (gathering.reached.length > 0) return gathering;
    throw await nobody(gathering, said);
  }
}

export interface Found {
  readonly target: Target;
  /** What a configuration file tells beside the addresses. */
  readonly hints: Hints;
  /** Where the addresses come from, for complaints. */
  readonly said: string;
}

async function nobody({ missed }: Gathering, said: string): Promise<Stop> {
  const { shown } = await import('../client/address.ts');
  const lines = missed.map(({ address, failure }) => {
    const hint = failure.code === 'turned-away' ? `\n    ${PASSWORD_HINT}` : '';
    return `  ${shown(address)}: ${failure.text}${hint}`;
  });
  const text = ['No Sentinel could be asked.', ...lines, `  ${said}`].join('\n');
  return new Stop(EXIT.unreachable, text);
}

const PASSWORD_HINT =
  'Give the password in VEDETTE_PASSWORD or with --password-file, and a user with --user.';
