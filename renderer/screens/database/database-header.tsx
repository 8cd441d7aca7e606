// The head of a database's screen: what it is, how it is, and what can be done.
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { shapeOf } from '../../../main/ipc/contract/words/overall.ts';
import { formatRoute, go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { BackIcon, RestoreIcon } from '../../parts/icons/icons.tsx';
import { ScreenHeader } from '../../parts/list/screen-header.tsx';
import { shareOf } from '../../parts/progress/progress.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { Age } from '../../parts/text/age.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import { useEngine } from '../../state/hooks.ts';
import { Tooltip } from '../../parts/tooltip/tooltip.tsx';
import type { DialogKind } from '../databases/database-dialog.tsx';
import { DatabaseMenu } from '../databases/database-menu.tsx';
import styles from './database-header.module.css';

interface DatabaseHeaderProps {
  readonly database: DatabaseView;
  /** TXID of the chosen moment; undefined is now. */
  readonly chosen: number | undefined;
  readonly onDialog: (kind: DialogKind) => void;
}

export function DatabaseHeader({ database, chosen, onDialog }: DatabaseHeaderProps) {
  const { t, words } = useText();
  const { id, name, path, copies, progress, changedAt } = database;
  const followers = useFollowers(id);
  const shape = shapeOf(database.state);
  const restore = (): void => {
    go({ screen: 'restore', database: id, ...(chosen !== undefined && { txid: chosen }) });
  };
  return (
    <ScreenHeader
      title={name}
      before={
        <Tooltip text={t.database.back}>
          <a href={formatRoute({ screen: 'databases' })} aria-label={t.database.back} className={styles.back}><BackIcon /></a>
        </Tooltip>
      }
      actions={
        <>
          <Tooltip text={t.database.restore} keys="R">
            <Button tone="primary" icon={<RestoreIcon />} disabled={database.txid === 0} onClick={restore}>{t.database.restore}</Button>
          </Tooltip>
          <DatabaseMenu database={database} onDialog={onDialog} />
        </>
      }
    >
      <p className={styles.status}>
        <span className={styles.word}><Shape kind={shape} level={shareOf(progress)} size={14} />{words.shape[shape]}</span>
        <span>{changedAt === 0 ? t.database.noChange : <>{t.database.lastChange} <Age at={changedAt} /></>}</span>
        <span>{t.database.places(copies.length)}</span>
        {followers > 0 && <a href={formatRoute({ screen: 'replicas' })}>{t.replicas.followedBy(followers)}</a>}
        <PathText path={path} className={styles.path} />
      </p>
    </ScreenHeader>
  );
}

/** How many computers follow it. */
function useFollowers(id: string): number {
  const followers = useEngine((view) => view.live.followers) ?? {};
  return Object.values(followers).filter(({ databases }) => databases.some(({ database }) => database === id)).length;
}
