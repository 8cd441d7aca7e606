// Lines of Apache's configuration that make it one of the servers there are.

export const WITHOUT_MOVE = ['RewriteEngine on', 'RewriteCond %{REQUEST_METHOD} =MOVE', 'RewriteRule ^ - [R=405,L]'];

export const WITHOUT_RANGES = ['RequestHeader unset Range', 'Header unset Accept-Ranges'];

export const WITHOUT_CHUNKS = [
  'RewriteEngine on',
  'RewriteCond %{HTTP:Transfer-Encoding} =chunked',
  'RewriteRule ^ - [R=411,L]',
];

/** Sends what is below `elsewhere/` to another address. */
export const REDIRECTS = ['RewriteEngine on', 'RewriteRule elsewhere/ http://127.0.0.1:9/there [R=302,L]'];

/** Below `answers-NNN/`, a PUT is answered with that status. */
export const ANSWERS = [403, 413, 423, 429, 500, 503, 507].flatMap((status, i) => [
  ...(i === 0 ? ['RewriteEngine on'] : []),
  'RewriteCond %{REQUEST_METHOD} =PUT',
  `RewriteRule answers-${status}/ - [R=${status},L]`,
]);
