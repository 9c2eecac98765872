/** What the environment of the runner means for calls to AWS. Pure. */
import type { Problem } from './model/problem.ts';

/** An address at which calls go elsewhere than to AWS, and what it is called where it was set. */
export interface Address {
  readonly name: string;
  readonly url: string;
}

const proxyNames = ['HTTPS_PROXY', 'https_proxy'];
const endpointNames = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_EC2',
  'AWS_ENDPOINT_URL_AUTO_SCALING',
];

export function proxiesOf(environment: NodeJS.ProcessEnv): Address[] {
  return addressesOf(environment, proxyNames);
}

export function endpointsOf(environment: NodeJS.ProcessEnv): Address[] {
  return addressesOf(environment, endpointNames);
}

function addressesOf(environment: NodeJS.ProcessEnv, names: readonly string[]): Address[] {
  return names.map((name) => ({ name, url: environment[name] ?? '' })).filter(({ url }) => url !== '');
}

/** Another endpoint than AWS's gets every call, with signatures: nobody shall overlook it. */
export function endpointNotices(endpoints: readonly Address[]): string[] {
  return endpoints.map(
    ({ name, url }) => `${name} sends calls to ${URL.parse(url)?.origin ?? ''} instead of AWS`,
  );
}

/** Node and the SDK throw at such an address from within, and repeat it with its password. */
export function addressProblem(
  proxies: readonly Address[],
  endpoints: readonly Address[],
): Problem | undefined {
  const wrong =
    proxies.find((proxy) => !isUsableProxy(proxy)) ?? endpoints.find(({ url }) => addressOf(url) === null);
  if (wrong === undefined) return undefined;
  const what = `${wrong.name} is set to something other than a URL such as http://host:3128`;
  return { code: 'EnvironmentInvalid', phase: 'sign-in', place: {}, what };
}

/** Nothing but host, port, and who signs in. */
export function isUsableProxy({ url }: Address): boolean {
  const address = addressOf(url);
  return address !== null && address.pathname + address.search + address.hash === '/';
}

function addressOf(text: string): URL | null {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  // A password with a sign such as / ends the host too early.
  const cut = (url.pathname + url.search + url.hash).includes('@');
  return !cut && isDecodable(url.username) && isDecodable(url.password) ? url : null;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** What a proxy's address holds between user name and host, also in an address that is none. */
export function passwordsOf(proxies: readonly Address[]): string[] {
  const found = proxies.flatMap(({ url }) => /\/\/[^:@/]*:(.+)@/.exec(url)?.[1] ?? []);
  return found.flatMap((password) =>
    isDecodable(password) ? [password, decodeURIComponent(password)] : [password],
  );
}

/** Agents read a proxy from the environment since Node 24.5 (Node.js documentation, `http.Agent`). */
export function proxyProblem(proxies: readonly Address[], nodeVersion: string): Problem | undefined {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const [proxy] = proxies;
  if (proxy === undefined || major > 24 || (major === 24 && minor >= 5)) return undefined;
  const what = `${proxy.name} is set, but Node ${nodeVersion} of this runner cannot use it`;
  return { code: 'ProxyNeedsNode', phase: 'sign-in', place: {}, what };
}
