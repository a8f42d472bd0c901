import { describe } from 'vitest'
import { missingPrograms } from '../support/av1/encode.ts'

const missing = await missingPrograms()

/** A suite that needs the encoders; it is skipped, and says why, where they are missing. */
export function describeMatrix(name: string, suite: () => void): void {
  if (missing.length > 0) console.warn(`SKIPPED: ${name}: ${missing.join(', ')}`)
  describe.skipIf(missing.length > 0)(
    missing.length > 0 ? `${name} (skipped: ${missing.join(', ')})` : name,
    suite,
  )
}
