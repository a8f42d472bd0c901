/** Machine that ran the bench. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly system: string
}

/** Package versions by name. */
export type Versions = Readonly<Record<string, string>>
