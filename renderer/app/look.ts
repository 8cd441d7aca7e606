// Theme and language of the page itself: on the html element, where style sheets and screen readers look for them.
import { useEffect } from 'react';
import { useEngine, useShell } from '../state/hooks.ts';
import { useText } from './text/use-text.ts';

/** Follows the settings, and the system's own theme while they say so. */
export function useLook(): void {
  const { language } = useText();
  const theme = useEngine((view) => view.settings.theme) ?? 'system';
  const shell = useShell();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => {
      document.documentElement.dataset.theme = theme === 'system' ? (system.matches ? 'dark' : 'light') : theme;
    };
    apply();
    system.addEventListener('change', apply);
    return () => { system.removeEventListener('change', apply); };
  }, [theme]);
  useEffect(() => {
    if (shell !== undefined) document.documentElement.dataset.platform = shell.platform;
  }, [shell]);
}
