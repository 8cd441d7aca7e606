// What a page of the dashboard and its server agree on, besides the wire itself.

/** Where a page of the dashboard opens its WebSocket, on the host it came from: one message of the wire per text message. */
export const SOCKET_PATH = '/wire';
/** What that WebSocket is closed with when the page has no session (any more). */
export const NO_SESSION = 4401;
