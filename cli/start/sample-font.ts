import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { SampleFiles } from './put-samples.ts'

/**
 * Font for the samples: Noto Sans with Latin, Greek and Cyrillic, under the SIL Open Font License.
 */
const FONT = { name: 'fonts/noto-sans.ttf', type: 'font/ttf' }

/** npm package that contains the font. */
const FONT_PACKAGE = '@expo-google-fonts/noto-sans'

/**
 * Returns the path to the font in the installed npm package, or `undefined` if it is not installed.
 * @param from file from which the package is resolved
 */
export function installedFont(from: string): string | undefined {
  try {
    return createRequire(from).resolve(`${FONT_PACKAGE}/400Regular/NotoSans_400Regular.ttf`)
  } catch {
    return undefined
  }
}

/**
 * Adds the font to samples.
 * @param file path to the font; `undefined` leaves the samples as they are
 */
export function withFont(samples: SampleFiles, file: string | undefined): SampleFiles {
  if (file === undefined) return samples
  return {
    names: [...samples.names, FONT.name],
    async *make() {
      yield { ...FONT, bytes: Uint8Array.from(await readFile(file)) }
      yield* samples.make()
    },
  }
}

/** Returns `true` if a zone takes its texts from the font of the samples. */
export const usesSampleFont = ({ font }: { readonly font?: string | undefined }): boolean =>
  font === `/${FONT.name}`

/** Note for a zone whose font is not installed, so that its texts cannot be drawn. */
export const MISSING_FONT = `note: the zone's font /${FONT.name} is not stored: npm install -D ${FONT_PACKAGE}, and start again`
