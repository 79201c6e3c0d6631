// Every mutant there is. A new one is an entry beside those of its kind.

import type { Mutant } from './mutant.ts';
import { OF_OWN_RULES } from './of-own-rules.ts';
import { OF_STOCK_RULES } from './of-stock-rules.ts';

export const MUTANTS: readonly Mutant[] = [...OF_STOCK_RULES, ...OF_OWN_RULES];
