// A bucket as a destination, on a real S3 server: added with its keys, copied to, and what was asked of it is counted.
import { expect } from 'vitest';
import { useS3 } from '../servers/s3.ts';
import { openShop } from './rig/shop.ts';
import { test } from './rig/test.ts';

const s3 = useS3();

test('added by its address and keys, tried, copied to; its requests are counted and its keys never shown', async ({ desk, window }) => {
  const { page } = window;
  const { endpoint, secrets, bucket } = s3;
  await window.go('Destinations');
  await window.button('Add a destination').click();
  const adding = window.dialog('Add a destination');
  await adding.getByRole('button', { name: 'S3 bucket' }).click();
  await window.pick('Provider', 'Other');
  await adding.getByRole('textbox', { name: 'Endpoint' }).fill(endpoint);
  await adding.getByRole('textbox', { name: 'Bucket', exact: true }).fill(bucket);
  await adding.getByRole('textbox', { name: 'Folder in the bucket' }).fill('shop');
  await adding.getByRole('textbox', { name: 'Access key' }).fill(secrets['access-key-id']!);
  await adding.getByRole('textbox', { name: 'Secret key' }).fill('wrong');
  await adding.getByText('Advanced').click();
  await adding.getByRole('combobox', { name: 'Bucket is named in' }).selectOption({ label: 'The path' });
  await adding.getByRole('button', { name: 'Try it out' }).click();
  await adding.getByRole('alert').waitFor();
  expect(await adding.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true);

  await adding.getByRole('button', { name: 'Back' }).click();
  await adding.getByRole('textbox', { name: 'Secret key' }).fill(secrets['secret-access-key']!);
  await adding.getByRole('button', { name: 'Try it out' }).click();
  const lines = adding.getByRole('list', { name: 'What was tried' });
  for (const line of ['Can be reached', 'Never overwrites', 'Clocks agree']) await lines.getByText(line).waitFor();
  await adding.getByRole('textbox', { name: 'Name' }).fill('eu-bucket');
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  await window.heading('eu-bucket').waitFor();

  await openShop(desk);
  await desk.run('register', desk.path('Shop/orders.db'));
  await desk.run('sync', '-wait');
  await window.sees('1 database, safe');
  await window.sees(/^\d+ writes/);
  await window.sees(/^This computer holds the pen until/);

  await window.button('More for eu-bucket').click();
  await page.getByRole('menuitem', { name: 'Change…' }).click();
  const changing = window.dialog('Change eu-bucket');
  await changing.getByText('Kept on this computer').nth(1).waitFor();
  await changing.getByRole('button', { name: 'Try it out now' }).click();
  await changing.getByText('Clocks agree').waitFor();
  expect(await page.content()).not.toContain(secrets['secret-access-key']);
});
