// Where the database is: a computer that let this one in before, another one, or a destination.
import type { ReactNode } from 'react';
import { ago } from '../../../../main/ipc/contract/words/format.ts';
import picker from '../../../app/protect/place-picker.module.css';
import { useText } from '../../../app/text/use-text.ts';
import { cx } from '../../../parts/cx.ts';
import { ComputerIcon, DestinationIcon, PlusIcon } from '../../../parts/icons/icons.tsx';
import { useEngine, useNow } from '../../../state/hooks.ts';
import styles from '../../destinations/place/place.module.css';
import { byName, type Follow } from './use-follow.ts';

export function FromStep({ wizard: { to, connect, action } }: { readonly wizard: Follow }) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const servers = byName(useEngine((view) => view.live.servers) ?? {});
  const option = (key: string, icon: ReactNode, name: string, help: string, onClick: () => void): ReactNode => (
    <button key={key} type="button" className={cx(picker.option, styles.kind)} onClick={onClick}>
      {icon}
      <span className={picker.name}>{name}</span>{' '}
      <span className={picker.note}>{help}</span>
    </button>
  );
  return (
    <div className={styles.kinds} aria-busy={action.state.kind === 'working'}>
      {servers.map(({ id, name, pairedAt }) =>
        option(id, <ComputerIcon size={20} />, name, t.replicas.knownSince(ago(language, pairedAt, now)), () => { connect({ kind: 'known', server: id }); }))}
      {option('server', servers.length === 0 ? <ComputerIcon size={20} /> : <PlusIcon size={20} />, t.replicas.fromServer, t.replicas.fromServerHelp, () => { to({ kind: 'code', address: '', code: '' }); })}
      {option('history', <DestinationIcon size={20} />, t.replicas.fromHistory, t.replicas.fromHistoryHelp, () => { to({ kind: 'history' }); })}
    </div>
  );
}
