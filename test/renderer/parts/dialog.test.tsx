// Where the focus goes when a dialog is closed.
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
