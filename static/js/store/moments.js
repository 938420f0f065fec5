// Under which keys of `meta` two moments of a person stand: when the office last had a step of theirs, and when it was last asked.

/** When the office last answered that it has something this person did to a matter. @param {string} person */
export const steppedKey = (person) => `stepped:${person}`;

/** When the news was asked for that this phone knows to the end. @param {string} person */
export const askedKey = (person) => `asked:${person}`;
