// destinations cost: requests, bytes and dollars of this month, as they were counted where they were made.
import type { DestinationView } from '../../engine/agent/views.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { formatBytes } from '../text/sizes.ts';
import { formatTable } from '../text/table.ts';
import { pickDestination } from './pick-destination.ts';
import { withRunning } from './running.ts';

export function runCost(word: string | undefined, { json }: { readonly json: boolean }, context: Context): Promise<number> {
  return withRunning(context, async (running) => {
    const state = await running.state();
    const shown = word === undefined ? Object.values(state.destinations) : [pickDestination(state, word, context)];
    if (json) context.console.printJson(shown.map(({ id, name, usage, choices }) => ({ id, name, budget: choices.budget, ...usage })));
    else context.console.print(shown.length === 0 ? 'No destinations yet.' : table(shown));
    return EXIT.ok;
  });
}

function table(shown: readonly DestinationView[]): string {
  const titles = ['writes', 'reads', 'lists', 'deletes', 'up', 'down', 'until now', 'this month', 'budget'];
  const columns = [{ title: 'destination' }, { title: 'month' }, ...titles.map((title) => ({ title, align: 'right' }) as const)];
  return formatTable(columns, shown.map(row));
}

function row({ name, usage, choices }: DestinationView): string[] {
  const { month, requests, up, down, dollars: spent, projected } = usage;
  const { write, read, list, delete: removed } = requests;
  const counts = [write, read, list, removed].map((count) => count.toLocaleString('en-US'));
  const budget = choices.budget === 0 ? 'none' : dollars(choices.budget);
  return [name, month, ...counts, formatBytes(up), formatBytes(down), dollars(spent), dollars(projected), budget];
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
