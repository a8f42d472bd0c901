import { fileURLToPath } from 'node:url'
import { samples } from '../../samples/samples.ts'
import { filed, SAMPLE_KEYS, type SampleFiles } from './put-samples.ts'
import { installedFont, withFont } from './sample-font.ts'

/** The repository's samples, and a font for their texts. */
export const REPOSITORY_SAMPLES: SampleFiles = withFont(
  { names: SAMPLE_KEYS, make: () => filed(samples()) },
  installedFont(fileURLToPath(import.meta.url)),
)
