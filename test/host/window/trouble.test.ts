import { expect, test } from 'vitest';
import { AGAIN_LINK, COPY_LINK, type Trouble, troublePage } from '../../../main/host/window/trouble.ts';
import { speechOf } from '../../../main/host/words/speech.ts';

const kinds: readonly Trouble['kind'][] = ['crashed', 'not-loaded', 'frozen', 'engine'];

test.each(kinds.flatMap((kind) => (['en', 'de'] as const).map((language) => ({ kind, language }))))(
  'the page about $kind in $language says what happened and leads back, without a script or a style of its own',
  ({ kind, language }) => {
    const speech = speechOf(language);
    const html = troublePage({ kind, details: 'oom, exit code 5' }, speech);
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toContain(speech.host.trouble[kind]);
    expect(html).toContain('oom, exit code 5');
    expect(html).toContain(`href="${AGAIN_LINK}"`);
    expect(html).toContain(`href="${COPY_LINK}"`);
    expect(html).not.toMatch(/<script|<style|style=|<form|\son\w+=/);
  },
);

test('details cannot become part of the page', () => {
  const html = troublePage(
    { kind: 'crashed', details: `</pre><script>alert("1")</script>&'` },
    speechOf('en'),
  );
  expect(html).toContain('&lt;/pre&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;');
});
