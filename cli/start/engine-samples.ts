import { ENGINE_ENCODERS } from '../../samples/engine-encode.ts'
import { paintSamples } from '../../samples/painted.ts'
import { filed, SAMPLE_KEYS, type SampleFiles } from './put-samples.ts'

/** Samples for a user's project, at half their width and height. Import this file dynamically. */
export const ENGINE_SAMPLES: SampleFiles = {
  names: SAMPLE_KEYS,
  make: () => filed(paintSamples(ENGINE_ENCODERS, 0.5)),
}
