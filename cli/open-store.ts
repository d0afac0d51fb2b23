import { home } from "./options";
import { makeProgress } from "./progress";

/** The laptop's store, or the bucket of a deployed stack; `name` is how messages refer to it. */
export async function openStore(bucket: string | undefined) {
  if (bucket !== undefined) {
    // Loaded only now: the laptop's store needs no AWS client.
    const { openBucket } = await import("../handlers/aws/bucket-store.js");
    return { store: openBucket(bucket), name: `s3://${bucket}`, bucket: true };
  }
  const { makeLocalPorts } = await import("../local/local-ports.js");
  const { store } = makeLocalPorts({ home: home(), log: makeProgress(process.stderr) });
  return { store, name: store.home, bucket: false };
}
