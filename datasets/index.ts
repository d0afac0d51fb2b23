/** Every data set of the platform. A new one is a file beside this one and its name here. */
import { mhealth } from "./mhealth";
import { prices } from "./prices";

export const datasets = { mhealth, prices } as const;
