// Plays every script to both servers of its stage and compares the answers, one by one.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import { type Difference, differences } from './differ.ts';
import type { Ledger } from './ledger.ts';
import { type Answer, playCase } from './player.ts';
import { parseScript, type Script, type Send } from './script.ts';
import { type Identity, type Shape, shapeOf } from './shape.ts';
import { STAGES, type Stage } from './stages.ts';

/** Seen from the root of the repository, where all programs run. */
const SCRIPTS_FOLDER = 'tools/conformance/scripts';

/** `names`: parts of their paths; none: all scripts. */
export function readScripts(names: readonly string[] = []): readonly Script[] {
  const files = readdirSync(SCRIPTS_FOLDER).filter((file) => file.endsWith('.txt'));
  const wanted = files.filter((file) => names.length === 0 || names.some((n) => file.includes(n)));
  return wanted.sort().map((file) => {
    const path = join(SCRIPTS_FOLDER, file);
    return parseScript(path, readFileSync(path, 'latin1'));
  });
}

export async function compareReplies(
  sandbox: Sandbox,
  scripts: readonly Script[],
  ledger: Ledger,
): Promise<void> {
  for (const [name, start] of Object.entries(STAGES)) {
    const own = scripts.filter((script) => script.stage === name);
    if (own.length === 0) continue;
    const stage = await start(sandbox);
    for (const script of own) await playScript(script, stage, ledger);
  }
  const lost = scripts.find(({ stage }) => STAGES[stage] === undefined);
  if (lost !== undefined) throw new Error(`${lost.path}: there is no stage '${lost.stage}'`);
}

async function playScript({ path, cases }: Script, stage: Stage, ledger: Ledger): Promise<void> {
  for (const each of cases) {
    for (const protocol of each.protocols) {
      const [stock, ours] = await Promise.all([
        playCase(stage.stock, each, protocol),
        playCase(stage.ours, each, protocol),
      ]);
      for (const [index, answer] of stock.entries()) {
        const { lineNumber, text, allowance, sends } = answer.exchange;
        const subject = {
          where: `${path}:${lineNumber}`,
          command: text,
          key: sends[0] === undefined ? '' : commandOf(sends[0]),
          how: `RESP${protocol}`,
          allowance,
        };
        const one = shapesOf(answer, stage.stock.identity);
        const other = shapesOf(ours[index], stage.ours.identity);
        ledger.note(subject, answerDifferences(one, other));
      }
    }
  }
}

/** One answer to one command is the usual case: then places in it need no number before them. */
function answerDifferences(stock: readonly Shape[], ours: readonly Shape[]): readonly Difference[] {
  const [one, other] = [stock[0], ours[0]];
  if (one !== undefined && other !== undefined && stock.length === 1 && ours.length === 1) {
    return differences(one, other);
  }
  return differences(
    { kind: 'list', type: 'answers', items: stock },
    { kind: 'list', type: 'answers', items: ours },
  );
}

function shapesOf(answer: Answer | undefined, identity: Identity): readonly Shape[] {
  if (answer === undefined) return [];
  const { exchange, replies } = answer;
  const { sends } = exchange;
  return replies.map((reply, at) => {
    const send = sends.length === replies.length ? sends[at] : sends[0];
    return shapeOf(reply, send === undefined ? '' : commandOf(send), identity);
  });
}

function commandOf(send: Send): string {
  if (send.kind === 'raw') return 'raw';
  return send.words.slice(0, 4).join(' ').toLowerCase();
}
