/** Terminal columns that a text takes. */
export declare function unicodeWidth(text: string): number;
