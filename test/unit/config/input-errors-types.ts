/** Mistakes that belong together, such as all those of one input. */
export interface ErrorGroup {
  readonly heading: string;
  readonly rows: readonly InputError[];
}

export interface InputError {
  /** What is wrong, in a few words. */
  readonly name: string;
  /** Replace those of the good workflow in inputs.ts. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Content of the file that `targets-file` names. */
  readonly file?: string;
  /** `AWS_REGION` of the environment. */
  readonly region?: string;
  /** Whole sentences, in the order in which they are told. */
  readonly messages: readonly string[];
}

/** The file of rows with `file`. */
export const FILE = 'targets.yml';

/** The inputs of a row, with the file in place of `targets`. */
export function inputsOf({ inputs = {}, file }: InputError): Readonly<Record<string, string>> {
  return file === undefined ? inputs : { targets: '', 'targets-file': FILE, ...inputs };
}
