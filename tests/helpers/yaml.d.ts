/** Reads one YAML document. */
export declare function parse(text: string): unknown;
