/** The roles that may do what the field app asks about, by act: from app/sync/phone_vocabulary.py, set in by the build. */
declare const ROLES_BY_ACT: Record<string, readonly string[]>;
/** The moves that leave their matter as it is: from their records (app/matters/moves), set in by the build. */
declare const LEAVING_MOVES: readonly string[];
/** Which photos the residents' form takes: how many, bytes of each, MIME types; from app/requests/photos.py, set in by the build. */
declare const PHOTOS_TAKEN: { most: number; bytes: number; types: readonly string[] };
