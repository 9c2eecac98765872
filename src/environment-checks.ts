/** What the environment of the runner means for calls to AWS. Pure. */
import type { Problem } from './model/problem.ts';

/** Another endpoint than AWS's gets every call, with signatures: nobody shall overlook it. */
export function endpointNotices(environment: NodeJS.ProcessEnv): string[] {
  const names = [
    'AWS_ENDPOINT_URL',
    'AWS_ENDPOINT_URL_STS',
    'AWS_ENDPOINT_URL_EC2',
    'AWS_ENDPOINT_URL_AUTO_SCALING',
  ];
  return names.flatMap((name) => {
    const url = environment[name] ?? '';
    return url === '' ? [] : [`${name} sends calls to ${originOf(url)} instead of AWS`];
  });
}

/** Without a user name and password that may stand in it. */
function originOf(url: string): string {
  return URL.parse(url)?.origin ?? 'an address that is none';
}

/** Agents read a proxy from the environment since Node 24.5 (Node.js documentation, `http.Agent`). */
export function proxyProblem(environment: NodeJS.ProcessEnv, nodeVersion: string): Problem | undefined {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const proxy = environment['HTTPS_PROXY'] ?? environment['https_proxy'] ?? '';
  if (proxy === '' || major > 24 || (major === 24 && minor >= 5)) return undefined;
  const what = `HTTPS_PROXY is set, and Node ${nodeVersion} of this runner cannot use it`;
  return { code: 'ProxyNeedsNode', phase: 'sign-in', place: {}, what };
}
