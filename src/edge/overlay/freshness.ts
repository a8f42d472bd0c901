import type { FileFacts } from './layer.ts'

type Aged = Pick<FileFacts, 'maxAge' | 'since'>

/** Maximum seconds before a source is asked again. A source may set less. */
const FRESH = 60

/** Returns the Unix time in seconds at which the source of a file is asked again. */
export const freshUntil = ({ maxAge = FRESH, since }: Aged): number => since + Math.min(maxAge, FRESH)

/** Returns the seconds for which caches may keep a file. `undefined` if its source does not say. */
export const remainingAge = ({ maxAge, since }: Aged, now: number): number | undefined =>
  maxAge === undefined ? undefined : Math.max(0, maxAge - (now - since))
