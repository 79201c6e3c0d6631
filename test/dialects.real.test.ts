// Every dialect of the file, given to a real Vedette, which writes it: stock starts on what is
// left, and knows the same. And of the files that stock loads it makes what we make.

import assert from 'node:assert/strict';
import { stockOnFile } from '../tools/going-back/stock-on-file.ts';
import { DIALECTS, MY_ID } from './dialects.ts';
import { freePort } from './harness/ports.ts';
import { realTest } from './harness/real-test.ts';
import { Sentinel } from './harness/sentinel.ts';

for (const { name, text, forStock } of DIALECTS) {
  realTest(`from the file of ${name} to Vedette, and on to stock`, async (sandbox) => {
    const port = await freePort();
    // A character is a byte here, and a character there.
    const bytes = Buffer.from(text.replace('port 26379', `port ${port}`), 'latin1');
    const own = bytes.toString('utf8');
    const sentinel = await Sentinel.start(sandbox, { kind: 'vedette', port, text: own });
    assert.equal(await sentinel.myId(), MY_ID);
    assert.equal(await sentinel.call('SENTINEL', 'FLUSHCONFIG'), 'OK');
    await sentinel.end();
    assert.deepEqual(await stockOnFile(sandbox, sentinel.readFile('latin1')), { kind: 'same' });
    const original = await stockOnFile(sandbox, text);
    assert.equal(original.kind === 'same', forStock, JSON.stringify(original));
  });
}
