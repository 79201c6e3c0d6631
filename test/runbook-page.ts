// The blocks of a page of runbooks that are carried out: those marked `sh run`, once, and those
// marked `sh run until`, again and again until what the page shows is there. A block of text that
// follows is what has to be shown, line by line.

export interface RunBlock {
  readonly line: number;
  readonly command: string;
  readonly repeated: boolean;
  /** Lines of the answer, with … for what differs from run to run. */
  readonly shown: readonly string[];
}

const BLOCK = /^```sh run( until)?\n(.*?)\n```(?:\n+```text\n(.*?)\n```)?/gms;

export function readRunBlocks(page: string): readonly RunBlock[] {
  return [...page.matchAll(BLOCK)].map(({ index, 1: until, 2: command = '', 3: text = '' }) => ({
    line: page.slice(0, index).split('\n').length,
    command,
    repeated: until !== undefined,
    shown: text.split('\n').filter((line) => line.replaceAll('…', '').trim() !== ''),
  }));
}

/** Whether a line of the answer is that of the page, but for blanks, durations, amounts and …. */
export function shows(answer: string, line: string): boolean {
  return answer.split('\n').some((each) => patternOf(line).test(each.trim()));
}

function patternOf(line: string): RegExp {
  const text = line
    .trim()
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replace(/\d+(?:\\\.\d+)? (?:ms|s|B|KiB)\b/g, '[\\d.]+ \\w+')
    .replace(/\s*…\s*/g, '.*')
    .replace(/ +/g, '\\s+');
  return new RegExp(`^${text}$`);
}
