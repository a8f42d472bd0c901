/** What a key of `SIGNING_KEYS` may sign; without a field that is not limited. */
export interface KeyPolicy {
  readonly id: string
  /** Names of zones. */
  readonly zones?: readonly string[] | undefined
  /** Paths below a zone, and https URLs, under which images and overlays lie; each ends with `/`. */
  readonly paths?: readonly string[] | undefined
  /** Parameters that a URL may have. */
  readonly operations?: readonly string[] | undefined
  /** Device pixels. */
  readonly max_width?: number | undefined
  /** Device pixels. */
  readonly max_height?: number | undefined
  readonly formats?: readonly string[] | undefined
  /** Seconds from now to `expire`. */
  readonly max_lifetime?: number | undefined
  /** Name of the preset that every image is made with. */
  readonly preset?: string | undefined
}

/** Policies by the id of their key. */
export type Policies = ReadonlyMap<string, KeyPolicy>

/** The part of a zone that decides which keys may be used in it. */
export interface PolicedZone {
  readonly name: string
  readonly rules: { readonly presets: ReadonlyMap<string, unknown> }
}

/** Whether a key may be used in a zone at all. A zone without the preset of the key could not make its images. */
export function isUsable({ zones, preset }: KeyPolicy, { name, rules }: PolicedZone): boolean {
  return (zones?.includes(name) ?? true) && (preset === undefined || rules.presets.has(preset))
}
