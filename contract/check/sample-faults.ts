import type { Dataset } from "../dataset";
import { formatOf, sampleKinds } from "../formats";
import type { Report } from "./fault";
import { hint } from "./near";

/** Faults of the generated sample. */
export function sampleFaults({ sample, layouts }: Dataset, report: Report): void {
  if (!sample) return;
  if (!(Number.isSafeInteger(sample.rows) && sample.rows >= 1))
    report("sample.rows", `${sample.rows} is not a number of rows; give a whole number from 1`);
  const layout = layouts.find(({ name }) => name === sample.layout);
  if (!layout) {
    const names = layouts.map(({ name }) => name);
    return report("sample.layout", `"${sample.layout}" is not a layout ${hint(sample.layout, names)}`);
  }
  // If several formats have this kind of sample, take the layout's.
  const own = formatOf(layout).sample;
  const kind = [...(own ? [own] : []), ...sampleKinds].find(({ key }) => key in sample);
  kind?.faults(sample, layout, report);
}
