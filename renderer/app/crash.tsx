// What is shown instead of a screen that failed: never a blank window.
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../parts/button/button.tsx';
import { EmptyState } from '../parts/feedback/empty-state.tsx';
import { ErrorNote } from '../parts/feedback/error-note.tsx';
import { errorView } from '../state/use-action.ts';
import { useText } from './text/use-text.ts';

interface CrashProps {
  readonly children: ReactNode;
}

interface CrashState {
  readonly error: unknown;
}

export class Crash extends Component<CrashProps, CrashState> {
  override state: CrashState = { error: undefined };

  static getDerivedStateFromError(error: unknown): CrashState {
    return { error };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Crashed error={this.state.error} onReload={() => { this.setState({ error: undefined }); }} />;
  }
}

function Crashed({ error, onReload }: { readonly error: unknown; readonly onReload: () => void }) {
  const { t } = useText();
  return (
    <EmptyState title={t.shell.crashTitle} action={<Button tone="primary" onClick={onReload}>{t.shell.reload}</Button>}>
      {t.shell.crash}
      <ErrorNote error={errorView(error)} />
    </EmptyState>
  );
}
