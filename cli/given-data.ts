/** The data that `init` is given: an address, or a path. */
import type { FilesSource } from "../contract/sources";

/** True if it is an address, of whatever scheme. */
export const isAddress = (data: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(data);

/** The source of the file at an address. */
export const filesAt = (url: string): FilesSource => ({ kind: "files", urls: [url] });
