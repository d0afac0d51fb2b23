/** Random forms of values, and values written in them. */
import type { CsvColumn, ValueForm } from "../../../../contract/formats";
import { formOf } from "../../../../contract/formats/written";
import type { ColumnType } from "../../../../contract/types";

type Random = () => number;

const numberForms: readonly ValueForm[] = [
  { decimal: "," },
  { decimal: ",", thousands: "." },
  { thousands: ",", signs: ["$", "US$"], parentheses: true },
  { thousands: " ", decimal: ",", signs: ["€", "%"] },
  { thousands: "'", wholeZeros: true },
  { wholeZeros: true, decimal: "," },
];
const momentForms: readonly ValueForm[] = [
  { dates: ["dd/MM/yyyy", "dd/MM/yyyy HH:mm[:ss[.SSS]]", "d MMM yyyy h:mm a"], zone: "Europe/Berlin" },
  {
    dates: ["iso", "EEE d MMM yy", "yyyy-MM-dd HH:mm X"],
    pivot: 1950,
    zone: "America/New_York",
    twice: "later",
  },
  { dates: ["epoch s", "M/d/yyyy H:mm"], zone: "Asia/Tokyo" },
];
const forms: readonly ValueForm[] = numberForms.map((form, index) => ({
  ...momentForms[index % momentForms.length],
  ...form,
  true: ["Y", "1"],
  false: ["N", "é"],
}));

const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)]!;

/** The form of a column, sometimes. */
export function formFor(type: ColumnType, random: Random): { readonly form?: ValueForm } {
  const form = random() < 0.25 ? formOf(type, pick(forms, random)) : undefined;
  return form ? { form } : {};
}

/** A column of two fields or three. `names`: of the header. */
export function joined(
  fields: number,
  names: readonly string[] | undefined,
  random: Random,
): { readonly column: CsvColumn; readonly place: { readonly fields: readonly number[] } } {
  const first = Math.floor(random() * fields);
  const parts = [
    first,
    (first + 1) % fields,
    ...(fields > 2 && random() < 0.3 ? [(first + 2) % fields] : []),
  ];
  const join = pick(["", " ", "T", " é "], random);
  const type = pick<ColumnType>(["string", "string", "bigint", "timestamp"], random);
  return {
    place: { fields: parts },
    column: {
      name: "joined",
      type,
      nullable: random() < 0.5,
      from: names ? { headers: parts.map((part) => names[part]!), join } : { fields: parts, join },
      prefix: random() < 0.1 ? "s" : "",
      nulls: pick([[""], [], ["NA"]], random),
      nonFinite: [],
      ...formFor(type, random),
    },
  };
}

/** A value of the strict form, written in another, mostly. */
export function written(text: string, form: ValueForm, random: Random): string {
  if (random() < 0.1) return text;
  if (form.dates) return moment(random);
  if (form.true) return pick([...form.true, ...(form.false ?? []), "y", ""], random);
  const { decimal = ".", thousands = "", signs = [""], parentheses, wholeZeros } = form;
  const [, sign = "", whole = "", rest = ""] = /^([+-]?)(\d*)(.*)$/s.exec(text)!;
  const blank = pick(["", " ", "\u00a0", "\u202f"], random);
  const separator = thousands === " " ? pick([" ", "\u00a0", "\u202f"], random) : thousands;
  const grouped = random() < 0.7 ? whole.replace(/(?<=\d)(?=(\d{3})+$)/g, separator) : whole;
  const zeros = wholeZeros && random() < 0.5 ? `${decimal}00` : "";
  const number = grouped + rest.replace(".", decimal) + zeros;
  const mark = pick(["", ...signs], random);
  if (parentheses && random() < 0.3)
    return pick([`(${mark}${number})`, `${mark}(${number})`, `(${number}`], random);
  if (mark === "") return sign + number;
  return pick(
    [
      sign + mark + blank + number,
      mark + blank + sign + number,
      sign + number + blank + mark,
      sign + blank + mark + number,
    ],
    random,
  );
}

/** A date or a timestamp in one of many ways. */
function moment(random: Random): string {
  const [year, month, day] = [
    pick(["1999", "2024", "0000", "12"], random),
    pick(["3", "03", "11", "13"], random),
    pick(["10", "1", "31"], random),
  ];
  const time = pick(
    ["", " 02:30", " 01:30:00", " 2:30", " 02:30:15.5", " 11:59 pm", " 02:30 +09", "T02:30:00Z"],
    random,
  );
  const date = pick(
    [`${day}/${month}/${year}`, `${year}-${month}-${day}`, `${day} Mar ${year}`, "Sun 10 mar 24"],
    random,
  );
  return random() < 0.2 ? pick(["86400", "-1.5", "1700000000", "9".repeat(18), ""], random) : date + time;
}
