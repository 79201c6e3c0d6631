// `vedette completion`: a script for the shell, made from the same records as the help.

import type { Gathering, Target } from '../../client/gather.ts';
import { CATALOGUE } from '../catalogue.ts';
import { completionScript, type ShellVerb } from '../completion-script.ts';
import { EXIT, usage } from '../exit.ts';
import { optionsOf } from '../options.ts';
import type { Call, Verb } from '../verb.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completion: Verb = {
  name: 'completion',
  words: [{ form: '<shell>', meaning: 'bash, zsh or fish', kind: [...SHELLS] }],
  about:
    'Prints a script that completes the verbs, their options and the names of groups. ' +
    'Groups are asked of the Sentinels that VEDETTE_SENTINELS or VEDETTE_CONFIG name, for ' +
    'half a second at most.',
  options: [],
  asksSentinels: false,
  exits: [[EXIT.good, 'the script is printed']],
  examples: [
    'source <(vedette completion bash)',
    'source <(vedette completion zsh)',
    'vedette completion fish > ~/.config/fish/completions/vedette.fish',
  ],
  run: runCompletion,
};

async function runCompletion({ words: [shell = ''], desk }: Call): Promise<number> {
  // What the scripts call themselves; not for people.
  if (shell === 'groups')
    return await printGroups(desk.gather.bind(desk), desk.paper.line.bind(desk.paper));
  const found = SHELLS.find((each) => each === shell);
  if (found === undefined) throw usage(`There is no script for '${shell}': bash, zsh or fish.`);
  const verbs = await Promise.all(
    Object.entries(CATALOGUE).map(async ([name, { summary, load }]): Promise<ShellVerb> => {
      const verb = await load();
      const inner = 'verbs' in verb ? verb.verbs : [verb];
      return {
        name,
        summary,
        options: [...new Map(inner.flatMap(optionsOf).map((each) => [each.flags, each])).values()],
        words:
          'verbs' in verb
            ? [{ form: '<verb>', meaning: '', kind: verb.verbs.map((each) => each.name) }]
            : verb.words,
      };
    }),
  );
  for (const line of completionScript(found, verbs)) desk.paper.line(line);
  return EXIT.good;
}

const GROUPS_WITHIN_MS = 500;

/** bash carries out what stands in a word that it is offered, and anybody may have named a group. */
const PLAIN = /^[\w.,:@%+=-]+$/;

export async function printGroups(
  gather: (change: Partial<Target>) => Promise<Pick<Gathering, 'groupNames' | 'close'>>,
  line: (text: string) => void,
): Promise<number> {
  const gathering = await gather({ peers: 'unasked', patienceMs: GROUPS_WITHIN_MS });
  for (const name of gathering.groupNames) if (PLAIN.test(name)) line(name);
  gathering.close();
  return EXIT.good;
}
