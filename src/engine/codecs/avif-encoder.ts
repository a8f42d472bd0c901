import { encoder } from '../formats/avif/encoder.ts'
import { optional } from '../formats/optional.ts'

optional.add('avifEncoder', encoder)
