/** What an OIDC token says of the workflow; its claims are no secret, its signature is. Pure. */

export type Claims = Readonly<Record<string, string>>;

/** The claims that trust policies compare (GitHub Docs, "OpenID Connect reference"). */
const compared = ['sub', 'aud', 'repository_id', 'environment', 'job_workflow_ref'];

/** GitHub's own names are at most half as long. */
const MAX_CLAIM = 500;

/** The claims that are text, as harmless text; none when the token cannot be read. */
export function claimsOf(token: string): Claims {
  const [, payload = ''] = token.split('.');
  const texts = Object.entries(parsed(payload)).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, shown(value)] as const] : [],
  );
  return Object.fromEntries(texts);
}

/** `sub: repo:...`, `aud: ...` and the others that the token has. */
export function claimsText(claims: Claims, more: readonly string[] = []): string {
  return [...more, ...compared]
    .flatMap((name) => (claims[name] === undefined ? [] : [`\`${name}: ${claims[name]}\``]))
    .join(', ');
}

/** The condition of a trust policy that lets in exactly the job of this token. */
export function trustCondition(claims: Claims): string {
  const issuer = (claims['iss'] ?? '').replace(/^https?:\/\//, '');
  // STS knows more than `aud` and `sub` of GitHub's own issuers only (IAM User Guide, "Available keys for OIDC federation").
  const known = issuer.endsWith('/_services/token') ? ['aud', 'sub'] : ['aud', 'sub', 'repository_id'];
  const entries = known.flatMap((name) =>
    claims[name] === undefined ? [] : [[`${issuer}:${name}`, claims[name]] as const],
  );
  return JSON.stringify({ StringEquals: Object.fromEntries(entries) });
}

function parsed(payload: string): object {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? claims : {};
  } catch {
    return {};
  }
}

/** The workflow's author chooses names; in our sentences a backtick ends what is marked as code. */
function shown(value: string): string {
  const plain = value.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd').replaceAll('`', "'");
  return plain.length > MAX_CLAIM ? `${plain.slice(0, MAX_CLAIM - 1)}…` : plain;
}
