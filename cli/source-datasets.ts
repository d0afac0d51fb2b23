/** The data sets of a project that has this package installed, compiled as they are loaded. Their types are the project's to check. */
import Module from "node:module";
import { dirname, join } from "node:path";
import { buildSync, type BuildFailure } from "esbuild";
import { told, type LoadedFile } from "./dataset-fault";

/** Makes what loads a file of the folder by its name without ending, with the files of the project that it imports. */
export function loadsSources(folder: string): (base: string) => LoadedFile {
  // For the lines of what a file throws.
  process.setSourceMapsEnabled(true);
  return (base) => {
    try {
      return { exported: evaluate(join(folder, `${base}.ts`), compile(folder, base)), fault: undefined };
    } catch (error) {
      return { exported: {}, fault: unread(error) ?? told(error, base) };
    }
  };
}

/** A file and those beside it that it imports, as one CommonJS text: whatever the project's own kind of modules is. */
function compile(folder: string, base: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: dirname(folder),
    entryPoints: [join(folder, `${base}.ts`)],
    outfile: join(folder, `${base}.js`),
    bundle: true,
    packages: "external",
    platform: "node",
    target: "es2023",
    format: "cjs",
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "silent",
    write: false,
  });
  return outputFiles[0]!.text;
}

/** Runs a text as the module of a file, which finds its packages from there. */
function evaluate(file: string, text: string): object {
  const module = new Module(file) as Module & { _compile(text: string, file: string): void };
  module.filename = file;
  module.paths = Module.createRequire(file).resolve.paths("data-flow") ?? [];
  module._compile(text, file);
  return module.exports as object;
}

/** What could not be compiled, with its places; undefined for any other error. */
function unread(error: unknown): string | undefined {
  const { errors } = error as Partial<BuildFailure>;
  return errors
    ?.map(
      ({ text, location: at }) => `${at ? `${at.file}(${at.line},${at.column + 1}): ` : ""}error: ${text}`,
    )
    .join("\n");
}
