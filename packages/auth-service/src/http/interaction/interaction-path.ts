/** Where somebody signs in and decides, for one authorization request. */
export const interactionPath = (uid: string): string => `/interaction/${uid}`;
