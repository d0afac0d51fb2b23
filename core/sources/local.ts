/** The source of a data set that has no address: each run reads the file that you give it. */
import { failure } from "../run/failure";
import type { Source } from "./source";

/** A source that fails with `SourceMissing`, because no file was given. */
export function makeLocalSource(): Source {
  const missing = () =>
    Promise.reject(
      failure(
        "SourceMissing",
        'Its source is "local", which has no address: give the file with --archive FILE.',
      ),
    );
  return { origin: "local", generated: false, version: missing, open: missing };
}
