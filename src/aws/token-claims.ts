/** What an OIDC token says of the workflow; its claims are no secret, its signature is. */

/** The claims that trust policies compare (GitHub Docs, "OpenID Connect reference"). */
const compared = ['sub', 'aud', 'repository_id'];

/** `the token has sub repo:..., aud ...`, for whoever has to compare it with a trust policy. */
export function claimsText(token: string): string {
  const claims = claimsOf(token);
  const known = compared.flatMap((name) => {
    const value = claims[name];
    return typeof value === 'string' ? [`${name} ${value}`] : [];
  });
  return known.length === 0 ? 'the token cannot be read' : `the token has ${known.join(', ')}`;
}

function claimsOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? { ...claims } : {};
  } catch {
    return {};
  }
}
