// Who follows whom, as a picture: what flows in at the left, this computer, what flows out at the right. The lists below say
// the same in words.
import type { ReactNode } from 'react';
import type { LiveView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { cx } from '../../parts/cx.ts';
import { ComputerIcon, DestinationIcon } from '../../parts/icons/icons.tsx';
import { Shape, type ShapeKind } from '../../parts/shape/shape.tsx';
import { useNow } from '../../state/hooks.ts';
import styles from './flow-map.module.css';
import { pairedStatus, replicaStatus, sourceName } from './words.ts';

interface Node {
  readonly id: string;
  readonly name: string;
  readonly icon: ReactNode;
  readonly shape: ShapeKind;
}

/** Px: from the middle of one node to the middle of the next; the width of the lines. */
const PITCH = 36;
const WIDTH = 72;
/** On each side; the others are counted. */
const MOST = 5;

export function FlowMap({ live }: { readonly live: LiveView }) {
  const { t } = useText();
  const [sources, followers] = [useSources(live), useFollowers(live)];
  if (sources.length + followers.length === 0) return null;
  const rows = Math.max(sources.length, followers.length, 1);
  const height = rows * PITCH;
  return (
    <div aria-hidden="true" className={styles.map} style={{ height }}>
      <Side nodes={sources} height={height} side="in" />
      <span className={styles.here}><ComputerIcon size={18} />{t.replicas.thisComputer}</span>
      <Side nodes={followers} height={height} side="out" />
    </div>
  );
}

/** One node for each computer or history that is followed, as bad as the worst of what comes from there. */
function useSources(live: LiveView): readonly Node[] {
  const text = useText();
  const now = useNow(5000);
  const nodes = new Map<string, Node>();
  for (const replica of Object.values(live.followed)) {
    const name = sourceName(replica, live);
    const { from } = replica;
    const id = from.kind === 'server' ? from.server : from.url;
    const { shape } = replicaStatus(replica, name, text, now);
    const before = nodes.get(id)?.shape ?? 'safe';
    const icon = from.kind === 'server' ? <ComputerIcon /> : <DestinationIcon />;
    nodes.set(id, { id, name, icon, shape: worse(before, shape) });
  }
  return few([...nodes.values()]);
}

function useFollowers({ followers }: LiveView): readonly Node[] {
  const text = useText();
  return few(Object.values(followers).map((one) => {
    return { id: one.id, name: one.name, icon: <ComputerIcon />, shape: pairedStatus(one, text, one.pairedAt).shape };
  }));
}

function few(nodes: readonly Node[]): readonly Node[] {
  const more = nodes.length - MOST;
  return more <= 1 ? nodes : [...nodes.slice(0, MOST), { id: 'more', name: `+${more}`, icon: null, shape: 'safe' }];
}

const WORST: readonly ShapeKind[] = ['safe', 'paused', 'working', 'waiting', 'needs-you'];

function worse(a: ShapeKind, b: ShapeKind): ShapeKind {
  return WORST.indexOf(a) > WORST.indexOf(b) ? a : b;
}

function Side({ nodes, height, side }: { readonly nodes: readonly Node[]; readonly height: number; readonly side: 'in' | 'out' }) {
  const list = (
    <ul className={cx(styles.nodes, styles[side])}>
      {nodes.map(({ id, name, icon, shape }) => (
        <li key={id} className={styles.node} style={{ height: PITCH }}>
          <span className={styles.name}>{icon}<span>{name}</span></span>
          {id !== 'more' && <Shape kind={shape} size={12} />}
        </li>
      ))}
    </ul>
  );
  const first = (height - nodes.length * PITCH) / 2 + PITCH / 2;
  const lines = (
    <svg width={WIDTH} height={height} viewBox={`0 0 ${WIDTH} ${height}`} className={styles.lines}>
      {nodes.map(({ id, shape }, index) => (
        <g key={id} className={styles[shape]}>
          <path d={curve(first + index * PITCH, height / 2, side)} />
          <path d={arrow(side === 'in' ? height / 2 : first + index * PITCH)} className={styles.arrow} />
        </g>
      ))}
    </svg>
  );
  return side === 'in' ? <>{list}{lines}</> : <>{lines}{list}</>;
}

const END = WIDTH - 6;

/** From a node to this computer, or from this computer to a node. */
function curve(node: number, here: number, side: 'in' | 'out'): string {
  const [from, to] = side === 'in' ? [node, here] : [here, node];
  return `M4 ${from}C${WIDTH * 0.55} ${from} ${WIDTH * 0.45} ${to} ${END} ${to}`;
}

function arrow(y: number): string {
  return `M${END - 5} ${y - 4}L${END} ${y}L${END - 5} ${y + 4}`;
}
