// Dialogs: where the focus goes when one is closed, what is out of reach meanwhile, and what closes which.
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ReactNode, useState } from 'react';
import { expect, test } from 'vitest';
import { Dialog } from '../../../renderer/parts/dialog/dialog.tsx';

/** @param opener `goes`: what opened the dialog is gone when it is closed */
function Page({ opener }: { readonly opener: 'stays' | 'goes' }): ReactNode {
  const [open, setOpen] = useState<'no' | 'yes' | 'was'>('no');
  return (
    <main tabIndex={-1}>
      {(open !== 'was' || opener === 'stays') && <button type="button" onClick={() => { setOpen('yes'); }}>Open</button>}
      {open === 'yes' && <Dialog title="Question" onClose={() => { setOpen('was'); }} footer={<button type="button">Yes</button>} />}
    </main>
  );
}

test('back to where it was', async () => {
  const user = userEvent.setup();
  render(<Page opener="stays" />);
  await user.click(screen.getByRole('button', { name: 'Open' }));
  await waitFor(() => { expect(screen.getByRole('button', { name: 'Yes' })).toHaveFocus(); });
  await user.keyboard('{Escape}');
  await waitFor(() => { expect(screen.getByRole('button', { name: 'Open' })).toHaveFocus(); });
});

test('to the screen when that is gone', async () => {
  const user = userEvent.setup();
  render(<Page opener="goes" />);
  await user.click(screen.getByRole('button', { name: 'Open' }));
  await waitFor(() => { expect(screen.getByRole('button', { name: 'Yes' })).toHaveFocus(); });
  await user.keyboard('{Escape}');
  await waitFor(() => { expect(screen.getByRole('main')).toHaveFocus(); });
});

/** A sheet, on it a question; below them a page, beside them notices. */
function Layers(): ReactNode {
  const [open, setOpen] = useState<'none' | 'first' | 'both'>('none');
  return (
    <div>
      <main tabIndex={-1}><button type="button" onClick={() => { setOpen('first'); }}>Open</button></main>
      <section data-above="" aria-label="Notices"><button type="button">Dismiss</button></section>
      {open !== 'none' && (
        <Dialog
          title="First"
          description="What it is"
          onClose={() => { setOpen('none'); }}
          footer={<button type="button" onClick={() => { setOpen('both'); }}>More</button>}
        >
          <input aria-label="Busy" onKeyDown={(event) => { if (event.key === 'Escape') event.preventDefault(); }} />
          {open === 'both' && (
            <Dialog kind="ask" title="Second" onClose={() => { setOpen('first'); }} footer={<button type="button">Yes</button>} />
          )}
        </Dialog>
      )}
    </div>
  );
}

async function bothOpen(): Promise<ReturnType<typeof userEvent.setup>> {
  const user = userEvent.setup();
  render(<Layers />);
  await user.click(screen.getByRole('button', { name: 'Open' }));
  await user.click(screen.getByRole('button', { name: 'More' }));
  return user;
}

test('says what it is, and puts all below out of reach but notices', async () => {
  const user = userEvent.setup();
  render(<Layers />);
  await user.click(screen.getByRole('button', { name: 'Open' }));
  expect(screen.getByRole('dialog', { name: 'First' })).toHaveAccessibleDescription('What it is');
  expect(screen.queryByRole('main')).toBeNull();
  expect(document.querySelector('main')).toHaveAttribute('inert');
  expect(screen.getByRole('button', { name: 'Dismiss' })).toBeVisible();
});

test('Escape closes the topmost alone, and what lay below it is back', async () => {
  const user = await bothOpen();
  expect(screen.queryByRole('dialog', { name: 'First' })).toBeNull();
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('alertdialog')).toBeNull();
  expect(screen.getByRole('button', { name: 'More' })).toHaveFocus();
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByRole('main')).not.toHaveAttribute('inert');
});

test('a field that has a use for Escape keeps it', async () => {
  const user = userEvent.setup();
  render(<Layers />);
  await user.click(screen.getByRole('button', { name: 'Open' }));
  expect(screen.getByRole('textbox', { name: 'Busy' })).toHaveFocus();
  await user.keyboard('{Escape}');
  expect(screen.getByRole('dialog', { name: 'First' })).toBeVisible();
});

test('a click beside a sheet closes it; beside a question, or drawn there from inside, it does not', async () => {
  const user = await bothOpen();
  const beside = (name: string): Element => screen.getByRole(name, { hidden: true }).parentElement!;
  await user.click(beside('alertdialog'));
  expect(screen.getByRole('alertdialog')).toBeVisible();
  await user.keyboard('{Escape}');
  await user.pointer([{ keys: '[MouseLeft>]', target: screen.getByRole('textbox') }, { keys: '[/MouseLeft]', target: beside('dialog') }]);
  expect(screen.getByRole('dialog', { name: 'First' })).toBeVisible();
  await user.click(beside('dialog'));
  expect(screen.queryByRole('dialog')).toBeNull();
});
