// English for what more than one face says: the sentence of truth, status words, the tray, notices.
import type { Language } from '../../../engine/agent/views.ts';
import { ago, clock } from './format.ts';
import { keptEn } from './kept-en.ts';
import type { Overall } from './overall.ts';

const language: Language = 'en';
const databases = (count: number): string => (count === 1 ? '1 database' : `${count} databases`);
const allOf = (total: number): string => (total === 1 ? 'Your database is' : total === 2 ? 'Both databases are' : `All ${databases(total)} are`);
const others = (total: number, less: number): string =>
  total === less ? '' : ` The other ${total - less === 1 ? 'one is' : `${total - less} are`} unaffected.`;

export const en = {
  sentence(truth: Overall, now: number): string {
    switch (truth.kind) {
      case 'empty':
        return 'Nothing is protected yet.';
      case 'safe': {
        const last = truth.copiedAt === 0 ? '' : ` Last change copied ${ago(language, truth.copiedAt, now)}.`;
        return `${allOf(truth.total)} safe.${last}`;
      }
      case 'working':
        return truth.working === 1 ? `${truth.name} is catching up.` : `${databases(truth.working)} are catching up.`;
      case 'paused': {
        const until = truth.until === undefined ? '' : ` until ${clock(language, truth.until, now)}`;
        return `${truth.paused === truth.total ? 'Copying is' : `${databases(truth.paused)} ${truth.paused === 1 ? 'is' : 'are'}`} paused${until}.`;
      }
      case 'waiting':
        if (truth.owner !== undefined) return `${truth.owner} holds the pen for ${truth.name}. Its changes wait on this computer.${others(truth.total, truth.waiting)}`;
        return truth.destination === undefined
          ? `${truth.name} is waiting: ${truth.reason.message}.${others(truth.total, truth.waiting)}`
          : `${truth.destination} is not connected. Changes to ${databases(truth.waiting)} wait on this computer for it.`;
      case 'needs-you':
        return `${truth.name} needs you: ${truth.reason.message}.${others(truth.total, truth.failed)}`;
      default:
        return truth satisfies never;
    }
  },
  kept: keptEn,
  shape: {
    safe: 'Safe',
    working: 'Catching up',
    paused: 'Paused',
    waiting: 'Waiting',
    'needs-you': 'Needs you',
  },
  tray: {
    open: 'Open Tidemark',
    quit: 'Quit Tidemark',
    backUpNow: 'Back up now',
    pause: 'Pause',
    pauseHour: 'For 1 hour',
    pauseTomorrow: 'Until tomorrow',
    resume: 'Resume',
    restoreTo: 'Restore to',
    fiveMinutes: '5 minutes ago',
    oneHour: '1 hour ago',
    thisMorning: 'This morning',
    choose: 'Choose a moment…',
    show: 'Show in Tidemark',
    more: (count: number) => `${count} more…`,
    starting: 'Tidemark is starting.',
    down: (reason: string) => `Copying has stopped: ${reason}. Tidemark starts it again by itself.`,
  },
  notice: {
    needsYou: (name: string) => `${name} needs you`,
    unsafeTogether: (count: number, since: string) => `${count} databases have not been safe since ${since}`,
    absent: (destination: string) => `${destination} is not connected`,
    absentBody: (count: number, since: string) =>
      `Changes to ${databases(count)} have been waiting on this computer since ${since}.`,
    needYou: (count: number) => `${count} databases need you`,
    notConfirmed: 'Changes may not be copied yet.',
    copyReady: (name: string) => `A copy of ${name} is ready`,
    firstCopies: (count: number) => `${count} databases are safe`,
    unsafe: (name: string, since: string) => `${name} has not been safe since ${since}`,
    restored: (name: string, moment: string) => `${name} is back to ${moment}`,
    restoreFailed: (name: string) => `${name} was not restored`,
    firstCopy: (name: string) => `${name} is safe`,
    firstCopyBody: 'The first copy is complete. Every change is copied from now on.',
    undo: 'Undo',
    show: 'Show',
    fix: 'Fix…',
    pauseFourHours: 'Pause for 4 hours',
  },
} as const;
