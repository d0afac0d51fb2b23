import { codeList } from "../markdown";
import type { ImpliedKind } from "./rule";

/** The rules of the key, and the error that Publish throws if one is broken. */
export const keyRules = { key_not_null: "KeyNull", key_unique: "KeyDuplicated" } as const;

/**
 * Each engine counts these rules itself and looks for a duplicate at the same time. They are not in the plan; each report lists
 * them first.
 */
export const key: ImpliedKind = {
  rules: () => [],
  names: () => Object.keys(keyRules),
  page: ({ key }) => [
    ["`key_not_null`", "error", `${codeList(key)}: never null`],
    ["`key_unique`", "error", `no two rows have the same ${codeList(key)}`],
  ],
};
