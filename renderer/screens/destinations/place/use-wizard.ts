// The way to a place that has been tried: its kind, what is asked for it, the trial.
import { useState } from 'react';
import type { DestinationKind, DestinationLocation, HostKey, PlaceInput } from '../../../../main/ipc/contract/views.ts';
import type { PlaceChoice } from '../../../app/protect/place-choice.ts';
import { nameOf } from '../../../parts/text/paths.ts';
import { type Trial, useTrial } from '../use-trial.ts';
import { type Draft, draftOf, emptyDraft, placeOf, type Problem, problemsOf } from './draft.ts';
import type { FieldName } from './fields.ts';

export type WizardStep =
  | { readonly kind: 'kind' }
  | { readonly kind: 'folder'; readonly choice: PlaceChoice | undefined }
  | { readonly kind: 'form'; readonly draft: Draft; readonly problems: Readonly<Partial<Record<FieldName, Problem>>> }
  /** `from`: where Back leads to. */
  | { readonly kind: 'trial'; readonly place: PlaceInput; readonly from: WizardStep };

export interface Wizard {
  readonly step: WizardStep;
  readonly trial: Trial;
  readonly to: (step: WizardStep) => void;
  readonly choose: (kind: DestinationKind) => void;
  readonly fill: (location: DestinationLocation) => void;
  readonly back: () => void;
  /** From the fields to the trial, unless something is wrong with them. */
  readonly tryOut: () => void;
  readonly again: () => void;
  /** This is the key of the server that is meant. */
  readonly pin: (key: HostKey) => void;
}

const NO_PROBLEMS = {};

export function useWizard(): Wizard {
  const [step, to] = useState<WizardStep>({ kind: 'kind' });
  const { trial, again } = useTrial(step.kind === 'trial' ? step : undefined);
  const form = (draft: Draft): void => { to({ kind: 'form', draft, problems: NO_PROBLEMS }); };
  return {
    step,
    trial,
    to,
    again,
    choose: (kind) => {
      if (kind === 'folder') to({ kind: 'folder', choice: undefined });
      else form(emptyDraft(kind));
    },
    fill: (location) => {
      if (location.kind === 'folder') to({ kind: 'folder', choice: { kind: 'new', path: location.path } });
      else form(draftOf(location));
    },
    back: () => { to(step.kind === 'trial' ? step.from : { kind: 'kind' }); },
    tryOut: () => {
      const next = tried(step);
      if (next !== undefined) to(next);
    },
    pin: ({ key }) => {
      if (step.kind !== 'trial' || step.from.kind !== 'form') return;
      const draft = { ...step.from.draft, hostKey: key };
      to({ kind: 'trial', place: placeOf(draft), from: { ...step.from, draft } });
    },
  };
}

function tried(step: WizardStep): WizardStep | undefined {
  if (step.kind === 'folder' && step.choice !== undefined) {
    return { kind: 'trial', place: { location: { kind: 'folder', path: step.choice.path } }, from: step };
  }
  if (step.kind !== 'form') return undefined;
  const problems = problemsOf(step.draft);
  if (Object.keys(problems).length > 0) return { ...step, problems };
  return { kind: 'trial', place: placeOf(step.draft), from: { ...step, problems } };
}

/** What it may be called. */
export function suggestedName({ place: { location }, from }: Extract<WizardStep, { kind: 'trial' }>): string {
  switch (location.kind) {
    case 'folder':
      return (from.kind === 'folder' ? from.choice?.name : undefined) ?? (nameOf(location.path) || location.path);
    case 's3':
      return location.bucket;
    case 'sftp':
      return location.host;
    case 'webdav':
      return URL.canParse(location.url) ? new URL(location.url).hostname : location.url;
    default:
      return location satisfies never;
  }
}
