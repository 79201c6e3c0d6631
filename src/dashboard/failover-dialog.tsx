// A planned failover: nothing can be started here before a dry run with the same choices has said
// what would be done.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type FailoverOrder, type Failure, order, pathOf, type Result } from './api.ts';
import { Dialog } from './dialog.tsx';
import { addressText } from './format.ts';
import { useAround, useTopic } from './hooks.ts';
import { wordFor } from './language.ts';
import type { GroupPicture } from './wire.ts';

interface DryRun {
  readonly outcome: string;
  /** Word for word what the failover would be answered with. */
  readonly reply: string;
  readonly lines: readonly string[];
}

interface Done {
  readonly message: string;
  readonly reply?: DryRun;
}

type Step =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'shown'; readonly order: FailoverOrder; readonly dryRun: DryRun }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly isDone: boolean; readonly message: string };

interface Running {
  readonly step: Step;
  rehearse(wanted: FailoverOrder): Promise<void>;
  go(shown: FailoverOrder): Promise<void>;
  /** The choices have changed: what was shown is no longer what would be done. */
  forget(): void;
}

function useFailover(name: string): Running {
  const { unlock } = useAround();
  const [step, setStep] = useState<Step>({ kind: 'choosing' });

  async function rehearse(wanted: FailoverOrder): Promise<void> {
    setStep({ kind: 'asking' });
    const result = await send(name, wanted);
    if (!result.ok) return refused(result, () => rehearse(wanted));
    const { reply, message } = result.value;
    if (reply === undefined) setStep({ kind: 'ended', isDone: false, message });
    else setStep({ kind: 'shown', order: wanted, dryRun: reply });
  }

  async function go(shown: FailoverOrder): Promise<void> {
    setStep({ kind: 'running' });
    const result = await send(name, { ...shown, dryRun: false });
    if (!result.ok) return refused(result, () => go(shown));
    setStep({ kind: 'ended', isDone: true, message: result.value.message });
  }

  function refused({ status, message }: Failure, again: () => Promise<void>): void {
    if (status !== 401) return setStep({ kind: 'ended', isDone: false, message });
    setStep({ kind: 'choosing' });
    unlock(() => void again());
  }

  return { step, rehearse, go, forget: () => setStep({ kind: 'choosing' }) };
}

export function FailoverDialog(props: {
  readonly group: GroupPicture;
  readonly onClose: () => void;
}): VNode {
  const { group, onClose } = props;
  const { words } = useAround();
  const live = useTopic(`group ${group.name}`).groups.get(group.name) ?? group;
  const { step, rehearse, go, forget } = useFailover(group.name);
  const [to, setTo] = useState('');
  const [coordinated, setCoordinated] = useState(true);
  const wanted: FailoverOrder = { dryRun: true, coordinated, to: to === '' ? null : to };
  const isBusy = step.kind === 'asking' || step.kind === 'running';
  const isOver = step.kind === 'ended';
  return (
    <Dialog title={words.failover.title(group.name)} onClose={onClose}>
      <p>{words.failover.intro}</p>
      <Choices
        {...{ group, to, coordinated }}
        isFixed={isBusy || isOver}
        onTo={(chosen) => {
          setTo(chosen);
          forget();
        }}
        onCoordinated={(chosen) => {
          setCoordinated(chosen);
          forget();
        }}
      />
      <div class="outcome" role="status">
        <Outcome step={step} stage={live.failover?.stage ?? null} />
      </div>
      <p class="buttons">
        {!isOver && (
          <button
            type="button"
            class={step.kind === 'shown' ? '' : 'main'}
            disabled={isBusy}
            onClick={() => void rehearse(wanted)}
          >
            {words.failover.dryRun}
          </button>
        )}
        {step.kind === 'shown' && happens(step.dryRun) && (
          <button type="button" class="danger" onClick={() => void go(step.order)}>
            {words.failover.go}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {isOver ? words.failover.close : words.failover.cancel}
        </button>
      </p>
    </Dialog>
  );
}

function Choices(props: {
  readonly group: GroupPicture;
  readonly to: string;
  readonly coordinated: boolean;
  readonly isFixed: boolean;
  readonly onTo: (to: string) => void;
  readonly onCoordinated: (coordinated: boolean) => void;
}): VNode {
  const { group, to, coordinated, isFixed, onTo, onCoordinated } = props;
  const { words } = useAround();
  return (
    <>
      <label class="field">
        {words.failover.target}
        <select
          value={to}
          disabled={isFixed}
          onChange={({ currentTarget: { value } }) => onTo(value)}
        >
          <option value="">{words.failover.best}</option>
          {group.replicas.map(addressText).map((address) => (
            <option key={address} value={address}>
              {address}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={coordinated}
          disabled={isFixed}
          onChange={({ currentTarget: { checked } }) => onCoordinated(checked)}
        />
        {words.failover.coordinated}
      </label>
    </>
  );
}

/** `stage`: of the failover under way; null: there is none. */
function Outcome(props: { readonly step: Step; readonly stage: string | null }): VNode | null {
  const { step, stage } = props;
  const { words } = useAround();
  switch (step.kind) {
    case 'choosing':
      return null;
    case 'asking':
      return <p>{words.failover.running}…</p>;
    case 'shown':
      return <Shown dryRun={step.dryRun} />;
    case 'running':
      return (
        <p>
          {words.failover.under}
          {stage === null ? '…' : `: ${wordFor(words.stages, stage)}`}
        </p>
      );
    case 'ended':
      return (
        <p class={step.isDone ? 'good' : 'wrong'}>
          <strong>{step.isDone ? words.failover.done : words.failover.failed}</strong>:{' '}
          {step.message}
        </p>
      );
    default:
      return step satisfies never;
  }
}

function Shown({ dryRun }: { readonly dryRun: DryRun }): VNode {
  const { words } = useAround();
  return (
    <>
      <p>
        <strong>{happens(dryRun) ? words.failover.would : words.failover.wouldNot}</strong>:{' '}
        {dryRun.reply}
      </p>
      <ul class="lines">
        {dryRun.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

/** Whether there would be a switch at all. */
function happens({ outcome }: DryRun): boolean {
  return outcome === 'handed-over' || outcome === 'writes-can-be-lost';
}

async function send(name: string, { to, ...rest }: FailoverOrder): Promise<Result<Done>> {
  return await order<Done>(`${pathOf(name)}/failover`, { ...rest, ...(to === null ? {} : { to }) });
}
