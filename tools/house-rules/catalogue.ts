// All house rules, in the order in which they are told.

import type { Check } from './check.ts';
import { headerComment } from './header-comment.ts';
import { importLaw } from './import-law.ts';
import { noLeftovers, noMachinePaths } from './leftovers.ts';
import { fileLength, functionLength, lineWidth } from './lengths.ts';
import { markdownLinks, markdownTitle } from './markdown.ts';
import { pureRooms } from './pure-rooms.ts';
import { readmeTwins } from './readme-twins.ts';
import { ruleCitations } from './rule-citations.ts';
import { castRatchet, namedExports, noAny } from './types.ts';

export const CHECKS: readonly Check[] = [
  importLaw,
  pureRooms,
  headerComment,
  functionLength,
  fileLength,
  lineWidth,
  noAny,
  castRatchet,
  namedExports,
  noLeftovers,
  noMachinePaths,
  ruleCitations,
  markdownLinks,
  markdownTitle,
  readmeTwins,
];
