import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Sample, samples } from '../../samples/samples.ts'
import { filed, SAMPLE_KEYS, type SampleFiles } from './put-samples.ts'

/**
 * Font for the samples: Noto Sans with Latin, Greek and Cyrillic, under the SIL Open Font License.
 */
const FONT = {
  name: 'fonts/noto-sans.ttf',
  type: 'font/ttf',
  file: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
}

async function* make(): AsyncGenerator<Sample> {
  const { name, type, file } = FONT
  yield { name, type, bytes: Uint8Array.from(await readFile(createRequire(import.meta.url).resolve(file))) }
  yield* filed(samples())
}

/** Samples of the repository, and a font for their texts. */
export const REPOSITORY_SAMPLES: SampleFiles = { names: [...SAMPLE_KEYS, FONT.name], make }
