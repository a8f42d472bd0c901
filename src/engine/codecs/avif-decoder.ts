import { decoder } from '../formats/avif/decoder.ts'
import { optional } from '../formats/optional.ts'

optional.add('avifDecoder', decoder)
