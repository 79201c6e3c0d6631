// What a text from a client may hold before it goes into the file, the log or other replies.
// Control characters could forge lines of the configuration file and of the log.

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be found.
const CONTROL = /[\x00-\x1f\x7f]/;
/** Everything that is printed and not blank. */
const CLIENT_NAME = /^[!-~]*$/;

export function hasControlCharacters(text: string): boolean {
  return CONTROL.test(text);
}

/** The file, events and replies put a group's name between blanks. */
export function isGroupName(text: string): boolean {
  return text !== '' && !text.includes(' ') && !hasControlCharacters(text);
}

/** Also what CLIENT SETINFO takes. Empty: no name. */
export function isClientName(text: string): boolean {
  return CLIENT_NAME.test(text);
}
