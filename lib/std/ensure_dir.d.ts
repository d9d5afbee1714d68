/** Makes a directory and its parents; does nothing if it is there. */
export declare function ensureDir(path: string | URL): Promise<void>;
