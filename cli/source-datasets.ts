/** The data sets of a project that has this package installed, compiled as they are loaded. The project checks their types itself. */
import Module from "node:module";
import { dirname, join } from "node:path";
import { buildSync, type BuildFailure } from "esbuild";
import { told, type LoadedFile } from "./dataset-fault";

/** Makes a function that loads a file of the folder by its name without extension, with the project's files that it imports. */
export function loadsSources(folder: string): (base: string) => LoadedFile {
  // Maps errors in the file to the lines of its source.
  process.setSourceMapsEnabled(true);
  return (base) => {
    try {
      return { exported: evaluate(join(folder, `${base}.ts`), compile(folder, base)), fault: undefined };
    } catch (error) {
      return { exported: {}, fault: unread(error) ?? told(error, base) };
    }
  };
}

/** A file and the local files that it imports, bundled as one CommonJS module, whatever module system the project uses. */
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

/** Runs source text as the module of a file, so that it finds the packages of that file. */
function evaluate(file: string, text: string): object {
  const module = new Module(file) as Module & { _compile(text: string, file: string): void };
  module.filename = file;
  module.paths = Module.createRequire(file).resolve.paths("data-flow") ?? [];
  module._compile(text, file);
  return module.exports as object;
}

/** The compile errors, with their places; undefined for any other error. */
function unread(error: unknown): string | undefined {
  const { errors } = error as Partial<BuildFailure>;
  return errors
    ?.map(
      ({ text, location: at }) => `${at ? `${at.file}(${at.line},${at.column + 1}): ` : ""}error: ${text}`,
    )
    .join("\n");
}
