// How a replica is, in words and as a shape: what follows here, and what follows this computer.
import type { FollowerCopyView, Language, LiveView, PairedView, ReplicaView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { clock, number } from '../../../main/ipc/contract/words/format.ts';
import { sentenceOf } from '../../../main/ipc/contract/words/sentence.ts';
import type { Text } from '../../app/text/use-text.ts';
import type { ShapeKind } from '../../parts/shape/shape.tsx';
import { duration } from '../../parts/text/duration.ts';
import { bareAddress, nameOf } from '../../parts/text/paths.ts';

export interface Status {
  readonly shape: ShapeKind;
  readonly word: string;
  /** What is to be known besides; empty when all is well. */
  readonly detail: string;
  /** Ms; undefined when it is not known. */
  readonly lag: number | undefined;
}

/** Who it follows: the name of the other computer, or the last part of a history's address. */
export function sourceName({ from, source }: ReplicaView, { servers }: LiveView): string {
  if (from.kind === 'server') return servers[from.server]?.name ?? source;
  return nameOf(bareAddress(from.url).replace(/\/+$/, '')) || from.url;
}

export function replicaStatus(replica: ReplicaView, from: string, text: Text, now: number): Status {
  const { t, language } = text;
  const { role, txid, appliedAt } = replica;
  const asOf = txid === 0 ? t.replicas.asOfNothing : t.replicas.asOf(clock(language, appliedAt, now));
  const away = txid === 0 ? undefined : now - appliedAt;
  switch (role.kind) {
    case 'primary':
      return { shape: 'safe', word: t.replicas.writes, detail: '', lag: 0 };
    case 'following':
      return following(replica, from, text);
    case 'electing':
      return { shape: 'waiting', word: t.replicas.waitingFor(from), detail: t.replicas.electing(from), lag: away };
    case 'searching':
      return { shape: 'waiting', word: t.replicas.waitingFor(from), detail: `${sentenceOf(errorIn(language, role.reason).message)} ${asOf}.`, lag: away };
    case 'stopped':
      return { shape: 'paused', word: t.replicas.stopped, detail: asOf, lag: away };
    case 'failed':
      return { shape: 'needs-you', word: t.replicas.needsYou, detail: asOf, lag: away };
    default:
      return role satisfies never;
  }
}

function following({ txid, behind, lag, waiting }: ReplicaView, from: string, text: Text): Status {
  const { t, language } = text;
  if (waiting !== undefined) return { shape: 'waiting', word: t.replicas.waitsHere, detail: sentenceOf(errorIn(language, waiting).message), lag };
  if (txid === 0) return { shape: 'working', word: t.replicas.first, detail: '', lag: undefined };
  if (behind === 0) return { shape: 'safe', word: t.replicas.level(from), detail: '', lag: 0 };
  return { shape: 'working', word: t.replicas.catchingUp, detail: behindWords(behind, lag, text), lag };
}

/** One computer that follows this one, and one database of it. */
export function copyStatus({ presence }: PairedView, { behind, lag }: FollowerCopyView, text: Text, now: number): Status {
  const { t, language } = text;
  if (presence.kind === 'away') {
    const detail = behind === 0 ? '' : t.replicas.changesBehind(changes(behind, text));
    return { shape: 'waiting', word: t.replicas.awaySince(clock(language, presence.since, now)), detail, lag: now - presence.since };
  }
  if (behind === 0) return { shape: 'safe', word: t.replicas.levelWord, detail: '', lag: 0 };
  return { shape: 'working', word: t.replicas.catchingUp, detail: behindWords(behind, lag, text), lag };
}

export function pairedStatus({ presence, databases }: PairedView, { t, language }: Text, now: number): Pick<Status, 'shape' | 'word'> {
  switch (presence.kind) {
    case 'expected':
      return { shape: 'waiting', word: t.replicas.expected };
    case 'away':
      return { shape: 'waiting', word: t.replicas.awaySince(clock(language, presence.since, now)) };
    case 'connected': {
      if (databases.length === 0) return { shape: 'paused', word: t.replicas.nothingFollowed };
      const late = databases.some(({ behind }) => behind > 0);
      return { shape: late ? 'working' : 'safe', word: late ? t.replicas.catchingUp : t.replicas.levelWord };
    }
    default:
      return presence satisfies never;
  }
}

function behindWords(behind: number, lag: number | undefined, text: Text): string {
  const count = changes(behind, text);
  return lag === undefined ? text.t.replicas.changesBehind(count) : text.t.replicas.behind(lagWords(lag, text), count);
}

export function changes(count: number, { t, language }: Text): string {
  return t.replicas.changes(count, number(language, count));
}

/** `0.1 s`, `4 s`, `2 min` */
function lagWords(lag: number, { t, language }: Text): string {
  return lag < 9950 ? t.replicas.seconds(tenths(language, lag)) : duration(language, lag);
}

function tenths(language: Language, ms: number): string {
  return number(language, Math.max(0.1, ms / 1000), 1);
}

/** Read aloud for the picture. */
export function lagLabel({ word, detail }: Status, { t }: Text): string {
  return t.replicas.lagPicture(detail === '' ? word : `${word}, ${detail}`);
}
