// What the rules of a `user` line leave a user with, as far as a Sentinel that knows one user can
// keep it: who may log in, and whether everything is allowed. Rules about keys mean nothing here.

/** What a user may do, after all its rules from left to right. */
export interface UserRights {
  readonly isOn: boolean;
  /** Nobody is asked for a password. */
  readonly isOpen: boolean;
  readonly passwords: readonly string[];
  /** SHA-256 of further passwords, in hexadecimal. */
  readonly passwordHashes: readonly string[];
  /** May call every command and hear every channel. */
  readonly isFull: boolean;
}

/** `unsaid`: no rule speaks of it. */
type Extent = 'none' | 'some' | 'all' | 'unsaid';

interface Rights {
  isOn: boolean;
  isOpen: boolean;
  passwords: Set<string>;
  passwordHashes: Set<string>;
  commands: Extent;
  channels: Extent;
}

/** `rules`: the words after the name. A user begins with nothing. Channels that no rule speaks of
 *  are allowed: files that Redis 6.0 has written have no such rules. */
export function userRights(rules: readonly string[]): UserRights {
  const rights = noRights();
  for (const rule of withoutSelectors(rules)) applyRule(rights, rule);
  const { commands, channels } = rights;
  return {
    isOn: rights.isOn,
    isOpen: rights.isOpen,
    passwords: [...rights.passwords],
    passwordHashes: [...rights.passwordHashes],
    isFull: commands === 'all' && (channels === 'all' || channels === 'unsaid'),
  };
}

function noRights(): Rights {
  const passwords = new Set<string>();
  const passwordHashes = new Set<string>();
  return {
    isOn: false,
    isOpen: false,
    passwords,
    passwordHashes,
    commands: 'none',
    channels: 'unsaid',
  };
}

const WORDS: Readonly<Record<string, (rights: Rights) => void>> = {
  on: (rights) => {
    rights.isOn = true;
  },
  off: (rights) => {
    rights.isOn = false;
  },
  nopass: (rights) => setOpen(rights, true),
  resetpass: (rights) => setOpen(rights, false),
  reset: (rights) => Object.assign(rights, noRights()),
  allcommands: (rights) => {
    rights.commands = 'all';
  },
  nocommands: (rights) => {
    rights.commands = 'none';
  },
  allchannels: (rights) => {
    rights.channels = 'all';
  },
  resetchannels: (rights) => {
    rights.channels = 'none';
  },
  allkeys: () => {},
  resetkeys: () => {},
  'sanitize-payload': () => {},
  'skip-sanitize-payload': () => {},
  clearselectors: () => {},
};

const SYNONYMS: Readonly<Record<string, string>> = {
  '+@all': 'allcommands',
  '-@all': 'nocommands',
  '&*': 'allchannels',
};

function wordOf(rule: string): ((rights: Rights) => void) | undefined {
  const lower = rule.toLowerCase();
  return WORDS[SYNONYMS[lower] ?? lower];
}

function applyRule(rights: Rights, rule: string): void {
  const word = wordOf(rule);
  if (word !== undefined) return word(rights);
  const rest = rule.slice(1);
  switch (rule[0]) {
    case '>':
      rights.passwords.add(rest);
      rights.isOpen = false;
      return;
    case '#':
      rights.passwordHashes.add(rest);
      rights.isOpen = false;
      return;
    case '<':
      rights.passwords.delete(rest);
      return;
    case '!':
      rights.passwordHashes.delete(rest);
      return;
    case '+':
      if (rights.commands === 'none') rights.commands = 'some';
      return;
    case '-':
      if (rights.commands === 'all') rights.commands = 'some';
      return;
    case '&':
      if (rights.channels !== 'all') rights.channels = 'some';
      return;
  }
}

function setOpen(rights: Rights, isOpen: boolean): void {
  rights.isOpen = isOpen;
  rights.passwords.clear();
  rights.passwordHashes.clear();
}

/** Selectors, `(...)` in one word or several, only ever allow more. */
function withoutSelectors(rules: readonly string[]): readonly string[] {
  const plain: string[] = [];
  let isInside = false;
  for (const rule of rules) {
    const begins: boolean = !isInside && rule.startsWith('(');
    if (!begins && !isInside) plain.push(rule);
    isInside = (begins || isInside) && !rule.endsWith(')');
  }
  return plain;
}

const PASSWORD_HASH = /^[#!][0-9a-f]{64}$/;
const KEY_RULE = /^%(r|w|rw|wr)~/i;

/** Why these rules are none; null when they are. Commands are not looked up. `words`: those of the
 *  line, `user` and the name included. */
export function userRuleProblem(words: readonly string[]): string | null {
  for (const rule of withoutSelectors(words.slice(2))) {
    const reason = ruleProblem(rule);
    if (reason === null) continue;
    // Stock names the word two places before the one that is wrong.
    return `Error in user declaration '${words[words.indexOf(rule, 2) - 2]}': ${reason}`;
  }
  return null;
}

function ruleProblem(rule: string): string | null {
  if (wordOf(rule) !== undefined || KEY_RULE.test(rule)) return null;
  if (/^[#!]/.test(rule) && !PASSWORD_HASH.test(rule)) {
    const shape = 'exactly 64 characters and contain only lowercase hexadecimal characters';
    return `The password hash must be ${shape}`;
  }
  return /^([><#!~&]|[+-].)/.test(rule) ? null : 'Syntax error';
}
