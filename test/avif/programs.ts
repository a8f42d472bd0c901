import { describe } from 'vitest'
import { missingPrograms } from '../support/avif/av1/encode.ts'

const missing = await missingPrograms()

/**
 * Defines a suite that needs the external encoders. If any are missing, it is skipped and its name
 * lists them.
 */
export function describeMatrix(name: string, suite: () => void): void {
  if (missing.length > 0) console.warn(`SKIPPED: ${name}: ${missing.join(', ')}`)
  describe.skipIf(missing.length > 0)(
    missing.length > 0 ? `${name} (skipped: ${missing.join(', ')})` : name,
    suite,
  )
}
