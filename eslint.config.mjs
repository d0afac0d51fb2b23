import js from "@eslint/js";
import tseslint from "typescript-eslint";
import table from "./import-table.json" with { type: "json" };

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

const anyOf = (names) => `(?:${names.map(escape).join("|")})(?:/|$)`;

/**
 * What one room may import, as import-table.json says; test/imports.test.ts checks every other form of import. A room
 * inside another ("handlers/aws") is a room of its own, written after it in the table: the later rule counts.
 */
function importsOf([room, { rooms, packages }]) {
  const all = Object.keys(table);
  const foreign = all.filter((other) => other !== room && !rooms.includes(other));
  // A room around this one is foreign or not by its own line; a room inside it is another's.
  const inner = all.filter((other) => other.startsWith(`${room}/`) && !rooms.includes(other));
  const allowed = packages.map((name) => (name === "node:*" ? "node:" : `${escape(name)}(?:/|$)`));
  // Another room is reached by going up (`./datasets` is a file of this one), a room inside this one also from beside it.
  // A room that lies in the same folder as this one is reached without that folder's name.
  const folder = room.slice(0, room.lastIndexOf("/") + 1);
  const beside = foreign
    .filter((other) => folder && other.startsWith(folder))
    .map((other) => other.slice(folder.length));
  const up = `(?:\\.\\.?/)*\\.\\./${anyOf([...foreign, ...beside, "test", "bench"])}`;
  const inside = inner.map((name) => name.slice(room.length + 1));
  const down = inside.length > 0 && `(?:\\.\\.?/)+${anyOf(inside)}`;
  const patterns = [
    {
      regex: `^(?:${[up, down].filter(Boolean).join("|")})`,
      message: `${room}/ may import ${["itself", ...rooms.map((name) => `${name}/`)].join(", ")} (import-table.json).`,
    },
    {
      regex: `^(?!\\.)(?!${allowed.length ? allowed.join("|") : "\\."})`,
      message: `${room}/ may import ${packages.join(", ") || "no package"} (import-table.json).`,
    },
  ];
  return { files: [`${room}/**/*.ts`], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

export default tseslint.config(
  { ignores: ["build*/", "dist/", ".build/", "node_modules/", ".data-flow/", "core/kernel/assembly/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // A port is asynchronous also where one implementation of it has nothing to wait for.
      "@typescript-eslint/require-await": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  ...Object.entries(table).map(importsOf),
  {
    // Scripts that any Node runs, before anything is built.
    files: ["**/*.{js,cjs}"],
    languageOptions: {
      sourceType: "commonjs",
      globals: {
        require: "readonly",
        module: "writable",
        process: "readonly",
        console: "readonly",
        __dirname: "readonly",
      },
    },
  },
);
