/** A share in percent, without the digits that binary fractions add: 0.07 is `7 %`. */
export const percent = (share: number): string => `${Number((share * 100).toPrecision(12))} %`;
