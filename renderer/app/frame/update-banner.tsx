// An update that waits for a person.
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { Button } from '../../parts/button/button.tsx';
import { useSession, useShell } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import { useText } from '../text/use-text.ts';
import styles from './update-banner.module.css';

export function UpdateBanner() {
  const { t, language } = useText();
  const { client } = useSession();
  const action = useAction();
  const update = useShell()?.update;
  if (update?.kind !== 'ready') return null;
  const install = (): void => {
    void action.run(async () => {
      await client.call('update.install', {});
    });
  };
  return (
    <div className={styles.banner}>
      <p role="status">
        {action.state.kind === 'failed' ? t.shell.updateFailed(errorIn(language, action.state.error).message) : t.shell.updateReady(update.version)}
      </p>
      <Button size="small" working={action.state.kind === 'working'} onClick={install}>{t.shell.updateInstall}</Button>
    </div>
  );
}
