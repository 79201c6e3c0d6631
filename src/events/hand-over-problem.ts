// Why a master could not be replaced without the danger that writes are lost: the words for it, in
// the event and in the answer to the operator.

import type { HandOverProblem } from '../core/operator-request.ts';
import { abortCauseText } from './abort-cause.ts';

export function handOverProblemText(problem: HandOverProblem): string {
  switch (problem.code) {
    case 'master-unreachable':
      return 'the master cannot be reached';
    case 'refused':
      return `${problem.node} refuses ${problem.text}`;
    case 'no-answer':
      return `${problem.node} does not answer`;
    case 'replica-lags':
      return `${problem.node} is too far behind`;
    case 'master-emptied':
      return 'the master has lost its data, and what was written to it since is given up';
    case 'timeout-too-short':
      return 'the TIMEOUT is too short';
    case 'too-late':
      return 'the old master was not a replica yet when it took writes again';
    case 'aborted':
      return problem.cause === null
        ? 'the failover was given up'
        : `the failover was given up: ${abortCauseText(problem.cause)}`;
  }
}
