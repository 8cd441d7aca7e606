// Paths that a person chooses: in the system's own dialog where there is one, else in ours. The one way all screens ask.
import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useMemo, useState } from 'react';
import { useSession, useShell } from '../../state/hooks.ts';
import type { ChooseWhat } from './choose-what.ts';

export type ChoosePaths = (what: ChooseWhat, suggested?: string) => Promise<readonly string[]>;

const FileDialog = lazy(() => import('./file-dialog.tsx').then((m) => ({ default: m.FileDialog })));
const ChooserContext = createContext<ChoosePaths | undefined>(undefined);

interface Request {
  readonly what: ChooseWhat;
  readonly suggested: string | undefined;
  readonly resolve: (paths: readonly string[]) => void;
}

/** @returns absolute paths; none when the person changed their mind. Rejects when the system's dialog failed. */
export function useChoosePaths(): ChoosePaths {
  const choose = use(ChooserContext);
  if (choose === undefined) throw new Error('no chooser around this component');
  return choose;
}

export function ChooserProvider({ children }: { readonly children: ReactNode }) {
  const { client } = useSession();
  const native = useShell()?.chooser === 'native';
  const [request, setRequest] = useState<Request>();
  const choose = useCallback<ChoosePaths>((what, suggested) => {
    if (native) return client.call('files.choose', { what, ...(suggested !== undefined && { suggested }) });
    return new Promise((resolve) => {
      setRequest({ what, suggested, resolve });
    });
  }, [client, native]);
  const dialog = useMemo(() => {
    if (request === undefined) return null;
    const done = (paths: readonly string[]): void => {
      setRequest(undefined);
      request.resolve(paths);
    };
    return <FileDialog what={request.what} suggested={request.suggested} onDone={done} />;
  }, [request]);
  return (
    <ChooserContext value={choose}>
      {children}
      <Suspense>{dialog}</Suspense>
    </ChooserContext>
  );
}
