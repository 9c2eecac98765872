/** The secrets that this run has come to know. None of them may leave it, not even in words of AWS. */

/** Shorter texts are no credentials, and replacing them would spoil sentences. */
const SHORTEST = 8;

export class Secrets {
  readonly #known = new Set<string>();
  readonly #mask: (secret: string) => void;

  /** `mask` tells the runner, which replaces the secret in every log of the job. */
  constructor(mask: (secret: string) => void) {
    this.#mask = mask;
  }

  tell(secret: string | undefined): void {
    if (secret === undefined || secret.length < SHORTEST || this.#known.has(secret)) return;
    this.#mask(secret);
    this.#known.add(secret);
    this.#known.add(encodeURIComponent(secret));
  }

  redact(text: string): string {
    return [...this.#known].reduce((left, secret) => left.replaceAll(secret, '***'), text);
  }
}
