/** The program's version, part of a run's fingerprint; the same as in package.json. */
export const programVersion = "0.1.0";
