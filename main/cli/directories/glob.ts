// Patterns of file names as Go's filepath.Match has them: `*`, `?`, `[a-z]`, `[^a]`, `\` before a character.

/** Whether a name (without a folder) fits. A `[` that is never closed stands for itself. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const expression = new RegExp(`^${translate(pattern)}$`, 'su');
  return (name) => expression.test(name);
}

function translate(pattern: string): string {
  return pattern.replace(/\\(.)|\[(\^?)((?:\\.|[^\]\\])+)\]|\*|\?|[^*?]/gsu, (part, escaped?: string, not?: string, set?: string) => {
    if (set !== undefined) return `[${not ?? ''}${set.replace(/[[&]/g, '\\$&')}]`;
    if (escaped !== undefined) return literally(escaped);
    if (part === '*') return '.*';
    return part === '?' ? '.' : literally(part);
  });
}

function literally(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
