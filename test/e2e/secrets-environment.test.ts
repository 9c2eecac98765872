/** What the environment holds of secrets, and what becomes of a run whose secret is a word of the action's own. */
import { expect, test } from '@jest/globals';
import { imageIdsOf, imagesOf, reportOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ALL = { targets: WEB, instances: 'all' };

test('every secret of the environment is masked, passwords of addresses too', async () => {
  const env = {
    AWS_SECRET_ACCESS_KEY: 'a-secret-key',
    AWS_SESSION_TOKEN: 'a-session-token',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'a-container-token',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'a-request-token',
    HTTPS_PROXY: 'http://octo:a-proxy-password@127.0.0.1:3128',
    AWS_ENDPOINT_URL_EC2: 'http://octo:an-endpoint-password@127.0.0.1:4566',
  };
  const run = await stage.step({ ...ALL, mode: 'validate' }, { env });
  const masks = run.commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message);
  const secrets = Object.values(env).map((text) => /:([^:]+)@/.exec(text)?.[1] ?? text);
  expect(masks.toSorted()).toEqual(secrets.toSorted());
});

test.each(['available', 'signed-in', 'target-signed-in'])(
  'a run is told as it was, though the password of the proxy is the word %s',
  async (word) => {
    await stage.seed({ [WEB]: [{ id: idOf(1), name: `server ${word}` }] });
    const env = { HTTPS_PROXY: `http://octo:${word}@127.0.0.1:9`, NO_PROXY: '127.0.0.1' };
    const run = await stage.step(ALL, { env });
    expect([run.exitCode, run.outputs['result'], imageIdsOf(run).length]).toEqual([0, 'success', 1]);
    expect(imagesOf(run)).toMatchObject([
      { state: 'available', outcome: 'created', instance_name: 'server ***' },
    ]);
    expect(reportOf(run)).toMatchObject({ finished: true, main_account_id: '111111111111' });
  },
);
