// Nothing that a test or a tool starts outlives it, however it ends. A small shell holds the list
// of processes and waits on a pipe whose other end is ours: when we are gone, killed or not, the
// pipe closes and it kills them. We in turn leave when whoever started us has gone.

import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

const GUARD_SCRIPT = `
trap '' INT TERM HUP
watched= folder=
while read -r verb value; do
  case $verb in
    folder) folder=$value ;;
    watch) watched="$watched $value" ;;
    release)
      kept=
      for pid in $watched; do [ "$pid" = "$value" ] || kept="$kept $pid"; done
      watched=$kept ;;
  esac
done
for pid in $watched; do kill -KILL "$pid" 2>/dev/null; done
[ -z "$folder" ] || rm -rf -- "$folder"
`;

const PARENT_CHECK_MS = 500;

let guard: ChildProcess | null = null;

/** From now on the process dies with us. */
export function watchProcess(pid: number): void {
  tellGuard(`watch ${pid}`);
}

/** The process has ended; its number may be given to another one. */
export function releaseProcess(pid: number): void {
  tellGuard(`release ${pid}`);
}

/** The folder is removed when we end. One a process. */
export function watchFolder(path: string): void {
  tellGuard(`folder ${path}`);
}

/** Ends this process soon after whoever started it has gone. */
export function leaveWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, PARENT_CHECK_MS).unref();
}

function tellGuard(line: string): void {
  guard ??= startGuard();
  guard.stdin?.write(`${line}\n`);
}

function startGuard(): ChildProcess {
  leaveWithParent();
  const shell = spawn('sh', ['-c', GUARD_SCRIPT], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return shell;
}
