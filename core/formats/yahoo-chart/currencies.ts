/** What a currency code of a source means. */

/** A currency by its ISO 4217 code, and how many of the source's units make one of it. */
export interface CurrencyUnit {
  readonly code: string;
  readonly divisor: number;
}

/** Codes of subunits that exchanges and vendors use but ISO 4217 lacks: the currency, and its units by divisor. */
const subunits: readonly (readonly [code: string, divisor: number, spellings: string])[] = [
  ["GBP", 100, "GBp GBX GBx"],
  ["ZAR", 100, "ZAc ZAC ZAX ZAr"],
  ["ILS", 100, "ILA ILa ILX ILs"],
  ["USD", 100, "USX USx USC USc USd"],
  ["EUR", 100, "EUX EUx EUc"],
  ["AUD", 100, "AUX AUx AUc"],
  ["CAD", 100, "CAX CAx CAc"],
  ["NZD", 100, "NZX NZx NZc"],
  ["BWP", 100, "BWp"],
  ["NAD", 100, "NAc NAd"],
  ["MWK", 100, "MWk"],
  ["KWD", 1000, "KWF KWf KWd"],
  ["BHD", 1000, "BHF BHf BHd"],
  ["JOD", 1000, "JOF JOf JOd"],
  ["IQD", 1000, "IQF IQf IQd"],
  ["OMR", 1000, "OMB OMb OMr"],
  ["TND", 1000, "TNM TNm TNd"],
  ["LYD", 1000, "LYd"],
];

// ISO 4217 in 2026, without XXX and XTS, which are not currencies. Listed here because Intl's list differs by the machine's ICU.
const current =
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP " +
  "CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS " +
  "INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR " +
  "MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD " +
  "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST " +
  "XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG";
// Withdrawn since 1999: documents from before may use them.
const withdrawn =
  "ADP AFA ANG AON AOR ATS AZM BEF BGL BGN BYB BYR CSD CUC CYP DEM ECS EEK ESP FIM FRF GHC GRD GWP HRK IEP ITL LTL LUF LVL MGF " +
  "MRO MTL MXP MZM NLG PTE ROL RUR SDD SIT SKK SLL SRG STD TJR TMM TPE TRL UYP VEB VEF XEU YUM ZMK ZWD ZWL ZWN ZWR";

const units: ReadonlyMap<string, CurrencyUnit> = new Map([
  ...`${current} ${withdrawn}`.split(" ").map((code) => [code, { code, divisor: 1 }] as const),
  ...subunits.flatMap(([code, divisor, spellings]) =>
    spellings.split(" ").map((each) => [each, { code, divisor }] as const),
  ),
]);

/** The currency and unit of a source's code; undefined for an unknown code. Case matters: GBp is a penny, GBP a pound. */
export const currencyUnit = (code: unknown): CurrencyUnit | undefined =>
  typeof code === "string" ? units.get(code) : undefined;
