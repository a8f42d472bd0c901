// HEIC decoder without libheif, for plans, which decode nothing.
import { decoder } from '../formats/heic/decoder.ts'
import { optional } from '../formats/optional.ts'

optional.add('heicDecoder', decoder)
