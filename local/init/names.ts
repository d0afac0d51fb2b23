/** Names of columns: those of the files, as every system can take them without quotes. */
import { nameFault } from "../../contract/check/name-faults";

const longest = 63;

/** Letters that have a usual spelling in ASCII; those with marks lose the marks. */
const spellings: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  å: "a",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  µ: "u",
  μ: "u",
  "²": "2",
  "³": "3",
  "°": " deg ",
  "%": " percent ",
  "#": " number ",
  "&": " and ",
  "€": " eur ",
  $: " usd ",
  "£": " gbp ",
};

/** The names for the columns of a header, in its order: in snake_case, valid and different from each other. */
export function columnNames(header: readonly string[]): string[] {
  const taken = new Set(["record_file", "record_row"]);
  return header.map((text, index) => {
    const base = snakeCase(text) || `column_${index + 1}`;
    let name = valid(base);
    for (let count = 2; taken.has(name); count++) name = valid(base, `_${count}`);
    taken.add(name);
    return name;
  });
}

function snakeCase(text: string): string {
  return text
    .normalize("NFC")
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .replace(/[äöüßæœøåłđðþıµμ²³°%#&€$£]/g, (letter) => spellings[letter] ?? " ")
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/['\u2019]/g, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

/** A name as the contract takes it, with a suffix. */
function valid(base: string, suffix = ""): string {
  const begun = /^[a-z]/.test(base) ? base : `n_${base}`;
  const name = begun.slice(0, longest - suffix.length).replace(/_+$/, "") + suffix;
  let fault = false;
  nameFault(name, "", () => (fault = true));
  return fault ? valid(base, `${suffix}_`) : name;
}
