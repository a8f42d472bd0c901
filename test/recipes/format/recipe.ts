import type { Recipe } from '../recipe.ts'

export const format: Recipe = {
  title: 'Add a format',
  folder: 'format',
  name: 'farbfeld',
  added: [
    {
      file: 'src/engine/formats/farbfeld/format.ts',
      change:
        'its row without WebAssembly: signature, header, frames, metadata, and the fields that it adds to a header',
    },
    {
      file: 'src/engine/formats/farbfeld/header.ts',
      change: 'reads the header, every read within bounds',
    },
    {
      file: 'src/engine/formats/farbfeld/codec.ts',
      change:
        'decoder and encoder, with the memory that each takes; a decoder of frames too, where files have several',
    },
  ],
  changed: [
    {
      file: 'src/engine/formats/formats.ts',
      change: 'a line for the row; the types of headers and of format names derive from it',
      edits: [
        [
          "import { gif } from './gif/format.ts'",
          "import { farbfeld } from './farbfeld/format.ts'\nimport { gif } from './gif/format.ts'",
        ],
        ['gif, jxl }', 'gif, jxl, farbfeld }'],
      ],
    },
    {
      file: 'src/engine/formats/codecs.ts',
      change: 'a line for the decoder, and one for the encoder',
      edits: [
        [
          "import * as gif from './gif/codec.ts'",
          "import * as farbfeld from './farbfeld/codec.ts'\nimport * as gif from './gif/codec.ts'",
        ],
        ['  gif: gif.decoder,', '  gif: gif.decoder,\n  farbfeld: farbfeld.decoder,'],
      ],
    },
  ],
  tests: [
    { file: 'test/unit/engine/formats/farbfeld/header.test.ts', change: 'headers, whole and damaged' },
    { file: 'test/unit/engine/formats/farbfeld/codec.test.ts', change: 'pictures, both ways' },
  ],
}
