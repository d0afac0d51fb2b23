import { fullPlatform, plainPlatform } from "./platform";
import { record, type Registered } from "./record";

const programs = { plain: plainPlatform, full: () => fullPlatform() };
const found = new Map<keyof typeof programs, Promise<readonly Registered[]>>();

/** What a platform registers, recorded once for all who ask. */
export async function recorded(platform: keyof typeof programs): Promise<readonly Registered[]> {
  const before = found.get(platform);
  if (before) return before;
  const resources = record(programs[platform]);
  found.set(platform, resources);
  return resources;
}
