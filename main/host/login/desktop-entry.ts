// The file that starts an app at login on Linux (Desktop Entry Specification 1.5, Desktop Application Autostart).

export interface DesktopEntry {
  readonly name: string;
  readonly comment: string;
  /** Program and arguments. */
  readonly command: readonly string[];
}

export function desktopEntry({ name, comment, command }: DesktopEntry): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${escaped(name)}`,
    `Comment=${escaped(comment)}`,
    `Exec=${escaped(command.map(quoted).join(' '))}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
  ];
  return `${lines.join('\n')}\n`;
}

/** An argument of Exec: quoted when it holds anything but plain characters; a percent sign begins a field code. */
function quoted(argument: string): string {
  const text = argument.replaceAll('%', '%%');
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `"${text.replaceAll(/["`$\\]/g, (character) => `\\${character}`)}"`;
}

/** A value of the file, as every string of it: this comes after the quoting, so a backslash there is four here. */
function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}
