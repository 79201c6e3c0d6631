// The scripts that teach shells the verbs. Every shell gets the same: verbs, then options and what
// a word may be, and the names of groups asked for with `vedette completion groups`.

import type { VerbOption, VerbWord } from './verb.ts';

export interface ShellVerb {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly VerbOption[];
  readonly words: readonly VerbWord[];
}

type Shell = 'bash' | 'zsh' | 'fish';

export function completionScript(shell: Shell, verbs: readonly ShellVerb[]): readonly string[] {
  switch (shell) {
    case 'bash':
      return bash(verbs);
    case 'zsh':
      return ['autoload -U +X bashcompinit && bashcompinit', ...bash(verbs)];
    case 'fish':
      return fish(verbs);
    default:
      return shell satisfies never;
  }
}

/** `--to <host:port>` gives `--to`. */
function nameOf({ flags }: VerbOption): string {
  return flags.split(' ')[0] ?? '';
}

function isForFiles({ kind }: { readonly kind?: VerbOption['kind'] | VerbWord['kind'] }): boolean {
  return kind === 'file';
}

const GROUPS = '$(vedette completion groups 2>/dev/null)';

function bash(verbs: readonly ShellVerb[]): readonly string[] {
  const files = new Set(verbs.flatMap(({ options }) => options.filter(isForFiles).map(nameOf)));
  return [
    '_vedette() {',
    '  local word=$2 before=$3',
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${verbs.map(({ name }) => name).join(' ')} help" -- "$word") $(compgen -f -- "$word"))`,
    '    return',
    '  fi',
    '  case $before in',
    `    ${[...files].join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;`,
    '  esac',
    `  case \${COMP_WORDS[1]} in`,
    ...verbs.flatMap(bashVerb),
    `    help) COMPREPLY=($(compgen -W "${verbs.map(({ name }) => name).join(' ')}" -- "$word")) ;;`,
    '  esac',
    '}',
    'complete -F _vedette vedette',
  ];
}

function bashVerb({ name, options, words }: ShellVerb): readonly string[] {
  const offered = words.map(({ kind }) => {
    if (kind === 'group') return GROUPS;
    return kind === undefined || kind === 'file' ? '' : kind.join(' ');
  });
  const all = `${offered.join(' ')} ${options.map(nameOf).join(' ')} --help`.trim();
  const files = words.some(isForFiles) ? ' $(compgen -f -- "$word")' : '';
  return [`    ${name}) COMPREPLY=($(compgen -W "${all}" -- "$word")${files}) ;;`];
}

function fish(verbs: readonly ShellVerb[]): readonly string[] {
  const lines = ['complete -c vedette -f'];
  for (const { name, summary, options, words } of verbs) {
    const isThis = `"__fish_seen_subcommand_from ${name}"`;
    lines.push(`complete -c vedette -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`);
    for (const option of options) {
      const takes = option.flags.includes('<') ? (isForFiles(option) ? ' -r -F' : ' -x') : '';
      const long = nameOf(option).slice(2);
      lines.push(
        `complete -c vedette -n ${isThis} -l ${long}${takes} -d ${quoted(option.meaning)}`,
      );
    }
    for (const { kind } of words) {
      if (kind === undefined) continue;
      if (kind === 'file') lines.push(`complete -c vedette -n ${isThis} -F`);
      else {
        const offered =
          kind === 'group' ? '(vedette completion groups 2>/dev/null)' : kind.join(' ');
        lines.push(`complete -c vedette -n ${isThis} -a ${quoted(offered)}`);
      }
    }
  }
  return lines;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
