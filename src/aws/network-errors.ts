/** Errors of a connection, as Node and the SDK name them. Pure. */

/** What is known of an exception. */
export interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  /** Of Node, such as `ENOTFOUND`; empty when there is none. */
  readonly code: string;
  /** Of an HTTP reply. */
  readonly status: number | undefined;
}

/** DNS, connections, HTTP that is none (`HPE_`), TLS and its certificates. */
const codes =
  /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|EHOST\w+|ENET\w+|EADDRNOTAVAIL|EPIPE|EPROTO|ETIMEDOUT|HPE_\w+|ERR_(TLS|SSL)_\w+|TimeoutError)$/;
const certificates =
  /^(CERT_\w+|UNABLE_TO_\w+|(DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|HOSTNAME_MISMATCH|ERR_TLS_CERT_\w+)$/;

/** Node's words when a proxy does not connect; the error has no code. */
const TUNNEL = 'Failed to establish tunnel';

/** What the SDK calls an error reply without a code of AWS, such as the page of a proxy. */
const nameless: readonly string[] = ['Unknown', 'UnknownError'];

/** In words, when it was the connection that failed. */
export function networkFailure({ name, message, code, status }: ErrorFacts): string | undefined {
  if (nameless.includes(name) && status !== undefined && status < 500)
    return `HTTP status ${status}, in a reply that is not AWS's`;
  const failed = codes.test(name) || codes.test(code) || certificates.test(code) || message.includes(TUNNEL);
  return failed ? `${code || name}: ${message}` : undefined;
}

/** What to do when the certificate of the server is not trusted. */
export function certificateMend({ code }: ErrorFacts): string | undefined {
  if (!certificates.test(code)) return undefined;
  return 'The certificate of the server is not trusted, for example behind a proxy that inspects TLS: name the file with its CA in `NODE_EXTRA_CA_CERTS`.';
}
