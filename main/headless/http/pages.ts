// The one page that is shown to whoever has no session: how to get in.

export const NO_SESSION_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Tidemark</title>
<h1>Tidemark runs, but does not know this browser</h1>
<p>Run <code>tidemark serve</code> in a terminal on this computer: it prints a fresh address. Open that here.</p>
<p>An address works once, within ten minutes. If you have just opened one: <a href="/">go on</a>.</p>
</html>
`;
