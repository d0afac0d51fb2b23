import { codeList } from "../markdown";
import type { ImpliedKind } from "./rule";

/** The rules of the key, and what Publish throws where one is broken. */
export const keyRules = { key_not_null: "KeyNull", key_unique: "KeyDuplicated" } as const;

/** Each engine counts the key's rules by itself, and looks for a duplicate while it does; they are in no plan and first in each report. */
export const key: ImpliedKind = {
  rules: () => [],
  names: () => Object.keys(keyRules),
  page: ({ key }) => [
    ["`key_not_null`", "error", `${codeList(key)}: never null`],
    ["`key_unique`", "error", `no two rows have the same ${codeList(key)}`],
  ],
};
