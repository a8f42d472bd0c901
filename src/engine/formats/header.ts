import type { CommonHeader } from '../picture/header.ts'
import type { Format } from './format.ts'
import type { formats } from './formats.ts'

/** Image formats that can be read, recognized by their first bytes. */
export type SourceFormat = keyof typeof formats

/** The fields that a format adds to a header. `Row` is the type of its entry in `formats`. */
type FieldsOf<Row> = Row extends Format<string, infer Fields> ? Fields : never

/** The intersection of a union's members. */
type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

/** Image properties that its header gives, before any decoder runs. */
export interface Header extends CommonHeader, Intersection<FieldsOf<(typeof formats)[SourceFormat]>> {
  readonly format: SourceFormat
}
