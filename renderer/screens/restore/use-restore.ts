// Drives the states of a restore: asks the engine, tells the machine what came of it, and speaks up when the sheet was
// left before the end.
import { type ActionDispatch, useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { CallNews } from '../../../main/ipc/contract/wire.ts';
import type { DatabaseView, OperationView } from '../../../main/ipc/contract/views.ts';
import type { Client } from '../../../main/ipc/contract/client.ts';
import { useEngine, useSession } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';
import { chosen, next, type RestoreEvent, type RestoreResult, type RestoreState, type Target, type Work } from './machine.ts';
import { endOf, runningRestore, workOf } from './operations.ts';

export interface Restore {
  readonly state: RestoreState;
  readonly dispatch: ActionDispatch<[RestoreEvent]>;
  /** The engine's own view of what runs, once it is there. */
  readonly operation: OperationView | undefined;
  readonly start: (work: Work, details: { readonly output?: string; readonly operation?: string }) => void;
  readonly cancel: () => void;
}

interface Options {
  readonly database: DatabaseView;
  readonly target: Target;
  /** Told the end of a restore whose sheet was left. */
  readonly onEndedAlone: (event: RestoreEvent, work: Work) => void;
}

export function useRestore({ database: { id }, target, onEndedAlone }: Options): Restore {
  const { client } = useSession();
  const operation = useEngine((view) => runningRestore(view, id));
  const [state, dispatch] = useReducer(next, undefined, () => first(target, operation));
  const [control, setControl] = useState<AbortController>();
  const alone = useLeft();
  usePreview(client, id, state, dispatch);
  useFollowed(state, control, dispatch, operation);

  const start = useCallback<Restore['start']>((work, details) => {
    const { target: wanted } = state.choice;
    const controller = new AbortController();
    const onNews = (news: CallNews): void => {
      if (news.kind === 'progress') dispatch({ kind: 'progress', progress: news.progress });
    };
    const tell = (event: RestoreEvent): void => {
      if (alone.current) onEndedAlone(event, work);
      else dispatch(event);
    };
    setControl(controller);
    dispatch({ kind: 'start', work });
    call({ client, database: id, target: wanted, work, ...details, options: { signal: controller.signal, onNews } }).then(
      (outcome) => { tell({ kind: 'ended', outcome }); },
      (error: unknown) => { tell({ kind: 'failed', error: errorView(error) }); },
    );
  }, [client, id, state.choice, alone, onEndedAlone]);

  const cancel = (): void => {
    dispatch({ kind: 'cancel' });
    if (control !== undefined) control.abort();
    else if (operation !== undefined) client.call('activity.cancel', { operation: operation.id }).catch(() => undefined);
  };
  return { state, dispatch, operation, start, cancel };
}

function first(target: Target, running: OperationView | undefined): RestoreState {
  const choice = chosen(target);
  const work = running && workOf(running);
  return work === undefined
    ? { kind: 'choosing', choice }
    : { kind: 'running', choice, work, progress: undefined, cancel: 'possible' };
}

function useLeft() {
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => { left.current = true; };
  }, []);
  return left;
}

/** Asks what a restore of the chosen moment would read and change, whenever another moment is chosen. */
function usePreview(client: Client, database: string, state: RestoreState, dispatch: Restore['dispatch']): void {
  const { target, preview } = state.choice;
  const wanted = state.kind === 'choosing' && preview.kind === 'loading' ? target : undefined;
  useEffect(() => {
    if (wanted === undefined) return undefined;
    const controller = new AbortController();
    client.call('restore.preview', { database, target: wanted }, { signal: controller.signal }).then(
      (answer) => { dispatch({ kind: 'preview', target: wanted, preview: { kind: 'ready', preview: answer } }); },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        dispatch({ kind: 'preview', target: wanted, preview: { kind: 'failed', error: errorView(error) } });
      },
    );
    return () => { controller.abort(); };
  }, [client, database, wanted, dispatch]);
}

/** A restore that was begun elsewhere, or whose sheet was left and opened again, is followed to its end. */
function useFollowed(
  state: RestoreState,
  control: AbortController | undefined,
  dispatch: Restore['dispatch'],
  running: OperationView | undefined,
): void {
  const [followed] = useState(running?.id);
  const operation = useEngine((view) => (followed === undefined ? undefined : view.operations[followed]));
  const active = state.kind === 'running' && control === undefined;
  useEffect(() => {
    if (!active || operation === undefined) return;
    if (operation.state.kind === 'running' && operation.state.progress !== undefined) {
      dispatch({ kind: 'progress', progress: operation.state.progress });
    }
    const end = endOf(operation);
    if (end !== undefined) dispatch(end);
  }, [active, operation, dispatch]);
}

interface Call {
  readonly client: Client;
  readonly database: string;
  readonly target: Target;
  readonly work: Work;
  readonly output?: string;
  readonly operation?: string;
  readonly options: Parameters<Client['call']>[2];
}

async function call({ client, database, target, work, output = '', operation = '', options }: Call): Promise<RestoreResult> {
  switch (work) {
    case 'here':
      return { kind: 'here', result: await client.call('restore.inPlace', { database, target }, options) };
    case 'copy':
      return { kind: 'copy', result: await client.call('restore.copy', { database, target, output }, options) };
    case 'undo':
      return { kind: 'undo', result: await client.call('restore.undo', { operation }, options) };
    default:
      return work satisfies never;
  }
}
