// The way to following a database: where it is, which one, where the copy goes.
import { useState } from 'react';
import type { FollowSource, PeerView, ServerInput, ServerOffer } from '../../../../main/ipc/contract/views.ts';
import { useSession, useShell } from '../../../state/hooks.ts';
import { type Action, useAction } from '../../../state/use-action.ts';
import { nameOf } from '../../../parts/text/paths.ts';
import { useWizard, type Wizard } from '../../destinations/place/use-wizard.ts';

export type FollowStep =
  | { readonly kind: 'from' }
  | { readonly kind: 'code'; readonly address: string; readonly code: string }
  | { readonly kind: 'which'; readonly offer: ServerOffer; readonly chosen: string | undefined }
  /** A place, by the steps of its own wizard. */
  | { readonly kind: 'history' };

export interface Follow {
  readonly step: FollowStep;
  readonly place: Wizard;
  /** Where the copy goes. */
  readonly path: string;
  /** Undefined until it is known what is followed. */
  readonly source: FollowSource | undefined;
  readonly action: Action;
  readonly to: (step: FollowStep) => void;
  readonly setPath: (path: string) => void;
  readonly connect: (server: ServerInput) => void;
  readonly back: () => void;
  /** Resolves to whether it follows now. */
  readonly follow: () => Promise<'done' | 'failed' | 'busy'>;
}

export function useFollow(): Follow {
  const { client } = useSession();
  const home = useShell()?.home ?? '';
  const [step, setStep] = useState<FollowStep>({ kind: 'from' });
  const [typed, setPath] = useState<string>();
  const place = useWizard();
  const action = useAction();
  const source = sourceOf(step, place);
  const path = typed ?? suggested(source, home);
  const to = (next: FollowStep): void => {
    action.clear();
    setStep(next);
  };
  return {
    step,
    place,
    path,
    source,
    action,
    to,
    setPath,
    connect: (server) => {
      void action.run(async () => {
        const offer = await client.call('live.databasesAt', server);
        const open = offer.databases.filter(({ followed }) => followed === undefined);
        setStep({ kind: 'which', offer, chosen: open.length === 1 ? open[0]?.name : undefined });
      });
    },
    back: () => {
      if (step.kind === 'history' && place.step.kind !== 'kind') place.back();
      else to({ kind: 'from' });
    },
    follow: () => action.run(async () => {
      if (source !== undefined) await client.call('live.follow', { source, path: path.trim() });
    }),
  };
}

function sourceOf(step: FollowStep, { step: at, trial }: Wizard): FollowSource | undefined {
  if (step.kind === 'which' && step.chosen !== undefined) return { kind: 'server', server: step.offer.server, name: step.chosen };
  if (step.kind === 'history' && at.kind === 'trial' && trial.kind === 'passed') return { kind: 'history', place: at.place };
  return undefined;
}

/** In the home folder, by the name it has there. */
function suggested(source: FollowSource | undefined, home: string): string {
  if (source?.kind !== 'server' || home === '') return '';
  const separator = home.includes('\\') ? '\\' : '/';
  return `${home}${separator}${nameOf(source.name)}`;
}

export function byName(servers: Readonly<Record<string, PeerView>>): readonly PeerView[] {
  return Object.values(servers).sort((a, b) => a.name.localeCompare(b.name));
}

/** Letters and digits of a code, as the engine takes them; undefined for what is none yet. */
export function codeIn(typed: string): string | undefined {
  const bare = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  // Half of it where there is no certificate to compare: on one and the same computer.
  return /^(?:[A-Z2-7]{12}){1,2}$/.test(bare) ? bare.replaceAll(/(.{4})(?=.)/g, '$1-') : undefined;
}
