import { dirname, join, relative, sep } from "node:path";

/** The folder of this package: of a checkout, or where it is installed. */
export const packageFolder = dirname(require.resolve("#package.json"));

/**
 * A file of the package as a path from the working directory, with slashes: Pulumi keeps paths in its state, and they are the
 * same from every checkout.
 */
export const packageFile = (path: string): string =>
  relative("", join(packageFolder, path)).split(sep).join("/");
