// A page that is made from a catalogue, and the few marks of markdown that such pages need.

export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** The first line of every page that a program writes. */
export function opening(title: string, source: string, words: string): string {
  return [
    `# ${title}`,
    '',
    `Written by \`node dist/tools/docs.js\` from \`${source}\`: change that, not this. ${words}`,
    '',
  ].join('\n');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line), ''].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}
