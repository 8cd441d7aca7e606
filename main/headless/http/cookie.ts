// The session's cookie. Cookies are shared by all ports of a host: the port in its name keeps two dashboards apart.

export function cookieName(port: number): string {
  return `tidemark-${port}`;
}

/** Out of reach for scripts, and not sent with requests that other sites cause. It ends with the browser. */
export function setCookie(name: string, session: string): string {
  return `${name}=${session}; Path=/; HttpOnly; SameSite=Strict`;
}

/** @param header all of `Cookie` */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
