import { below, repeated, type Report } from "./fault";
import { nameFault } from "./name-faults";

/** Faults of `renamedFrom` in the columns below `path`: only one column may claim a former name. */
export function renameFaults(
  columns: Readonly<Record<string, { readonly renamedFrom?: readonly string[] }>>,
  path: string,
  report: Report,
): void {
  const owners = new Map<string, string>();
  for (const [name, { renamedFrom = [] }] of Object.entries(columns)) {
    const at = `${below(path, name)}.renamedFrom`;
    for (const [index, former] of repeated(renamedFrom))
      report(`${at}[${index}]`, `"${former}" is listed twice`);
    renamedFrom.forEach((former, index) => {
      const place = `${at}[${index}]`;
      const owner = owners.get(former);
      if (former === name) report(place, `"${former}" is the column's own name; leave it out`);
      else if (Object.hasOwn(columns, former))
        report(
          place,
          `"${former}" is another column; a name in use cannot be a former name (leave it out here, or rename that column first)`,
        );
      else if (owner !== undefined && owner !== name)
        report(place, `"${former}" is already a former name of "${owner}"; only one column can have had it`);
      else nameFault(former, place, report);
      owners.set(former, name);
    });
  }
}
