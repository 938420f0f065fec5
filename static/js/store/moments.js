// Under which keys of `meta` two counts of a person stand; no clock is asked, for a phone's may jump by years.

/** How many steps the office has answered that it has, done to a matter by this person on this phone. @param {string} person */
export const steppedKey = (person) => `stepped:${person}`;

/** How many of them it had when the news was asked for that this phone knows to the end. @param {string} person */
export const askedKey = (person) => `asked:${person}`;
