/** Every data set of the platform. A new one is a file beside this one and its name here. */
import { mhealth } from "./mhealth";

export const datasets = { mhealth } as const;
