import type { PlanColumn } from "../plan";
import { typeNames, type ArrowType } from "../types";

/** A field of an Arrow schema as plain data. */
export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly nullable: boolean;
}

/** The Arrow schema of stage or table. */
export const arrowSchema = (columns: readonly PlanColumn[]): ArrowField[] =>
  columns.map(({ name, type, nullable }) => ({ name, type: typeNames(type).arrow, nullable }));
