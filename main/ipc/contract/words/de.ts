// German for what more than one face says.
import type { Language } from '../../../engine/agent/views.ts';
import { errorIn } from './error-in.ts';
import { ago, clock } from './format.ts';
import { keptDe } from './kept-de.ts';
import type { Overall } from './overall.ts';
import type { Words } from './words.ts';

const language: Language = 'de';
const databases = (count: number): string => (count === 1 ? '1 Datenbank' : `${count} Datenbanken`);
const allIn = (total: number): string => (total === 1 ? 'Ihre Datenbank ist' : total === 2 ? 'Beide Datenbanken sind' : `Alle ${databases(total)} sind`);
const others = (total: number, less: number): string =>
  total === less ? '' : total - less === 1 ? ' Die andere ist nicht betroffen.' : ` Die anderen ${total - less} sind nicht betroffen.`;

export const de: Words = {
  sentence(truth: Overall, now: number): string {
    switch (truth.kind) {
      case 'empty':
        return 'Noch ist nichts geschützt.';
      case 'safe': {
        const last = truth.copiedAt === 0 ? '' : ` Letzte Änderung ${ago(language, truth.copiedAt, now)} kopiert.`;
        return `${allIn(truth.total)} sicher.${last}`;
      }
      case 'working':
        return truth.working === 1 ? `${truth.name} holt auf.` : `${databases(truth.working)} holen auf.`;
      case 'paused': {
        const until = truth.until === undefined ? '' : ` bis ${clock(language, truth.until, now)}`;
        if (truth.paused === truth.total) return `Das Kopieren ist angehalten${until}.`;
        return `${databases(truth.paused)} ${truth.paused === 1 ? 'ist' : 'sind'} angehalten${until}.`;
      }
      case 'waiting':
        if (truth.owner !== undefined) return `${truth.owner} hat den Stift für ${truth.name}. Änderungen warten so lange auf diesem Computer.${others(truth.total, truth.waiting)}`;
        return truth.destination === undefined
          ? `${truth.name} wartet: ${errorIn(language, truth.reason).message}.${others(truth.total, truth.waiting)}`
          : `${truth.destination} ist nicht verbunden. Änderungen an ${databases(truth.waiting)} warten so lange auf diesem Computer.`;
      case 'needs-you':
        return `${truth.name} braucht Sie: ${errorIn(language, truth.reason).message}.${others(truth.total, truth.failed)}`;
      default:
        return truth satisfies never;
    }
  },
  kept: keptDe,
  shape: {
    safe: 'Sicher',
    working: 'Holt auf',
    paused: 'Angehalten',
    waiting: 'Wartet',
    'needs-you': 'Braucht Sie',
  },
  tray: {
    open: 'Tidemark öffnen',
    quit: 'Tidemark beenden',
    backUpNow: 'Jetzt sichern',
    pause: 'Anhalten',
    pauseHour: 'Für 1 Stunde',
    pauseTomorrow: 'Bis morgen',
    resume: 'Fortsetzen',
    restoreTo: 'Zurück zu',
    fiveMinutes: 'Vor 5 Minuten',
    oneHour: 'Vor 1 Stunde',
    thisMorning: 'Heute Morgen',
    choose: 'Zeitpunkt wählen…',
    show: 'In Tidemark zeigen',
    more: (count: number) => `${count} weitere…`,
    starting: 'Tidemark startet.',
    down: (reason: string) => `Das Kopieren steht: ${reason}. Tidemark startet es von selbst neu.`,
  },
  notice: {
    needsYou: (name: string) => `${name} braucht Sie`,
    unsafeTogether: (count: number, since: string) => `${count} Datenbanken sind seit ${since} nicht sicher`,
    absent: (destination: string) => `${destination} ist nicht verbunden`,
    absentBody: (count: number, since: string) =>
      `Änderungen an ${databases(count)} warten seit ${since} auf diesem Computer.`,
    needYou: (count: number) => `${count} Datenbanken brauchen Sie`,
    notConfirmed: 'Änderungen sind vielleicht noch nicht kopiert.',
    copyReady: (name: string) => `Eine Kopie von ${name} ist fertig`,
    firstCopies: (count: number) => `${count} Datenbanken sind sicher`,
    unsafe: (name: string, since: string) => `${name} ist seit ${since} nicht sicher`,
    restored: (name: string, moment: string) => `${name} ist wieder auf dem Stand von ${moment}`,
    restoreFailed: (name: string) => `${name} wurde nicht wiederhergestellt`,
    firstCopy: (name: string) => `${name} ist sicher`,
    firstCopyBody: 'Die erste Kopie ist vollständig. Ab jetzt wird jede Änderung kopiert.',
    undo: 'Rückgängig',
    show: 'Zeigen',
    fix: 'Beheben…',
    pauseFourHours: '4 Stunden anhalten',
  },
};
