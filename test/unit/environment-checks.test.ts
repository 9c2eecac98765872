/** Addresses in the environment: which are wrong, what is told of them, and which secrets stand in them. */
import { describe, expect, test } from '@jest/globals';
import {
  addressProblem,
  endpointNotices,
  endpointsOf,
  passwordsOf,
  proxiesOf,
  proxyProblem,
} from '../../src/environment-checks.ts';

function proxy(url: string) {
  return { name: 'HTTPS_PROXY', url };
}

describe('an address', () => {
  test.each([
    { why: 'has no scheme', url: 'proxy.corp:3128' },
    { why: 'is a host alone', url: 'proxy.corp' },
    { why: 'has another scheme', url: 'socks5://proxy.corp:1080' },
    { why: 'is of a file', url: 'file:///etc/proxy.corp' },
    { why: 'has no host', url: 'http://' },
    { why: 'has a slash in its password', url: 'http://us:S3cret/Pass@proxy.corp:3128' },
    { why: 'has a slash and an at sign in its password', url: 'http://us:S3cret/Pa@ss@proxy.corp:3128' },
    { why: 'has a password that cannot be decoded', url: 'http://us:S3cret%ZZ@proxy.corp:3128' },
    { why: 'has a user name that cannot be decoded', url: 'http://us%ZZ:S3cret@proxy.corp:3128' },
    {
      why: 'has user name and password that can be decoded only together',
      url: 'http://us%4:1secret@proxy.corp',
    },
    { why: 'has a port that is none', url: 'http://proxy.corp:99999' },
    { why: 'is a space', url: ' ' },
    { why: 'has a path', url: 'http://proxy.corp:3128/path' },
    { why: 'has a query', url: 'http://proxy.corp:3128?x' },
    { why: 'ends in its password', url: 'http://us:12/S3cret@proxy.corp:3128' },
  ])('that $why is a problem, which does not repeat it', ({ url }) => {
    const problem = addressProblem([proxy(url)], []);
    expect(problem).toEqual({
      code: 'EnvironmentInvalid',
      phase: 'sign-in',
      place: {},
      what: 'HTTPS_PROXY is set to something other than a URL such as http://host:3128',
    });
  });

  test.each([
    { url: 'http://proxy.corp:3128' },
    { url: 'https://proxy.corp' },
    { url: 'http://us:S3cret@proxy.corp:3128/' },
    { url: 'http://us:S3cret%2FPa%40ss@proxy.corp:3128' },
    // The last one ends the password, for Node as well.
    { url: 'http://us:Pa@ss@proxy.corp:3128' },
    { url: 'http://[::1]:3128' },
  ])('such as $url is none', ({ url }) => {
    expect(addressProblem([proxy(url)], [])).toBeUndefined();
  });

  test('that is wrong is found behind one that is right, and named as it was set', () => {
    const wrong = { name: 'ec2.endpoint_url of the profile default', url: 'localhost:4566' };
    expect(addressProblem([proxy('http://proxy.corp:3128'), wrong], [])?.what).toContain(wrong.name);
  });

  test.each([{ url: 'http://localhost:4566/path' }, { url: 'https://ec2.corp' }])(
    'of an endpoint may have a path: $url',
    ({ url }) => {
      expect(addressProblem([], [{ name: 'AWS_ENDPOINT_URL', url }])).toBeUndefined();
    },
  );

  test.each([{ url: 'localhost:4566' }, { url: 'http://us:12/S3cret@localhost:4566' }])(
    'of an endpoint such as $url is a problem',
    ({ url }) => {
      expect(addressProblem([], [{ name: 'AWS_ENDPOINT_URL', url }])?.code).toBe('EnvironmentInvalid');
    },
  );

  test('is no problem when there is none', () => {
    expect(addressProblem([], [])).toBeUndefined();
  });
});

test('an endpoint is told without the user name, the password and the path that stand in it', () => {
  const endpoints = [
    { name: 'AWS_ENDPOINT_URL', url: 'http://us:S3cret@localhost:4566/path?key=value' },
    { name: 'AWS_ENDPOINT_URL_STS', url: 'https://sts.corp' },
  ];
  expect(endpointNotices(endpoints)).toEqual([
    'AWS_ENDPOINT_URL sends calls to http://localhost:4566 instead of AWS',
    'AWS_ENDPOINT_URL_STS sends calls to https://sts.corp instead of AWS',
  ]);
});

describe('the password of a proxy', () => {
  test.each([
    { url: 'http://us:S3cret@proxy.corp:3128', passwords: ['S3cret', 'S3cret'] },
    { url: 'http://us:S3%2Fcret@proxy.corp:3128', passwords: ['S3%2Fcret', 'S3/cret'] },
    { url: 'http://:S3cret@proxy.corp', passwords: ['S3cret', 'S3cret'] },
    // Addresses that are none hold it all the same.
    { url: 'http://us:S3cret/Pa@ss@proxy.corp:3128', passwords: ['S3cret/Pa@ss', 'S3cret/Pa@ss'] },
    { url: 'http://us:S3cret:too@proxy.corp', passwords: ['S3cret:too', 'S3cret:too'] },
    { url: 'http://us:S3cret%ZZ@proxy.corp:3128', passwords: ['S3cret%ZZ'] },
  ])('is found in $url', ({ url, passwords }) => {
    expect(passwordsOf([proxy(url)])).toEqual(passwords);
  });

  test.each([{ url: 'http://proxy.corp:3128' }, { url: 'http://us@proxy.corp:3128' }, { url: 'proxy.corp' }])(
    'is none in $url',
    ({ url }) => {
      expect(passwordsOf([proxy(url)])).toEqual([]);
    },
  );

  test('is found in every one of them', () => {
    const proxies = ['http://a:first@proxy.corp', 'http://b:second@proxy.corp'].map(proxy);
    expect([...new Set(passwordsOf(proxies))]).toEqual(['first', 'second']);
  });
});

describe('a proxy', () => {
  const [set] = proxiesOf({ https_proxy: 'http://us:S3cret@proxy.corp:3128' });

  test.each([{ version: '20.19.0' }, { version: '22.21.1' }, { version: '24.4.1' }])(
    'cannot be used by Node $version',
    ({ version }) => {
      expect(proxyProblem(set === undefined ? [] : [set], version)).toEqual({
        code: 'ProxyNeedsNode',
        phase: 'sign-in',
        place: {},
        what: `https_proxy is set, but Node ${version} of this runner cannot use it`,
      });
    },
  );

  test.each([{ version: '24.5.0' }, { version: '24.21.0' }, { version: '25.0.0' }, { version: '26.1.0' }])(
    'can be used by Node $version',
    ({ version }) => {
      expect(proxyProblem(set === undefined ? [] : [set], version)).toBeUndefined();
    },
  );

  test('that is not there needs no Node', () => {
    expect(proxyProblem([], '20.19.0')).toBeUndefined();
  });
});

describe('of the environment', () => {
  test('both names of a proxy count, and an empty one is not set', () => {
    const both = { HTTPS_PROXY: 'http://one', https_proxy: 'http://two' };
    expect(proxiesOf(both)).toEqual([
      { name: 'HTTPS_PROXY', url: 'http://one' },
      { name: 'https_proxy', url: 'http://two' },
    ]);
    expect(proxiesOf({ ...both, HTTPS_PROXY: '' })).toEqual([{ name: 'https_proxy', url: 'http://two' }]);
    expect(proxiesOf({ HTTPS_PROXY: '', https_proxy: '' })).toEqual([]);
  });

  test('a proxy for calls without TLS does not count, as AWS gets none', () => {
    expect(proxiesOf({ HTTP_PROXY: 'proxy.corp', http_proxy: 'proxy.corp', NO_PROXY: 'x' })).toEqual([]);
  });

  test('endpoints are those of all services that are called, and an empty one is not set', () => {
    const names = ['', '_STS', '_EC2', '_AUTO_SCALING'].map((service) => `AWS_ENDPOINT_URL${service}`);
    const all = Object.fromEntries(names.map((name) => [name, `http://${name}`]));
    expect(endpointsOf({ ...all, AWS_ENDPOINT_URL_S3: 'http://s3' })).toEqual(
      names.map((name) => ({ name, url: `http://${name}` })),
    );
    expect(endpointsOf(Object.fromEntries(names.map((name) => [name, ''])))).toEqual([]);
  });
});
