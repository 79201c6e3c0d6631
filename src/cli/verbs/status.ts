// `vedette status [name]`: the groups at one glance, asked of all Sentinels, and what is wrong.

import { Questions } from '../../client/questions.ts';
import { survey } from '../../client/survey.ts';
import { EXIT, Stop } from '../exit.ts';
import { judge, type Severity, worst } from '../judge.ts';
import { isOn } from '../options.ts';
import { surveyJson, surveyLines } from '../show-survey.ts';
import type { Call, Verb } from '../verb.ts';

export const status: Verb = {
  name: 'status',
  words: [{ form: '[name]', meaning: 'only this group', kind: 'group' }],
  about:
    'Shows each group: who is the master, how far each replica is behind and whether its ' +
    'link stands, what each Sentinel believes, and what is wrong, each in one line. Groups ' +
    'with trouble come first; of many groups, those that are well get one line. Lag is what' +
    ' the master said of its replicas in its last INFO. What a Sentinel finds by itself alone' +
    ' is told by vedette doctor.',
  options: [{ flags: '--all', meaning: 'all nodes of all groups, also where there are many' }],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'all is well'],
    [EXIT.no, 'there are warnings'],
    [EXIT.critical, 'something is critical: a failover is needed, or not possible'],
    [EXIT.unknown, 'no Sentinel knows the group'],
  ],
  examples: ['vedette status', 'vedette status mymaster --sentinels 10.0.0.1:26379'],
  run: runStatus,
};

async function runStatus({ words: [name], options, desk }: Call): Promise<number> {
  const names = name === undefined ? null : [name];
  const questions = new Questions(names);
  const gathering = await desk.gather({ whenMet: (met) => questions.ask(met) });
  try {
    if (name !== undefined && !gathering.groupNames.includes(name))
      throw noSuchGroup(name, gathering);
    const found = await survey(gathering, names ?? gathering.groupNames, questions);
    const troubles = judge(found);
    if (desk.json) desk.paper.json(surveyJson(found, troubles));
    else
      for (const line of surveyLines(found, troubles, desk.paper, isOn(options, 'all')))
        desk.paper.line(line);
    return severityExit(worst(troubles));
  } finally {
    gathering.close();
  }
}

/** As monitoring expects it. */
export function severityExit(severity: Severity | null): number {
  if (severity === 'critical') return EXIT.critical;
  return severity === 'warning' ? EXIT.no : EXIT.good;
}

export function noSuchGroup(name: string, known: { readonly groupNames: readonly string[] }): Stop {
  const names = known.groupNames;
  const which = names.length === 0 ? 'They watch none.' : `They watch: ${names.join(', ')}.`;
  return new Stop(EXIT.unknown, `The Sentinels know no group '${name}'. ${which}`);
}
