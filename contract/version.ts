/** The program's version, part of a run's fingerprint; equal to that of package.json. */
export const programVersion = "0.1.0";
