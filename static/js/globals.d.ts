/** The roles that may do what the field app asks about, by act: from app/sync/phone_vocabulary.py, set in by the build. */
declare const ROLES_BY_ACT: Record<string, readonly string[]>;
