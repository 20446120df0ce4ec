/** The proxies of the environment. */
export interface ProxySettings {
  http?: string | undefined;
  https?: string | undefined;
  /** Hosts that are reached without one: names, `.domain`, `host:port`, separated by commas or blanks; `*` is all. */
  none?: string | undefined;
}

/** The variables of a system for its proxies. Lower case outranks upper case, as in other programs. */
export function proxiesOf(env: Readonly<Record<string, string | undefined>>): ProxySettings {
  const first = (...names: string[]): string | undefined =>
    names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
  return {
    http: first("http_proxy", "HTTP_PROXY"),
    https: first("https_proxy", "HTTPS_PROXY"),
    none: first("no_proxy", "NO_PROXY"),
  };
}

/** This machine: a proxy would lead to itself. */
const isLoopback = (host: string): boolean =>
  host === "localhost" ||
  host.endsWith(".localhost") ||
  /^127(\.\d+){3}$/.test(host) ||
  host === "[::1]";

/**
 * The proxy for a URL; undefined if the URL needs none.
 * @throws Error for a proxy that is not an http or https URL
 */
export function proxyFor(target: URL, settings: ProxySettings): URL | undefined {
  const secure = target.protocol === "https:";
  const named = secure ? settings.https : settings.http;
  if (named === undefined || isLoopback(target.hostname) || isExempt(target, settings.none))
    return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `http://${named}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (!proxy || !/^https?:$/.test(proxy.protocol))
    throw new Error(
      `${secure ? "HTTPS_PROXY" : "HTTP_PROXY"} must be an http or https URL, such as http://proxy.example:3128`,
    );
  return proxy;
}

function isExempt(target: URL, none = ""): boolean {
  const port = target.port === "" ? (target.protocol === "https:" ? "443" : "80") : target.port;
  return none
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const [, name = entry, only] = /^(.+?):(\d+)$/.exec(entry) ?? [];
      const suffix = name.replace(/^\*?\./, "").toLowerCase();
      const same = target.hostname === suffix || target.hostname.endsWith(`.${suffix}`);
      return same && (only === undefined || only === port);
    });
}
