/** The part of ncc's Node API that the build uses; the package has no types of its own. */
declare module '@vercel/ncc' {
  interface NccOptions {
    cache: false;
    quiet: boolean;
    mainFields: readonly string[];
    target: string;
  }
  interface NccResult {
    code: string;
    assets: Record<string, { source: string | Uint8Array }>;
  }
  export default function ncc(input: string, options: NccOptions): Promise<NccResult>;
}
