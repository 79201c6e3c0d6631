// The names that completion offers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printGroups } from './completion.ts';

test('no name is offered that a shell would carry out or take apart', async () => {
  const groupNames = ['a b', '$(reboot)', '`reboot`', 'a;b', '*', '~', 'my-master_2.eu', 'x'];
  const shown: string[] = [];
  let isClosed = false;
  const gathering = {
    groupNames,
    close: () => {
      isClosed = true;
    },
  };
  await printGroups(
    async () => gathering,
    (name) => shown.push(name),
  );
  assert.deepEqual(shown, ['my-master_2.eu', 'x']);
  assert.ok(isClosed);
});
