declare const FILES: { url: string; digest: string }[];
declare const FIELD_PATHS: string[];
