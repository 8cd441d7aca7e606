import { describe, expect, test } from 'vitest';
import type { Language } from '../../../main/engine/agent/views.ts';
import { type TrayItem, trayModel, type Truth } from '../../../main/host/tray/model.ts';
import { speechOf } from '../../../main/host/words/speech.ts';
import { copy, database, destination, FULL, GONE, HOUR, MINUTE, NOW, STATES, view } from '../views.ts';

const en = speechOf('en');
const running = (...databases: Parameters<typeof view>[0]): Truth => ({
  kind: 'running',
  view: view(databases),
});

/** One line per item, indented; what cannot be clicked in brackets. */
function drawn(items: readonly TrayItem[], indent = ''): string[] {
  return items.flatMap((item) => {
    switch (item.kind) {
      case 'line':
        return [`${indent}—`];
      case 'text':
        return [`${indent}(${item.label})`];
      case 'action':
        return [
          `${indent}${item.possible === 'yes' ? item.label : `(${item.label})`} → ${JSON.stringify(item.action)}`,
        ];
      case 'menu':
        return [`${indent}${item.label} [${item.icon ?? ''}]`, ...drawn(item.items, `${indent}  `)];
    }
  });
}

describe('the tray', () => {
  test('is this for one database that is safe', () => {
    const model = trayModel(running(database('orders.db')), en, NOW);
    expect(model.icon).toBe('safe');
    expect(model.tooltip).toBe('Tidemark: Your database is safe. Last change copied just now.');
    expect(drawn(model.items)).toEqual([
      '(Your database is safe. Last change copied just now.)',
      '—',
      'orders.db — Safe · now [safe]',
      '  (Restore to)',
      '  5 minutes ago → {"kind":"restore","database":"orders-db","to":"five-minutes"}',
      '  1 hour ago → {"kind":"restore","database":"orders-db","to":"one-hour"}',
      '  This morning, 08:00 → {"kind":"restore","database":"orders-db","to":"this-morning"}',
      '  Choose a moment… → {"kind":"show","route":{"screen":"restore","database":"orders-db"}}',
      '  —',
      '  Show in Tidemark → {"kind":"show","route":{"screen":"database","database":"orders-db"}}',
      '—',
      'Back up now → {"kind":"back-up"}',
      'Pause []',
      '  For 1 hour → {"kind":"pause","until":"hour"}',
      '  Until tomorrow → {"kind":"pause","until":"tomorrow"}',
      '—',
      'Open Tidemark → {"kind":"open"}',
      'Quit Tidemark → {"kind":"quit"}',
    ]);
  });

  test.each(
    (['en', 'de'] as const).flatMap((language) =>
      Object.values(STATES).map((state) => ({ language, state })),
    ),
  )(
    'says in $language that one of two is $state.kind',
    ({ language, state }: { language: Language; state: (typeof STATES)['safe'] }) => {
      const truth = running(database('orders.db', state), database('photos.sqlite'));
      const { icon, tooltip, items } = trayModel(truth, speechOf(language), NOW);
      expect({ icon, tooltip, second: items[2]?.kind === 'menu' ? items[2].label : '' }).toMatchSnapshot();
    },
  );

  test('says that nothing is protected, and offers nothing to do with it', () => {
    expect(drawn(trayModel(running(), en, NOW).items)).toEqual([
      '(Nothing is protected yet.)',
      '—',
      'Open Tidemark → {"kind":"open"}',
      'Quit Tidemark → {"kind":"quit"}',
    ]);
  });

  test('says that the engine starts, and that it is down and why', () => {
    expect(trayModel({ kind: 'starting' }, en, NOW)).toMatchObject({
      icon: 'working',
      tooltip: 'Tidemark is starting.',
    });
    const down = trayModel({ kind: 'down', reason: FULL }, en, NOW);
    expect(down.icon).toBe('needs-you');
    expect(down.tooltip).toContain('the disk is full');
  });

  test('names the destination that is waited for', () => {
    const waiting = database('orders.db', STATES.waiting, {
      copies: [copy({ kind: 'waiting', reason: GONE })],
    });
    const truth: Truth = { kind: 'running', view: view([waiting], { destinations: [destination('disk')] }) };
    expect(trayModel(truth, en, NOW).tooltip).toContain('Backup Disk is not connected');
  });

  test('puts first what needs a person', () => {
    const truth = running(
      database('a.db'),
      database('b.db', STATES.paused),
      database('c.db', STATES.failed),
      database('d.db', STATES.behind),
    );
    const names = trayModel(truth, en, NOW).items.flatMap((item) =>
      item.kind === 'menu' ? [item.label.slice(0, 4)] : [],
    );
    expect(names).toEqual(['c.db', 'd.db', 'b.db', 'a.db', 'Paus']);
  });

  test('shows twelve databases and how many more there are', () => {
    const many = Array.from({ length: 15 }, (_, i) => database(`${String.fromCharCode(97 + i)}.db`));
    const { items } = trayModel(running(...many), en, NOW);
    expect(items.filter((item) => item.kind === 'menu' && item.icon !== undefined)).toHaveLength(12);
    expect(drawn(items)).toContain('3 more… → {"kind":"show","route":{"screen":"databases"}}');
  });

  test('offers no moment before a database was known, nor a morning that has not been', () => {
    const young = database('orders.db', STATES.safe, { addedAt: NOW - 10 * MINUTE });
    expect(drawn(trayModel(running(young), en, NOW).items).slice(4, 7)).toEqual([
      '  5 minutes ago → {"kind":"restore","database":"orders-db","to":"five-minutes"}',
      '  (1 hour ago) → {"kind":"restore","database":"orders-db","to":"one-hour"}',
      '  (This morning, 08:00) → {"kind":"restore","database":"orders-db","to":"this-morning"}',
    ]);
    const atSix = new Date(2026, 5, 12, 6).getTime();
    expect(drawn(trayModel(running(database('orders.db')), en, atSix).items).join()).not.toContain('morning');
  });

  test.each([
    [['safe', 'safe'], ['Pause']],
    [
      ['paused', 'safe'],
      ['Pause', 'Resume'],
    ],
    [['paused', 'paused'], ['Resume']],
  ] as const)('with %j offers %j', (states, offered) => {
    const truth = running(...states.map((kind, i) => database(`${i}.db`, STATES[kind])));
    const labels = trayModel(truth, en, NOW).items.flatMap((item) => ('label' in item ? [item.label] : []));
    expect(labels.filter((label) => label === 'Pause' || label === 'Resume')).toEqual(offered);
  });

  test('is the same from second to second, so that an open menu is left alone', () => {
    const truth = running(database('orders.db'));
    expect(trayModel(truth, en, NOW + 20_000)).toEqual(trayModel(truth, en, NOW));
    expect(trayModel(truth, en, NOW + HOUR)).not.toEqual(trayModel(truth, en, NOW));
  });

  test('shortens a long name in its middle, and a tooltip to what Windows shows', () => {
    const name = `${'a'.repeat(100)}-2026.db`;
    const { items, tooltip } = trayModel(running(database(name, STATES.behind)), en, NOW);
    expect(items[2]).toMatchObject({
      label: expect.stringMatching(/^a{26}….*-2026\.db — Catching up/) as string,
    });
    expect(tooltip.length).toBeLessThanOrEqual(127);
  });
});
