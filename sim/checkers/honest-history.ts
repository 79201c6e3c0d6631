// The history tells what happened (HISTORY-1): a record is open exactly as long as its failover,
// its steps are in their order, and it says of no switch without a hand-over that nothing was lost.

import type { FailoverRecord } from '../../src/core/history.ts';
import type { Checker } from '../observer.ts';

export const honestHistory: Checker = {
  name: 'honest-history',
  watch(_cluster, complain) {
    return {
      stirred(sentinel, { name, failover, record }) {
        const isOpen = record?.outcome === 'under-way';
        if (isOpen === (failover !== null)) return;
        complain(
          `${sentinel.name}: ${name} is in ${failover?.stage ?? 'none'}, ${record?.outcome}`,
        );
      },
      record(sentinel, record) {
        const fault = faultOf(record);
        if (fault !== null) complain(`${sentinel.name}: record ${record.number}: ${fault}`);
      },
    };
  },
};

function faultOf({ steps, outcome, reason, loss, to, role, cause }: FailoverRecord): string | null {
  const { started, elected, selected, told, switched, ended } = steps;
  const inOrder = [started, elected, selected, told, switched, ended].filter((at) => at !== null);
  if (inOrder.some((at, place) => at < (inOrder[place - 1] ?? at))) return `steps ${inOrder}`;
  if ((outcome === 'switched') !== (switched !== null)) return `${outcome}, switched ${switched}`;
  if ((outcome === 'given-up') !== (cause !== null)) return `${outcome} for ${cause}`;
  if (outcome === 'switched' && to === null) return 'nobody was promoted';
  if (outcome === 'switched' && role === 'leader' && told === null) return 'nobody was told';
  const isSure = reason === 'hand-over' || (outcome !== 'switched' && told === null);
  return loss.kind === 'none' && !isSure ? 'nothing lost, without a hand-over' : null;
}
