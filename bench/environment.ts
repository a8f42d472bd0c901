/** Machine of a run. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly system: string
}

/** Versions of packages by name. */
export type Versions = Readonly<Record<string, string>>
