// Why a rule is none, as a value, and the text of it. The texts are those of a stock server:
// operators and their tools know them.

export type RuleProblem =
  | 'unknown-command'
  | 'syntax'
  | 'pattern-after-all-keys'
  | 'pattern-after-all-channels'
  | 'no-such-password'
  | 'bad-hash'
  | 'argument-of-subcommand'
  | 'too-many';

/** Passwords, patterns of a kind, first arguments of a command or selectors of one user. Stock has
 *  no limit; nobody has a use for so many. */
export const USER_ITEMS_MAX = 1_024;

const AFTER_ALL = 'is not valid and does not have any effect. Try';

const TEXTS: { readonly [P in RuleProblem]: string } = {
  'unknown-command': 'Unknown command or category name in ACL',
  syntax: 'Syntax error',
  'pattern-after-all-keys':
    `Adding a pattern after the * pattern (or the 'allkeys' flag) ${AFTER_ALL} 'resetkeys' ` +
    'to start with an empty list of patterns',
  'pattern-after-all-channels':
    `Adding a pattern after the * pattern (or the 'allchannels' flag) ${AFTER_ALL} ` +
    "'resetchannels' to start with an empty list of channels",
  'no-such-password': 'The password you are trying to remove from the user does not exist',
  'bad-hash':
    'The password hash must be exactly 64 characters and contain only lowercase hexadecimal ' +
    'characters',
  'argument-of-subcommand': 'Allowing first-arg of a subcommand is not supported',
  'too-many': `No user can have more than ${USER_ITEMS_MAX} of these`,
};

export function ruleProblemText(problem: RuleProblem): string {
  return TEXTS[problem];
}

/** White space and zero bytes would make two words of one in a file. */
export function hasSpaces(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is meant.
  return /[ \t-\r\x00]/.test(text);
}
