import { readdirSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import * as ts from "typescript";

/** What each room may import. */
export type ImportTable = Readonly<
  Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>
>;

/** Every text that a file imports: import, export from, import(…), import type(…), require(…), import x = require. */
export function importsOf(file: string, text: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const take = (node: ts.Node | undefined) => {
    // An import whose name is computed cannot be judged, so it is none that the table allows.
    if (node) found.push(ts.isStringLiteralLike(node) ? node.text : `(computed: ${node.getText(source)})`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) take(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) take(node.expression);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) take(node.argument.literal);
    else if (ts.isCallExpression(node) && loads(node.expression)) take(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const loads = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(callee) && callee.text === "require") ||
  // require.resolve(…), and require made by createRequire under the same name.
  (ts.isPropertyAccessExpression(callee) && loads(callee.expression));

/** The room of a path relative to the root: the longest name in the table that it lies under, else its first folder. */
export function roomOf(path: string, table: ImportTable): string {
  const folders = path.split(sep);
  for (let depth = folders.length; depth > 1; depth--) {
    const room = folders.slice(0, depth).join("/");
    if (table[room]) return room;
  }
  return folders[0]!;
}

/** A sentence if a file of one room may not import this, else nothing. `file` is relative to the root. */
export function forbidden(file: string, specifier: string, table: ImportTable): string | undefined {
  const room = roomOf(file, table);
  const allowed = table[room];
  if (!allowed) return `${file}: ${room}/ has no line in import-table.json`;
  if (specifier.startsWith(".")) {
    const target = roomOf(normalize(join(dirname(file), specifier)), table);
    if (target === room || allowed.rooms.includes(target)) return undefined;
  } else if (allowed.packages.some((name) => isOf(specifier, name))) return undefined;
  return `${file} imports ${specifier}, which ${room}/ may not (import-table.json)`;
}

const isOf = (specifier: string, name: string) =>
  name === "node:*" ? specifier.startsWith("node:") : specifier === name || specifier.startsWith(`${name}/`);

/** Every TypeScript file of a room, relative to the root, without those of rooms inside it. */
export const sourcesOf = (room: string, table: ImportTable): string[] =>
  readdirSync(room, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(room, name))
    .filter((file) => roomOf(file, table) === room);
