import { dirname, join, relative, sep } from "node:path";

/** This package's folder: the checkout, or where the package is installed. */
export const packageFolder = dirname(require.resolve("#package.json"));

/**
 * A file of the package as a path relative to the working directory, with slashes: Pulumi keeps paths in its state, and
 * they must be the same from every checkout.
 */
export const packageFile = (path: string): string =>
  relative("", join(packageFolder, path)).split(sep).join("/");
