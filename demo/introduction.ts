/** What the demo is about to do, in a few lines. */
import { MAIN, SIGN_IN } from '../test/emulator/world.ts';
import type { Server } from './servers.ts';

const HOME_REGION = SIGN_IN['aws-region'];

export function introduction(servers: readonly Server[]): string {
  const accounts = [...new Set(servers.map(({ account }) => account))];
  const lines = accounts.map((account) => accountLine(account, servers));
  return [
    `The step signs in to the main account ${MAIN} by OIDC, assumes a role in each of ${accounts.length} accounts,`,
    'and makes an image of every server there that is tagged Environment=production:',
    ...lines,
  ].join('\n');
}

function accountLine(account: string, servers: readonly Server[]): string {
  const here = servers.filter((server) => server.account === account);
  const production = here.filter((server) => server.production).map(named);
  const others = here.filter((server) => !server.production).map(named);
  const rest = others.length === 0 ? '' : ` (and not ${others.join(', ')})`;
  return `  ${account}  ${production.join(', ')}${rest}`;
}

function named({ name, region, state }: Server): string {
  const remarks = [region === HOME_REGION ? '' : `in ${region}`, state === 'running' ? '' : state];
  const said = remarks.filter((remark) => remark !== '').join(', ');
  return said === '' ? name : `${name} [${said}]`;
}
