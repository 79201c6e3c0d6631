// Loaded into a real Vedette before its own code (`node --import`): ends the process by SIGKILL at
// one step of its first write of the file, as KILL_AT_STEP says. A step is a call into the file
// system from the moment in which the new file is opened; the process dies before that call. With
// KILL_HALF set a write has put half of its bytes there by then.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const wantedStep = Number(process.env['KILL_AT_STEP']);
const half = process.env['KILL_HALF'] !== undefined;
/** 0: nothing is being written yet. */
let step = 0;

function reach(dying: () => void = () => {}): void {
  step += 1;
  if (step !== wantedStep) return;
  dying();
  process.kill(process.pid, 'SIGKILL');
}

const { openSync, writeFileSync, fsyncSync, closeSync, renameSync, statSync, rmSync } = fs;

function install(): void {
  const began = (): boolean => step > 0;
  Object.assign(fs, {
    openSync: (...args: Parameters<typeof openSync>) => {
      if (args[1] === 'wx' || began()) reach();
      return openSync(...args);
    },
    writeFileSync: (...args: Parameters<typeof writeFileSync>) => {
      const [file, bytes] = args;
      if (began()) {
        reach(() => {
          if (!half || !(bytes instanceof Uint8Array)) return;
          writeFileSync(file, bytes.subarray(0, bytes.length / 2));
        });
      }
      writeFileSync(...args);
    },
    fsyncSync: (file: number) => {
      if (began()) reach();
      fsyncSync(file);
    },
    closeSync: (file: number) => {
      if (began()) reach();
      closeSync(file);
    },
    renameSync: (...args: Parameters<typeof renameSync>) => {
      if (began()) reach();
      renameSync(...args);
    },
    rmSync: (...args: Parameters<typeof rmSync>) => {
      if (began()) reach();
      rmSync(...args);
    },
    statSync: (...args: Parameters<typeof statSync>) => {
      if (began()) reach();
      return statSync(...args);
    },
  });
  syncBuiltinESMExports();
}

// The thread that writes is the only one.
if (!isMainThread) install();
