/** Mutants of the roles' statements that open nothing, with the reason. */
export const noWider: Readonly<Record<string, string>> = {};
