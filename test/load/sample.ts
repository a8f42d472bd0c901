/** Memory in megabytes at a time after the start. */
export interface Sample {
  readonly seconds: number
  readonly megabytes: number
}
